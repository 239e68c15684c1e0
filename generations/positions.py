"""The line before each engine: who begins next. Starting work and telling people their place go by this one order."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q, Window
from django.db.models.functions import Now, RowNumber

from generations.models import Generation
from generations.states import AT_PROVIDER, State


@dataclass(frozen=True, slots=True)
class Place:
    """`turn` is its number in its batch, those that run already counted."""

    pk: int
    turn: int


def running_at(provider: str) -> list[tuple[int | None, int]]:
    """Author and batch of each that runs there, or whose doorbell has just been rung."""
    rung = Q(state=State.QUEUED, next_look_at__gt=Now())
    rows = Generation.objects.filter(Q(state__in=AT_PROVIDER) | rung, provider=provider)
    return list(rows.order_by().values_list("author", "batch"))


def line_at(provider: str, running: Iterable[tuple[int | None, int]], *, depth: int | None = None) -> list[Place]:
    """Whoever has the fewest running is next; of one person's batches, the one that has the fewest running.

    With `depth`, only the first so many of each batch.
    """
    waiting = Generation.objects.filter(provider=provider, state=State.QUEUED, session__deleted_at=None)
    ready = waiting.filter(Q(next_look_at=None) | Q(next_look_at__lte=Now())).order_by("pk")
    if depth:
        number = Window(RowNumber(), partition_by=[F("batch")], order_by=["pk"])
        ready = ready.annotate(number=number).filter(number__lte=depth)
    authors, batches = Counter(author for author, _ in running), Counter(batch for _, batch in running)
    turns = []
    for pk, author, batch in ready.values_list("pk", "author", "batch"):
        batches[batch] += 1
        turns.append((batches[batch], pk, author))
    order = []
    for turn, pk, author in sorted(turns, key=lambda found: found[:2]):
        authors[author] += 1
        order.append((authors[author], pk, turn))
    return [Place(pk, turn) for _, pk, turn in sorted(order)]


def with_positions(rows: Iterable[Generation]) -> list[Generation]:
    """Tells queued ones their place in the line of their provider, 1 = next. Reads nothing if none is queued."""
    rows = list(rows)
    queued = {row.pk: row for row in rows if row.state == State.QUEUED}
    for provider in {row.provider for row in queued.values()}:
        for position, place in enumerate(line_at(provider, running_at(provider)), 1):
            if row := queued.get(place.pk):
                row.progress = {**row.progress, "position": position}
    return rows
