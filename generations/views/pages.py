"""The grid of a session in pages: by key, not by number, so that page 500 is as quick as the first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.http import urlencode

from accounts.models import User
from accounts.pagination import MAX_ID
from generations.fragments import cards
from generations.models import Generation
from generations.models.generation import GenerationQuerySet
from generations.positions import with_positions
from generations.states import State
from projects.models import Session

CARDS = 60
# More that is new than this comes as a fresh first page instead.
NEWER_MAX = 2 * CARDS
# The most that a page which was emptied far from view may have held.
REFILL_MAX = 5 * CARDS


@dataclass(frozen=True, slots=True)
class Page:
    """`top` is the newest page; `more` the address parameters of the next older one, empty at the end."""

    generations: list[Generation]
    top: bool = False
    more: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """What the address asks for: older than `before`, newer than `newer`, or the lot between both."""

    before: int | None = None
    newer: int | None = None
    model: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> Place:
        return cls(number(request.GET, "before"), number(request.GET, "newer"), request.GET.get("model", ""))

    def query(self, **changes: Any) -> str:
        values = {"model": self.model, **changes}
        return urlencode({name: value for name, value in values.items() if value})


def number(asked: QueryDict, name: str) -> int | None:
    text = asked.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= MAX_ID else None


def read_page(session: Session, user: User, place: Place) -> Page:
    """The newest page, or the one that is older than `before`."""
    rows = _rows(session, user, place)
    if place.before:
        rows = rows.filter(pk__lt=place.before)
    found = list(rows[: CARDS + 1])
    shown = _cut(found)
    more = place.query(before=shown[-1].pk) if len(shown) < len(found) else ""
    return Page(with_positions(shown), top=not place.before, more=more)


def read_newer(session: Session, user: User, place: Place) -> list[Generation] | None:
    """Those above `newer`, and below `before` if it is given; None when they are too many."""
    rows = _rows(session, user, place).filter(pk__gt=place.newer)
    if place.before:
        rows = rows.filter(pk__lt=place.before)
    most = REFILL_MAX if place.before else NEWER_MAX
    found = list(rows[: most + 1])
    return with_positions(found) if len(found) <= most else None


def _rows(session: Session, user: User, place: Place) -> GenerationQuerySet:
    rows = cards(user).filter(session=session)
    return rows.filter(model=place.model) if place.model else rows


def _cut(rows: list[Generation]) -> list[Generation]:
    """About CARDS cards. A generation stays whole, however many pictures it has."""
    total = 0
    for count, row in enumerate(rows[:CARDS], start=1):
        total += len(row.outputs.all()) if row.state == State.SUCCEEDED else row.parameters.get("outputs", 1)
        if total >= CARDS:
            return rows[:count]
    return rows[:CARDS]
