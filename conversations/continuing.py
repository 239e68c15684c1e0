"""What a turn goes on from: a turn, one output, or what the conversation began with."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from conversations.models import Conversation, Turn
from generations.models import Output
from generations.states import State
from live.topics import KEY


@dataclass(frozen=True, slots=True)
class Continued:
    """`made_by` names for each model the picture that it made of `turn`."""

    outputs: Sequence[Output]
    turn: Turn | None = None
    output: Output | None = None
    made_by: dict[str, int] = field(default_factory=dict)


def from_source(source: Output) -> Continued:
    return Continued([source])


def continued_in(conversation: Conversation, continues: str | None) -> Continued:
    """Without a wish, the last turn that has pictures. Raises ValidationError with the field `continues`."""
    if not continues:
        return _latest(conversation)
    match = KEY.fullmatch(continues)
    kind, pk = (match[1], int(match[2])) if match else ("", 0)
    if kind == "turn" and (turn := conversation.turns.filter(pk=pk).first()):
        if found := _of_turn(turn):
            return found
        raise ValidationError({"continues": [f"Turn {turn.number} has no pictures to continue from."]})
    if kind == "output" and (output := _output(conversation, pk)):
        return Continued([output], output=output)
    raise ValidationError({"continues": ["There is no such turn or picture in this conversation."]})


def _latest(conversation: Conversation) -> Continued:
    with_pictures = conversation.turns.filter(batch__generations__outputs__in=Output.objects.shown())
    if (turn := with_pictures.order_by("-number").first()) and (found := _of_turn(turn)):
        return found
    if source := _output(conversation, conversation.source_id):
        return Continued([source], output=source)
    raise ValidationError(
        {"continues": ["Every picture of this conversation has been deleted: nothing is left to continue from."]}
    )


def _of_turn(turn: Turn) -> Continued | None:
    done = [row.pk for row in turn.current if row.state == State.SUCCEEDED]
    rows = Output.objects.shown().filter(generation__in=done).select_related("generation").order_by("position")
    outputs = sorted(rows, key=lambda output: done.index(output.generation_id))
    made_by = {output.generation.model: output.pk for output in reversed(outputs)}
    return Continued(outputs, turn=turn, made_by=made_by) if outputs else None


def _output(conversation: Conversation, pk: int) -> Output | None:
    rows = Output.objects.shown().filter(pk=pk, kind="image").select_related("generation")
    if pk == conversation.source_id:
        return rows.first()
    return rows.filter(generation__batch__turn__conversation=conversation).first()
