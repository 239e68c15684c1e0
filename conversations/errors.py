from accounts.errors import Conflict
from conversations.models import Turn


class TurnTaken(Conflict):
    """Somebody was faster, or the last turn is not done. `turn` is the one that won."""

    def __init__(self, turn: Turn, detail: str) -> None:
        super().__init__(detail)
        self.turn = turn
