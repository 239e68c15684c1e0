"""Outputs into the trash, out of it, and out of the world."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404

from generations import events
from generations.actions.discard import hold_generations
from generations.errors import Conflict
from generations.media import files
from generations.models import Generation, Output
from generations.work.forgetting import forget_output


def delete_output(*, output: Output) -> None:
    delete_outputs(outputs=[output])


@transaction.atomic
def delete_outputs(*, outputs: Iterable[Output]) -> list[Output]:
    """Out of sight for everybody at once, and restorable for a while. Answers those that were still there."""
    there = Output.objects.filter(pk__in=[row.pk for row in outputs], deleted_at=None).select_related("generation")
    rows = list(there.order_by("pk").select_for_update(of=("self",)))
    Output.objects.filter(pk__in=[row.pk for row in rows]).update(deleted_at=Now())
    events.outputs_gone(rows)
    return rows


def restore_output(*, output: Output) -> None:
    restore_outputs(outputs=[output])


@transaction.atomic
def restore_outputs(*, outputs: Iterable[Output]) -> list[Output]:
    """Back to where they were. Answers those that were in the trash. Raises Conflict when their place is in there."""
    wanted = list(outputs)
    hold_generations(Generation.objects.filter(pk__in=[row.generation_id for row in wanted]))
    rows = list(
        Output.objects.trashed()
        .filter(pk__in=[row.pk for row in wanted])
        .select_related("generation__session", "generation__project")
        .order_by("pk")
    )
    for row in rows:
        _assert_has_a_place(row.generation)
    Output.objects.filter(pk__in=[row.pk for row in rows]).update(deleted_at=None)
    events.outputs_restored(rows)
    return rows


def _assert_has_a_place(generation: Generation) -> None:
    places = {"project": generation.project.deleted_at, "session": generation.session.deleted_at}
    places["conversation"] = generation.deleted_at
    if gone := [name for name, deleted_at in places.items() if deleted_at]:
        raise Conflict(f"Its {gone[0]} is in the trash. Restore that first.")


@transaction.atomic
def purge_output(*, output: Output) -> None:
    """Out of the trash for good, at once. Raises Http404 when it has been restored meanwhile."""
    hold_generations(Generation.objects.filter(pk=output.generation_id))
    row = Output.objects.trashed().select_for_update(of=("self",)).filter(pk=output.pk).first()
    if row is None:
        raise Http404
    names = row.file_names
    forget_output(row)
    transaction.on_commit(lambda: files.drop(names))
