"""What goes into a turn, as people read it: pictures of an earlier turn, and the person's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from conversations.continuing import Continued
from conversations.models import Conversation, Turn
from conversations.references import CONTEXT_MAX
from generations.models import Output

SOURCE = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """`parent` is the number of the turn that is continued, SOURCE where it is what the conversation began with.

    It is None where nobody can tell any more. `yours` counts the person's own, `forked` is one that does not go on
    from the turn right before it.
    """

    parent: int | None
    continued: list[Output] = field(default_factory=list)
    own: list[Output] = field(default_factory=list)
    yours: int = 0
    forked: bool = False
    most: int = CONTEXT_MAX

    @classmethod
    def by(cls, turn: Turn, pictures: Mapping[int, Output]) -> Taken:
        """Of a turn that was sent. `pictures` has all that its conversation took."""
        wanted = [pictures[pk] for pk in turn.references if pk in pictures]
        continued = [picture for picture in wanted if _is_continued(turn, picture)]
        own = [picture for picture in wanted if picture not in continued]
        parent = _parent(turn)
        return cls(parent, continued, own, len(own), forked=parent not in (None, turn.number - 1))

    @classmethod
    def to_come(cls, conversation: Conversation, continued: Continued, yours: int = 0) -> Taken:
        """Of a turn that is still being written."""
        number = continued.turn.number if continued.turn else _number(conversation.pk, continued.output)
        return cls(number, list(continued.outputs[:CONTEXT_MAX]), yours=yours)

    @property
    def words(self) -> str:
        first = f"{len(self.continued)} from turn {self.parent}" if self.parent else "the source"
        return f"{first} + {self.yours} yours" if self.yours else first


def pictures_of(turns: Iterable[Turn], *others: int) -> dict[int, Output]:
    """Also the deleted ones: that a turn had them is still true."""
    wanted = {pk for turn in turns for pk in turn.references} | set(others)
    return Output.objects.select_related("generation__batch__turn").in_bulk(wanted)


def _is_continued(turn: Turn, picture: Output) -> bool:
    if turn.continues_output_id:
        return picture.pk == turn.continues_output_id
    if turn.continues_turn_id:
        return bool(picture.generation.batch_id == turn.continues_turn_id)
    return picture.pk == turn.conversation.source_id


def _parent(turn: Turn) -> int | None:
    if turn.continues_turn:
        return turn.continues_turn.number
    if turn.continues_output:
        return _number(turn.conversation_id, turn.continues_output)
    return SOURCE if turn.number == 1 else None


def _number(conversation: int, output: Output | None) -> int:
    """What a conversation began with may be of a turn, too, but of another one's."""
    turn = getattr(output.generation.batch, "turn", None) if output else None
    return turn.number if turn and turn.conversation_id == conversation else SOURCE
