"""Which queued generations may start now: fair between people and batches, within what each engine takes at once."""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock

from django.db import OperationalError, connection, transaction
from django.db.models.functions import Now

from generations import events
from generations.engines import kept_free, slots
from generations.models import Generation
from generations.positions import Place, Served, line_at, ready_at, running_at, served, served_at
from generations.states import State

log = logging.getLogger(__name__)

# A doorbell that was rung is taken for lost after this long, and rung again.
RUNG = timedelta(seconds=5)
AT_ONCE = 100
# So many that go on waiting are told their new place in the line.
TOLD = 20

# Whoever chooses for longer hangs; the sweep tries again.
PATIENCE = 10  # seconds
_next, _choosing = Lock(), Lock()


@dataclass(frozen=True, slots=True)
class Choice:
    """Ids at one engine: those that begin now, and those that are next then."""

    begin: list[int] = field(default_factory=list)
    wait: list[int] = field(default_factory=list)


def choose() -> list[Choice]:
    """Whom to ring for; each is marked, so that the next call does not ring for it again at once."""
    # One chooses and one waits to be next. Whoever comes meanwhile leaves it to that one, which has not looked yet.
    if not _next.acquire(blocking=False):
        return []
    mine = _choosing.acquire(timeout=PATIENCE)
    _next.release()
    if not mine:
        log.warning("nothing is chosen: another thread has not come to an end with it")
        return []
    try:
        waiting = Generation.objects.filter(state=State.QUEUED).order_by().values_list("provider", flat=True).distinct()
        return [_choice_at(key) for key in waiting if _may_begin(key)]
    finally:
        _choosing.release()


def _may_begin(key: str) -> bool:
    """A look without a lock: mostly there is no room, and whoever makes some rings again."""
    most, running = slots(key), running_at(key)
    if most is None:
        return True
    room, kept = most - len(running), kept_free(most)
    if not 0 < room <= kept:
        return room > 0
    large = [batch for batch, count in Counter(batch for _, batch in running).items() if count >= kept]
    return ready_at(key).exclude(batch__in=large).exists()


def _choice_at(key: str) -> Choice:
    # Redis is asked before and told after, because it may be slow: nobody has to wait for that at the database.
    last = served_at(key)
    try:
        line, chosen = _chosen(key, last)
    except OperationalError as error:
        log.warning("nothing is chosen for %s at this moment: %s", key, error)
        return Choice()
    if begin := [place for place in line if place.pk in chosen]:
        served(key, begin)
    return Choice([place.pk for place in begin], [place.pk for place in line if place.pk not in chosen])


@transaction.atomic
def _chosen(key: str, last: Served) -> tuple[list[Place], set[int]]:
    """The line, and who of it begins now. Raises OperationalError when somebody else is slow to choose."""
    _take_turns(key)
    most, running = slots(key), running_at(key)
    line = line_at(key, running, last, depth=AT_ONCE + TOLD)
    first = line[:AT_ONCE] if most is None else _first(line, most - len(running), kept_free(most))
    chosen = set(ready_at(key).filter(pk__in=[place.pk for place in first]).hold_free())
    Generation.objects.filter(pk__in=chosen).update(next_look_at=Now() + RUNG)
    return line, chosen


def _first(line: Sequence[Place], room: int, kept: int) -> list[Place]:
    """The last free slots are for the first of each batch: a single picture waits for none of a large one."""
    may = (place for number, place in enumerate(line) if number < room - kept or place.turn <= kept)
    return list(may)[: max(0, min(room, AT_ONCE))]


def _take_turns(key: str) -> None:
    """Two that count free places at once would both give them away. SQLite lets one write at a time anyway.

    Nobody waits long for one that died or froze over it: the sweep rings again in a moment.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '1s'")
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"dispatch {key}"])


def tell_places(choice: Choice) -> None:
    """Those who are next hear how far they have come. Who has begun or gone meanwhile has no place any more."""
    next_ones = choice.wait[:TOLD] if choice.begin else []
    rows = Generation.objects.filter(state=State.QUEUED).for_events().in_bulk(next_ones)
    for position, pk in enumerate(next_ones, 1):
        if row := rows.get(pk):
            row.progress = {"position": position}
            events.progressed(row)
