from typing import Any

from accounts.errors import Conflict


class TurnTaken(Conflict):
    """Somebody was faster, or the last turn is not done. `turn` is the one that won."""

    def __init__(self, turn: Any, detail: str) -> None:
        super().__init__(detail)
        self.turn = turn
