"""What must hold after every step, and at rest. Plain SQL: it is asked a hundred thousand times."""

from collections import Counter
from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Sum

from generations.media import files
from generations.models import Generation
from generations.states import ACTIVE, TRANSITIONS, State
from providers.base import Phase
from tests.reliability.machine.vendor import Vendor

ROWS = """
SELECT id, state, batch_id, topic, attempt_token, provider_request_id, deleted_at IS NOT NULL, retry_of_id
FROM generations_generation WHERE id > %s ORDER BY id
"""
STORED = "SELECT generation_id, file, preview FROM generations_output WHERE generation_id > %s"
# A topic whose revisions have a hole, or events that stayed though what they tell of was rolled back.
GAPS = """
SELECT topic.key FROM live_topic topic LEFT JOIN live_event event ON event.topic = topic.key
GROUP BY topic.key HAVING coalesce(max(event.rev), 0) <> topic.rev
OR count(event.id) <> topic.rev - coalesce(min(event.rev), 1) + 1
"""
# Generations whose last event says something else than their row: SQLite reads `said` where `rev` is the largest.
UNTOLD = """
SELECT * FROM (
  SELECT row.id, row.state, event.state AS said, max(event.rev) FROM generations_generation row
  JOIN live_event event ON event.topic = 'batch:' || row.batch_id AND event.ref = 'generation:' || row.id
  WHERE row.id > %s GROUP BY row.id
) WHERE said <> state
"""
ENDS = """
SELECT ref, count(*) FROM live_event WHERE change = 'put' AND state IN ('completed', 'failed')
AND (topic = ref AND ref LIKE 'batch:%%' OR topic LIKE 'conversation:%%' AND ref LIKE 'turn:%%') GROUP BY ref
"""


class Row(NamedTuple):
    pk: int
    state: str
    batch: int
    topic: str
    token: str
    request: str
    deleted: bool
    retry_of: int | None


class Holds:
    """Compares the tables with the provider's truth and with what was told."""

    def __init__(self, vendor: Vendor) -> None:
        self.vendor = vendor
        self.first = Generation.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        self.rows: list[Row] = []
        self.running: set[int] = set()
        self.ended: Counter[int] = Counter()
        # What ends by being deleted is told to nobody.
        self.unheard: set[int] = set()
        self.writes = -1

    def pks(self, wanted: Callable[[Row], bool]) -> list[int]:
        return [row.pk for row in self.rows if wanted(row)]

    def any_in(self, states: Collection[str]) -> bool:
        return any(row.state in states for row in self.rows)

    def check(self) -> None:
        twice = [token for token, count in self.vendor.taken().items() if count > 1]
        assert not twice, "paid twice"
        if self.writes == connection.connection.total_changes:
            return
        self.rows = [Row(*row) for row in _select(ROWS, self.first)]
        requests = Counter(row.request for row in self.rows if row.request)
        assert all(count == 1 for count in requests.values()), f"of two generations: {requests}"
        for pk, source, target in _arrows():
            assert State(target) in TRANSITIONS[State(source)], f"{pk} went from {source} to {target}"
        self._files_before_rows()
        assert not (gaps := _select(GAPS)), gaps
        assert not (untold := _select(UNTOLD, self.first)), untold
        self._each_batch_ends_as_often_as_is_told()
        self.writes = connection.connection.total_changes

    def lost(self) -> list[Row]:
        """Those whose request was taken and is nobody's. A retry, which asks for the same, may have found it first."""
        owned = {row.request for row in self.rows}
        tokens = {job.token for name, job in self.vendor.jobs.items() if name not in owned}
        return [row for row in self.rows if row.token in tokens]

    def settled(self) -> bool:
        return not self.any_in(ACTIVE) and not self.lost()

    def check_at_rest(self) -> None:
        """Nobody works for ever, what was paid for is here, and both sides name the same sum."""
        self.check()
        assert not (active := [row for row in self.rows if row.state in ACTIVE]), active
        assert not (lost := self.lost()), f"taken and never found: {lost}"
        ends = {row.request: row.state for row in self.rows}
        for name, job in self.vendor.jobs.items():
            assert job.phase is not Phase.DONE or ends[name] == State.SUCCEEDED, f"paid for and {ends[name]}: {name}"
        costs = Generation.objects.filter(pk__gt=self.first).aggregate(sum=Sum("cost"))["sum"] or Decimal(0)
        assert costs == self.vendor.bill(), f"{costs} here, {self.vendor.bill()} there"

    def _files_before_rows(self) -> None:
        outputs = _select(STORED, self.first)
        assert all(files.storage().exists(name) for output in outputs for name in output[1:]), "a row without its file"
        made, succeeded = sorted(output[0] for output in outputs), self.pks(lambda row: row.state == State.SUCCEEDED)
        assert made == succeeded, f"{made} have pictures, {succeeded} succeeded"

    def _each_batch_ends_as_often_as_is_told(self) -> None:
        active = {row.batch for row in self.rows if row.state in ACTIVE}
        self.unheard |= {row.batch for row in self.rows if row.deleted}
        self.ended.update(self.running - active)
        self.running = active
        told = Counter(dict(_select(ENDS)))
        for batch, topic in {(row.batch, row.topic) for row in self.rows if row.batch not in self.unheard}:
            assert told[f"batch:{batch}"] == self.ended[batch], f"batch {batch} ended {self.ended[batch]} times: {told}"
            assert not topic or told[f"turn:{batch}"] == self.ended[batch], f"turn {batch}: {told}"


def _select(sql: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _arrows() -> list[Any]:
    """Those since the last call."""
    if arrows := _select("SELECT pk, source, target FROM arrow"):
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM arrow")
    return arrows
