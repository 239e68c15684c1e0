"""Who works on a row: a lease in the row, renewed by one thread a process while the work goes on."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache

from django.db import connection
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
                rows = list(self.rows)
            for pk, fence in rows:
                self._renew(pk, fence)
            connection.close()

    def _renew(self, pk: int, fence: int) -> None:
        try:
            Generation.objects.filter(pk=pk, fence=fence).update(lease_until=Now() + LEASE)
        except Exception:  # this thread must not end: no lease of this process would be renewed any more
            # The database is away: the lease may run out, and then the fence keeps this process from writing.
            log.warning("could not renew the lease of generation %s", pk, exc_info=True)


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
