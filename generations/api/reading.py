"""Rows for the API, each list in a constant number of queries."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from accounts.models import User
from generations import progress
from generations.models import Batch, Generation, Output
from generations.models.generation import GenerationQuerySet
from generations.models.output import OutputQuerySet
from generations.positions import with_positions
from generations.states import State


def outputs(user: User) -> OutputQuerySet:
    """With what this person thinks of each; visible_to() is the caller's."""
    return _told(user).select_related("generation")


def generations(user: User) -> GenerationQuerySet:
    return _complete(Generation.objects.all(), _told(user))


def iterations_of(source: Output, user: User) -> GenerationQuerySet:
    rows = Generation.objects.iterations().filter(source=source).select_related("session")
    return _complete(rows, _told(user))


def _told(user: User) -> OutputQuerySet:
    return Output.objects.for_viewer(user).prefetch_related("tags")


def _complete(rows: GenerationQuerySet, counted: OutputQuerySet) -> GenerationQuerySet:
    return rows.prefetch_related(_outputs_of(counted), "references")


def _outputs_of(counted: OutputQuerySet) -> "Prefetch[Any]":
    return Prefetch("outputs", counted.shown().order_by("position"))


def with_progress(batches: Sequence[Batch]) -> list[Batch]:
    """For the batches of one page only: counting before cutting the page would count everything."""
    prefetch_related_objects(list(batches), "tags")
    return progress.with_progress(batches)


def made(batch: Batch, rows: Iterable[Generation], user: User) -> dict[str, object]:
    """For MadeSerializer: the batch as it now stands and those of its generations that are meant."""
    rows = with_positions(rows)
    # Hardly ever has one of them ended already, and whoever asked for them waits for this answer.
    ended = any(row.state == State.SUCCEEDED for row in rows)
    prefetch_related_objects(rows, _outputs_of(_told(user) if ended else Output.objects.none()), "references")
    return {"batch": with_progress([batch])[0], "generations": rows}


def files_of(batch: Batch, user: User) -> OutputQuerySet:
    """What a download of the batch holds, in the order in which it was asked for."""
    order = ("generation__prompt_index", "generation__variant_index", "generation_id", "position")
    return Output.objects.visible_to(user).filter(generation__batch=batch).order_by(*order)
