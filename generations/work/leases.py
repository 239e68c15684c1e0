"""Who works on a row: a lease in the row, renewed by one thread a process while the work goes on."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache, reduce
from operator import or_

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now

from generations.models import Generation

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=15)
RENEW_EVERY = 5.0  # seconds


class _Renewer(threading.Thread):
    """One a process, started with the first lease."""

    def __init__(self) -> None:
        super().__init__(name="leases", daemon=True)
        self.rows: set[tuple[int, int]] = set()
        self.lock = threading.Lock()

    def run(self) -> None:
        while True:
            time.sleep(RENEW_EVERY)
            with self.lock:
                rows = [Q(pk=pk, fence=fence) for pk, fence in self.rows]
            if rows:
                self._renew(reduce(or_, rows))
            connection.close()

    def _renew(self, rows: Q) -> None:
        try:
            with transaction.atomic():
                # Who has a row in hand at this moment is about to let go of its lease, or renews the next time.
                free = Generation.objects.filter(rows).hold_free()
                Generation.objects.filter(rows, pk__in=free).update(lease_until=Now() + LEASE)
        except Exception:  # this thread must not end: no lease of this process would be renewed any more
            # The database is away: the leases may run out, and then the fences keep this process from writing.
            log.warning("could not renew leases", exc_info=True)


@cache
def _renewer() -> _Renewer:
    renewer = _Renewer()
    renewer.start()
    return renewer


@contextmanager
def held(pk: int, fence: int) -> Iterator[None]:
    """Keeps the lease of a claimed row alive. A process that dies or freezes loses it within LEASE."""
    renewer = _renewer()
    with renewer.lock:
        renewer.rows.add((pk, fence))
    try:
        yield
    finally:
        with renewer.lock:
            renewer.rows.discard((pk, fence))


def give_back_connection() -> None:
    """Before waiting for somebody else: a wait holds no database connection."""
    if not connection.in_atomic_block:
        connection.close()
