"""Batches for their list, their page and for live refetches: one reading, so that all show the same."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import F, Window, prefetch_related_objects
from django.db.models.functions import RowNumber

from accounts.models import User
from generations.fragments import revision_of
from generations.models import Batch, Output
from generations.models.batch import BatchQuerySet, Purpose
from generations.progress import with_progress

# A turn of a conversation and an upload are shown where they were made.
SHOWN = (Purpose.ASSETS, Purpose.COMPOSE)
PICTURES = 4


def batches(user: User) -> BatchQuerySet:
    """Without what was asked for in full: 2,000 prompts are megabytes, and only a page of its own needs them."""
    rows = Batch.objects.visible_to(user).filter(purpose__in=SHOWN).with_role()
    rows = rows.annotate(rev=revision_of("batch", "pk")).defer("settings")
    return rows.select_related("author", "project", "session")


def batches_by_id(user: User, pks: Sequence[int]) -> list[Batch]:
    return with_progress(batches(user).filter(pk__in=pks))


def cards_by_id(user: User, pks: Sequence[int]) -> list[Batch]:
    return with_cards(batches(user).filter(pk__in=pks))


def with_cards(rows: Iterable[Batch]) -> list[Batch]:
    """Each with its progress and the first `pictures` that it made, read for all of them at once."""
    found = with_progress(rows)
    prefetch_related_objects(found, "tags")
    first = _first_pictures(found)
    for batch in found:
        batch.pictures = first[batch.pk]  # type: ignore[attr-defined]
    return found


def _first_pictures(rows: Sequence[Batch]) -> dict[int, list[Output]]:
    whole = F("generation__batch")
    place = Window(RowNumber(), partition_by=whole, order_by="pk")
    alive = {"generation__deleted_at": None, "generation__session__deleted_at": None}
    made = Output.objects.shown().filter(generation__batch__in=rows, **alive)
    found: defaultdict[int, list[Output]] = defaultdict(list)
    for output in made.annotate(whole=whole, place=place).filter(place__lte=PICTURES).order_by("pk"):
        found[output.whole].append(output)  # type: ignore[attr-defined]  # annotated above
    return found
