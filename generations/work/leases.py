"""Who works on a row: a lease in the row, renewed by one thread a process while the work goes on."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection
from django.db.models.functions import Now

from generations.models import Generation

LEASE = timedelta(seconds=15)
RENEW_EVERY = 5.0  # seconds

_held: set[tuple[int, int]] = set()
_lock = threading.Lock()
_wake = threading.Event()
_thread: threading.Thread | None = None


@contextmanager
def held(pk: int, fence: int) -> Iterator[None]:
    """Keeps the lease of a claimed row alive. A process that dies or freezes loses it within LEASE."""
    global _thread
    with _lock:
        _held.add((pk, fence))
        if _thread is None or not _thread.is_alive():
            _thread = threading.Thread(target=_renew_for_ever, name="leases", daemon=True)
            _thread.start()
    try:
        yield
    finally:
        with _lock:
            _held.discard((pk, fence))


def _renew_for_ever() -> None:
    while True:
        _wake.wait(RENEW_EVERY)
        with _lock:
            rows = list(_held)
        for pk, fence in rows:
            Generation.objects.filter(pk=pk, fence=fence).update(lease_until=Now() + LEASE)
        give_back_connection()


def give_back_connection() -> None:
    """Before waiting for somebody else: a wait holds no database connection."""
    if not connection.in_atomic_block:
        connection.close()
