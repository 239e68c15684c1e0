"""Moving what was made to another session of the project."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from generations import events
from generations.actions.discard import hold_generations
from generations.errors import Conflict
from generations.models import Generation, Output
from generations.states import ACTIVE
from projects.models import Session


@transaction.atomic
def move_outputs(*, outputs: Sequence[Output], session: Session) -> dict[int, list[int]]:
    """All outputs of a generation go together; its batch stays where it was asked for.

    Answers which of the outputs were elsewhere, by the session that they were in.
    """
    of = {row.generation_id for row in outputs}
    hold_generations(Generation.objects.filter(pk__in=of))
    # In this order: who asks for pictures also holds what they are made from before the session.
    if not Session.objects.filter(pk=session.pk, deleted_at=None).select_for_update(no_key=True):
        raise Conflict("This session has just been deleted.")
    moving = {row.pk: row for row in Generation.objects.filter(pk__in=of).exclude(session=session)}
    _assert_fit(moving.values(), session)
    came_from: defaultdict[int, list[int]] = defaultdict(list)
    for output in outputs:
        if output.generation_id in moving:
            came_from[moving[output.generation_id].session_id].append(output.pk)
    Generation.objects.filter(pk__in=moving).update(session=session)
    events.generations_moved(list(moving.values()), session)
    return dict(came_from)


def _assert_fit(generations: Iterable[Generation], session: Session) -> None:
    for row in generations:
        if row.project_id != session.project_id or row.kind != session.kind:
            raise ValidationError({"session": ["Choose a session of the same project and for the same kind of media."]})
        if row.state in ACTIVE:
            raise Conflict("One of these is still being made. Move it when it has ended.")
