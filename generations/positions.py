"""The line before each engine: who begins next. Starting work and telling people their place go by this one order."""

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import F, Q, Window
from django.db.models.functions import Now, RowNumber

from generations.models import Generation
from generations.models.generation import GenerationQuerySet
from generations.states import AT_PROVIDER, State

REMEMBERED = 3600  # seconds


@dataclass(frozen=True, slots=True)
class Place:
    """`turn` is its number in its batch, those that run already counted."""

    pk: int
    author: int | None
    batch: int
    turn: int


def running_at(provider: str) -> list[tuple[int | None, int]]:
    """Author and batch of each that runs there, or whose doorbell has just been rung."""
    rung = Q(state=State.QUEUED, next_look_at__gt=Now())
    rows = Generation.objects.open().filter(Q(state__in=AT_PROVIDER) | rung, provider=provider)
    return list(rows.order_by().values_list("author", "batch"))


def ready_at(provider: str) -> GenerationQuerySet:
    waiting = Generation.objects.filter(provider=provider, state=State.QUEUED, session__deleted_at=None)
    return waiting.filter(Q(next_look_at=None) | Q(next_look_at__lte=Now()))


def line_at(provider: str, running: Iterable[tuple[int | None, int]], *, depth: int | None = None) -> list[Place]:
    """Whoever has the fewest running is next, and of those with as many, who has waited longest since the last time.

    The batches of one person take turns in the same way. With `depth`, only the first so many of each batch.
    """
    ready = ready_at(provider).order_by("pk")
    if depth:
        number = Window(RowNumber(), partition_by=[F("batch")], order_by=["pk"])
        ready = ready.annotate(number=number).filter(number__lte=depth)
    authors, batches = Counter(author for author, _ in running), Counter(batch for _, batch in running)
    places, last = [], _served(provider)
    for pk, author, batch in ready.values_list("pk", "author", "batch"):
        batches[batch] += 1
        places.append(Place(pk, author, batch, batches[batch]))
    places.sort(key=lambda place: (place.turn, last.get(("batch", place.batch), 0), place.pk))
    order = []
    for place in places:
        authors[place.author] += 1
        order.append((authors[place.author], last.get(("author", place.author), 0), place.pk, place))
    return [place for *_, place in sorted(order)]


def served(provider: str, places: Iterable[Place]) -> None:
    """These begin now. Kept where it may get lost: without it, the oldest is next among equals."""
    now = time.time()
    times = {key: at for key, at in _served(provider).items() if at > now - REMEMBERED}
    for number, place in enumerate(places):
        times |= dict.fromkeys([("author", place.author), ("batch", place.batch)], now + number / 1e6)
    cache.set(f"served-{provider}", times, REMEMBERED)


def _served(provider: str) -> dict[tuple[str, int | None], float]:
    return cache.get(f"served-{provider}") or {}


def with_positions(rows: Iterable[Generation]) -> list[Generation]:
    """Tells queued ones their place in the line of their provider, 1 = next. Reads nothing if none is queued."""
    rows = list(rows)
    queued = {row.pk: row for row in rows if row.state == State.QUEUED}
    for provider in {row.provider for row in queued.values()}:
        for position, place in enumerate(line_at(provider, running_at(provider)), 1):
            if row := queued.get(place.pk):
                row.progress = {**row.progress, "position": position}
    return rows
