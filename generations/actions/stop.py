"""Stopping work: a request, not a state. What really happened is what the provider says."""

from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from generations import events, tasks
from generations.errors import Conflict
from generations.models import Batch, Generation
from generations.states import ACTIVE, AT_PROVIDER, State

ENDED: dict[str, Any] = {"error_code": "cancelled", "finished_at": Now(), "next_look_at": None}


@transaction.atomic
def cancel_generation(*, generation: Generation) -> Generation:
    """Queued: cancelled at once. At the provider: it is asked, and until it answers the generation goes on."""
    if Generation.objects.move(generation.pk, State.QUEUED, State.CANCELLED, **ENDED):
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


@transaction.atomic
def cancel_batch(*, batch: Batch) -> None:
    """Like cancel_generation() for each that has not ended, however many they are: one look, two writes, one event."""
    alive = batch.generations.filter(state__in=(State.QUEUED, *AT_PROVIDER)).order_by("pk")
    held = Generation.objects.filter(pk__in=list(alive.select_for_update(of=("self",)).values_list("pk", flat=True)))
    held.move_all(State.QUEUED, State.CANCELLED, **ENDED)
    running = held.filter(state__in=AT_PROVIDER)
    running.update(cancel_requested_at=Now(), next_look_at=Now())
    pks = list(running.values_list("pk", flat=True))
    events.generations_ended(list(held.for_events()))
    transaction.on_commit(lambda: tasks.ring_looks(pks), robust=True)
