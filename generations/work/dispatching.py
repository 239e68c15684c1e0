"""Which queued generations may start now: fair between people and batches, within what each engine takes at once."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from django.db import connection, transaction
from django.db.models.functions import Now

from generations import events
from generations.engines import kept_free, slots
from generations.models import Generation
from generations.positions import Place, line_at, ready_at, running_at, served
from generations.states import State

# A doorbell that was rung is taken for lost after this long, and rung again.
RUNG = timedelta(seconds=5)
AT_ONCE = 100
# So many that go on waiting are told their new place in the line.
TOLD = 20


def due() -> list[int]:
    """Ids to ring for; each is marked, so that the next call does not ring for it again at once."""
    waiting = Generation.objects.filter(state=State.QUEUED).order_by().values_list("provider", flat=True).distinct()
    return [pk for key in waiting if _may_begin(key) for pk in _due_at(key)]


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


@transaction.atomic
def _due_at(key: str) -> list[int]:
    _take_turns(key)
    most, running = slots(key), running_at(key)
    line = line_at(key, running, depth=AT_ONCE + TOLD)
    first = line[:AT_ONCE] if most is None else _first(line, most - len(running), kept_free(most))
    held = ready_at(key).filter(pk__in=[place.pk for place in first]).hold_free()
    Generation.objects.filter(pk__in=held).update(next_look_at=Now() + RUNG)
    rung = [place for place in first if place.pk in held]
    if rung:
        served(key, rung)
        _tell_positions([place.pk for place in line if place.pk not in held])
    return [place.pk for place in rung]


def _first(line: Sequence[Place], room: int, kept: int) -> list[Place]:
    """The last free slots are for the first of each batch: a single picture waits for none of a large one."""
    may = (place for number, place in enumerate(line) if number < room - kept or place.turn <= kept)
    return list(may)[: max(0, min(room, AT_ONCE))]


def _take_turns(key: str) -> None:
    """Two that count free places at once would both give them away. SQLite lets one write at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"dispatch {key}"])


def _tell_positions(waiting: Sequence[int]) -> None:
    rows = Generation.objects.all().for_events().in_bulk(waiting[:TOLD])
    for position, pk in enumerate(waiting[:TOLD], 1):
        rows[pk].progress = {"position": position}
        events.progressed(rows[pk])
