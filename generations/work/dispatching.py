"""Which queued generations may start now: fair between people and batches, within what each engine takes at once."""

import logging
from collections import Counter
from collections.abc import Collection, Sequence
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

_next, _choosing = Lock(), Lock()

# What stands in a line, and the ids of those that begin now.
Line = tuple[list[Place], set[int]]


def due() -> list[int]:
    """Ids to ring for; each is marked, so that the next call does not ring for it again at once."""
    # One chooses and one waits to be next. Whoever comes meanwhile leaves it to that one, which has not looked yet.
    if not _next.acquire(blocking=False):
        return []
    with _choosing:
        _next.release()
        waiting = Generation.objects.filter(state=State.QUEUED).order_by().values_list("provider", flat=True).distinct()
        lines = {key: _line_of(key) for key in waiting if _may_begin(key)}
    return [place.pk for key, line in lines.items() for place in _tell(key, *line)]


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


def _line_of(key: str) -> Line:
    # Asked before, and told after: Redis may be slow, and nobody has to wait for that.
    last = served_at(key)
    try:
        return _chosen(key, last)
    except OperationalError as error:
        log.warning("nothing is chosen for %s at this moment: %s", key, error)
        return [], set()


@transaction.atomic
def _chosen(key: str, last: Served) -> Line:
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


def _tell(key: str, line: Sequence[Place], chosen: Collection[int]) -> list[Place]:
    """Those that begin now."""
    rung = [place for place in line if place.pk in chosen]
    if rung:
        served(key, rung)
        _tell_positions([place.pk for place in line if place.pk not in chosen])
    return rung


def _tell_positions(waiting: Sequence[int]) -> None:
    rows = Generation.objects.all().for_events().in_bulk(waiting[:TOLD])
    for position, pk in enumerate(waiting[:TOLD], 1):
        rows[pk].progress = {"position": position}
        events.progressed(rows[pk])
