"""Which queued generations may start now: fair between people, within what each provider takes at once."""

from datetime import timedelta

from django.db import connection, transaction
from django.db.models import F, Q, Window
from django.db.models.functions import Now, RowNumber

from generations import events
from generations.engines import providers
from generations.models import Generation
from generations.states import AT_PROVIDER, State

# A doorbell that was rung is taken for lost after this long, and rung again.
RUNG = timedelta(seconds=5)
AT_ONCE = 100
# So many that go on waiting are told their new place in the queue.
TOLD = 20


def due() -> list[int]:
    """Ids to ring for; each is marked, so that the next call does not ring for it again at once."""
    waiting = Generation.objects.filter(state=State.QUEUED).order_by().values_list("provider", flat=True).distinct()
    return [pk for key in waiting for pk in _due_at(key)]


@transaction.atomic
def _due_at(key: str) -> list[int]:
    _take_turns(key)
    provider = providers().get(key)
    free = AT_ONCE
    if provider and provider.slots is not None:
        rung = Q(state=State.QUEUED, next_look_at__gt=Now())
        free = provider.slots - Generation.objects.filter(Q(state__in=AT_PROVIDER) | rung, provider=key).count()
    if free <= 0:
        return []
    ready = Generation.objects.filter(provider=key, state=State.QUEUED, session__deleted_at=None).filter(
        Q(next_look_at=None) | Q(next_look_at__lte=Now())
    )
    # Everybody's first before anybody's second: a batch of hundreds does not keep another person waiting.
    turn = Window(RowNumber(), partition_by=[F("author")], order_by=["id"])
    in_order = ready.annotate(turn=turn).order_by("turn", "id").only("batch", "session", "source", "topic")
    rows = list(in_order[: free + TOLD])
    free_rows = ready.filter(pk__in=[row.pk for row in rows[:free]]).hold_free()
    pks = [row.pk for row in rows if row.pk in free_rows]
    ready.filter(pk__in=pks).update(next_look_at=Now() + RUNG)
    if pks:
        _tell_positions(rows[free:])
    return pks


def _take_turns(key: str) -> None:
    """Two that count free places at once would both give them away. SQLite lets one write at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"dispatch {key}"])


def _tell_positions(waiting: list[Generation]) -> None:
    for position, generation in enumerate(waiting, 1):
        generation.progress = {"position": position}
        events.progressed(generation)
