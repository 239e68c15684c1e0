"""Deleting generations as a whole: out of sight at once, their work told to stop, their files and rows gone."""

from django.db import transaction
from django.db.models.functions import Now

from generations import events, tasks
from generations.media import files
from generations.models import Generation, Output
from generations.models.generation import GenerationQuerySet
from generations.states import AT_PROVIDER, State
from generations.work.forgetting import forget_generations
from live.publish import Change


def hold_generations(generations: GenerationQuerySet) -> set[int]:
    """With their outputs until the commit: whoever ends one of them or uses a picture was faster, or waits for us.

    In the order of their ids, so that two who take the same rows never wait for each other.
    """
    pks = set(generations.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    list(Output.objects.filter(generation__in=pks).order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    return pks


@transaction.atomic
def delete_generations(*, generations: GenerationQuerySet, also: tuple[Change, ...] = ()) -> None:
    """All of them or none. `also` are further events of the same moment: publishing twice could lock crosswise.

    Rows go with the transaction, except those whose work has to stop first and those from which something else was
    made; tidying sees to them.
    """
    pks = hold_generations(generations)
    rows = Generation.objects.filter(pk__in=pks)
    for pk in rows.filter(state=State.QUEUED).values_list("pk", flat=True):
        Generation.objects.move(pk, State.QUEUED, State.CANCELLED, error_code="cancelled", finished_at=Now())
    rows.filter(state__in=AT_PROVIDER).update(cancel_requested_at=Now(), next_look_at=Now())
    running = list(rows.filter(state__in=AT_PROVIDER).values_list("pk", flat=True))
    outputs = list(Output.objects.filter(generation__in=pks, deleted_at=None).select_related("generation"))
    names = [name for row in outputs for name in row.file_names]
    Output.objects.filter(pk__in=[row.pk for row in outputs]).update(deleted_at=Now(), **Output.WITHOUT_FILES)
    rows.update(deleted_at=Now())
    gone = list(rows)
    forget_generations(rows)
    events.discarded(gone, outputs, *also)
    transaction.on_commit(lambda: files.drop(names))
    transaction.on_commit(lambda: all(tasks.ring(tasks.look, pk) for pk in running), robust=True)
