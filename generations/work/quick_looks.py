"""Looks more often than the sweep rings, as long as few wait: then somebody sits before the page and waits, too.

One thread a process. It holds nothing but the time of the next look; without it the sweep rings within a second.
"""

import logging
import threading
import time
from collections.abc import Callable
from functools import cache

from django.db import connection

from generations.work import looking

log = logging.getLogger(__name__)

# A row is claimed while it is looked at, so its next look is known a moment later only.
PAUSE = 0.05  # seconds


class _QuickLooks(threading.Thread):
    def __init__(self, ring: Callable[[list[int]], object]) -> None:
        super().__init__(name="quick looks", daemon=True)
        self.ring, self.wanted = ring, threading.Event()

    def run(self) -> None:
        while self.wanted.wait():
            self.wanted.clear()
            try:
                self._look()
            except Exception:  # this thread must not end; the sweep goes on
                log.warning("no quick looks for a moment", exc_info=True)
            finally:
                connection.close()

    def _look(self) -> None:
        while (wait := looking.soon()) is not None:
            connection.close()
            time.sleep(max(PAUSE, wait))
            for chunk in looking.due():
                self.ring(chunk)


@cache
def _thread(ring: Callable[[list[int]], object]) -> _QuickLooks:
    thread = _QuickLooks(ring)
    thread.start()
    return thread


def want(ring: Callable[[list[int]], object]) -> None:
    """Something has been sent, or is to be looked at again. `ring` is called for what is due."""
    _thread(ring).wanted.set()
