"""How much memory a process and the decoder that it has started take at most."""

import os
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.processes import family

PAGE = os.sysconf("SC_PAGE_SIZE")
EVERY = 0.02  # seconds
MEGABYTE = 1024 * 1024


class Watch:
    """In MB, at most: `largest` of the processes that it has started; `peak` is the process with that one."""

    def __init__(self, pid: int) -> None:
        self.peak, self.largest, self._pid, self._ends = 0.0, 0.0, pid, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ends.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ends.is_set():
            own, *others = map(resident, family(self._pid))
            largest = max(others, default=0)
            self.largest = max(self.largest, largest / MEGABYTE)
            self.peak = max(self.peak, (own + largest) / MEGABYTE)
            time.sleep(EVERY)


def resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except (FileNotFoundError, ProcessLookupError):  # it ended while we looked
        return 0
