"""Stopping work: a request, not a state. What really happened is what the provider says."""

from django.db import transaction
from django.db.models.functions import Now

from generations import events, tasks
from generations.errors import Conflict
from generations.models import Batch, Generation
from generations.states import ACTIVE, AT_PROVIDER, State


@transaction.atomic
def cancel_generation(*, generation: Generation) -> Generation:
    """Queued: cancelled at once. At the provider: it is asked, and until it answers the generation goes on."""
    if Generation.objects.move(generation.pk, State.QUEUED, State.CANCELLED, error_code="cancelled", finished_at=Now()):
        generation.refresh_from_db()
        events.generation_ended(generation)
        return generation
    asked = Generation.objects.filter(pk=generation.pk, state__in=AT_PROVIDER).update(
        cancel_requested_at=Now(), next_look_at=Now()
    )
    try:
        generation.refresh_from_db()
    except Generation.DoesNotExist:
        raise Conflict("This generation has been deleted.") from None
    if asked:
        events.generation_changed(generation)
        transaction.on_commit(lambda: tasks.ring(tasks.look, generation.pk), robust=True)
    elif generation.state not in ACTIVE:
        raise Conflict("This generation has already ended.")
    return generation


def cancel_batch(*, batch: Batch) -> None:
    """Queued ones first, so that none of them starts while the running ones are being stopped."""
    active = batch.generations.filter(state__in=ACTIVE).order_by("submitted_at", "-id")
    queued = [row for row in active if row.state == State.QUEUED]
    for generation in [*queued, *(row for row in active if row.state != State.QUEUED)]:
        try:
            cancel_generation(generation=generation)
        except Conflict:
            continue  # It ended meanwhile, which is what was wanted.
