"""The line before each engine: who begins next. Starting work and telling people their place go by this one order."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from django.core.cache import cache
from django.db.models import BooleanField, ExpressionWrapper, F, Q, Window
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


RUNG = Q(state=State.QUEUED, next_look_at__gt=Now())
# What was deleted is ended bit by bit; nothing of it begins meanwhile.
ALIVE = Q(session__deleted_at=None, project__deleted_at=None)
READY = Q(ALIVE, state=State.QUEUED) & (Q(next_look_at=None) | Q(next_look_at__lte=Now()))
RUNNING = Q(state__in=AT_PROVIDER) | RUNG

Running = Iterable[tuple[int | None, int]]
Served = dict[tuple[str, int | None], float]


def running_at(provider: str) -> list[tuple[int | None, int]]:
    """Author and batch of each that runs there, or whose doorbell has just been rung."""
    rows = Generation.objects.open().filter(RUNNING, provider=provider)
    return list(rows.order_by().values_list("author", "batch"))


def ready_at(provider: str) -> GenerationQuerySet:
    return Generation.objects.filter(READY, provider=provider)


def line_at(provider: str, running: Running, last: Served, *, depth: int) -> list[Place]:
    """The line, with only the first so many of each batch."""
    number = Window(RowNumber(), partition_by=[F("batch")], order_by=["pk"])
    ready = ready_at(provider).annotate(number=number).filter(number__lte=depth).order_by("pk")
    return _in_line(ready.values_list("pk", "author", "batch"), running, last)


def _in_line(ready: Iterable[tuple[int, int | None, int]], running: Running, last: Served) -> list[Place]:
    """Whoever has the fewest running is next, and of those with as many, who has waited longest since the last time.

    The batches of one person take turns in the same way. `ready` come with the oldest first.
    """
    authors, batches = Counter(author for author, _ in running), Counter(batch for _, batch in running)
    places = []
    for pk, author, batch in ready:
        batches[batch] += 1
        places.append(Place(pk, author, batch, batches[batch]))
    places.sort(key=lambda place: (place.turn, last.get(("batch", place.batch), 0), place.pk))
    order = []
    for place in places:
        authors[place.author] += 1
        order.append((authors[place.author], last.get(("author", place.author), 0), place.pk, place))
    return [place for *_, place in sorted(order)]


def served(provider: str, places: Iterable[Place]) -> None:
    """These begin now. Kept where it may get lost, also by two at once: without it, the oldest is next among equals."""
    now = time.time()
    times = {key: at for key, at in served_at(provider).items() if at > now - REMEMBERED}
    for number, place in enumerate(places):
        times |= dict.fromkeys([("author", place.author), ("batch", place.batch)], now + number / 1e6)
    cache.set(f"served-{provider}", times, REMEMBERED)


def served_at(provider: str) -> Served:
    """When each author's and each batch's last one began there."""
    return cache.get(f"served-{provider}") or {}


def with_positions(rows: Iterable[Generation]) -> list[Generation]:
    """Tells queued ones their place in the line of their provider, 1 = next. One query, and only if any is queued."""
    rows = list(rows)
    queued = {row.pk: row for row in rows if row.state == State.QUEUED}
    providers = {row.provider for row in queued.values()}
    for provider, ready, running in _busy(providers) if queued else ():
        for position, place in enumerate(_in_line(ready, running, served_at(provider)), 1):
            if row := queued.get(place.pk):
                row.progress = {**row.progress, "position": position}
    return rows


def _busy(providers: Iterable[str]) -> Iterator[tuple[str, list[tuple[int, int | None, int]], Running]]:
    there = Generation.objects.open().filter(RUNNING | READY, provider__in=providers).order_by("provider", "pk")
    waits = ExpressionWrapper(READY, BooleanField())
    found = there.annotate(waits=waits).values_list("provider", "waits", "pk", "author", "batch")
    for provider, group in groupby(found, key=itemgetter(0)):
        facts = list(group)
        yield (
            provider,
            [(pk, author, batch) for _, waiting, pk, author, batch in facts if waiting],
            [(author, batch) for _, waiting, _, author, batch in facts if not waiting],
        )
