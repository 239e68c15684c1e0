"""The outputs of the library in pages, by key and not by number, so that page 500 is as quick as the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.defaultfilters import pluralize
from django.utils import timezone

from accounts.models import User
from generations.api import reading
from generations.fragments import revision_of_session
from generations.models import Output
from generations.views.pages import Place
from library.reading import outputs_page
from library.views.wanted import Wanted
from projects.models import TRASH_KEPT

CARDS = 60
# More that is new than this comes as a fresh first page instead.
NEWER_MAX = 2 * CARDS
# The most that a page which was emptied far from view may have held.
REFILL_MAX = 5 * CARDS


@dataclass(frozen=True, slots=True)
class Page:
    """`top` is the newest page; `more` the address of the next older one, empty at the end."""

    outputs: Sequence[Output]
    top: bool = False
    more: str = ""


def read_page(user: User, wanted: Wanted, before: int | None = None) -> Page:
    found = _read(user, wanted, CARDS + 1, before=before)
    shown = found[:CARDS]
    more = wanted.address(before=shown[-1].pk) if len(found) > CARDS else ""
    return Page(shown, top=not before, more=more)


def read_newer(user: User, wanted: Wanted, place: Place) -> list[Output] | None:
    """Those above `newer`, and below `before` if it is given; None when they are too many."""
    most = REFILL_MAX if place.before else NEWER_MAX
    found = _read(user, wanted, most + 1, before=place.before, newer=place.newer)
    return found if len(found) <= most else None


def _read(
    user: User, wanted: Wanted, count: int, *, before: int | None = None, newer: int | None = None
) -> list[Output]:
    if wanted.errors:
        return []
    return list(map(_told, outputs_page(user, wanted.filters, before=before, newer=newer, count=count)))


def rows_by_generation(user: User, pks: Sequence[int]) -> list[Output]:
    """For the live layer, by way of their generations: what a generation has lost or got back, its row here shows."""
    rows = reading.outputs(user).visible_to(user).with_role().filter(generation__in=pks)
    return [_told(output) for output in rows.annotate(rev=revision_of_session("generation__session_id"))]


def thrown_by_id(user: User, pks: Sequence[int]) -> list[Output]:
    rows = Output.objects.trash_of(user).select_related("generation").filter(pk__in=pks)
    return [_told(output) for output in rows.annotate(rev=revision_of_session("generation__session_id"))]


def _told(output: Output) -> Output:
    """Cards ask their generation for the revision and for what may be done; those in the trash tell what is left."""
    if output.deleted_at:
        days = (output.deleted_at + TRASH_KEPT - timezone.now()).days + 1
        output.time_left = f"{days} day{pluralize(days)} left" if days > 1 else "goes today"  # type: ignore[attr-defined]
    output.generation.rev, output.generation.role = output.rev, output.role  # type: ignore[attr-defined]
    return output
