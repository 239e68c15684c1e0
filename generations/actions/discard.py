"""Deleting and restoring generations as a whole, with what they are parts of. Their work is told to stop."""

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Now

from generations import events, tasks
from generations.models import Generation, Output
from generations.models.generation import GenerationQuerySet
from generations.states import AT_PROVIDER, State
from live.publish import Change


def hold_generations(generations: GenerationQuerySet) -> set[int]:
    """With their outputs until the commit: whoever ends one of them or uses a picture was faster, or waits for us.

    In the order of their ids, so that two who take the same rows never wait for each other.
    """
    pks = set(generations.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    list(Output.objects.filter(generation__in=pks).order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    return pks


@transaction.atomic
def delete_generations(*, generations: GenerationQuerySet, at: datetime | None, also: tuple[Change, ...] = ()) -> None:
    """All of them or none, into the trash. `at` says later what was deleted together.

    `also` are further events of the same moment: publishing twice could lock crosswise.
    """
    pks = hold_generations(generations)
    rows = Generation.objects.filter(pk__in=pks)
    # Each row is written once: of one written twice, PostgreSQL looks again at what it was made from, as it commits,
    # and would wait there for somebody who waits for us.
    rows.move_all(State.QUEUED, State.CANCELLED, error_code="cancelled", finished_at=Now(), deleted_at=at)
    rows.filter(state__in=AT_PROVIDER).update(cancel_requested_at=Now(), next_look_at=Now(), deleted_at=at)
    rows.filter(deleted_at=None).update(deleted_at=at)
    running = list(rows.filter(state__in=AT_PROVIDER).values_list("pk", flat=True))
    outputs = list(Output.objects.filter(generation__in=pks, deleted_at=None).select_related("generation"))
    Output.objects.filter(pk__in=[row.pk for row in outputs]).update(deleted_at=at)
    events.discarded(rows, outputs, *also)
    transaction.on_commit(lambda: tasks.ring_looks(running), robust=True)


@transaction.atomic
def restore_generations(*, generations: GenerationQuerySet, at: datetime | None, also: tuple[Change, ...] = ()) -> None:
    """Those that were deleted together `at` that moment, and whatever came of them since."""
    pks = hold_generations(generations.filter(deleted_at=at))
    rows = Generation.objects.filter(pk__in=pks)
    Output.objects.filter(generation__in=pks, deleted_at=at).update(deleted_at=None)
    rows.update(deleted_at=None)
    events.restored(rows, *also)
