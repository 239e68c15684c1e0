"""The processes of the studio while it is proved: started in a moment, killed, frozen and woken up."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from generations.work.crash_points import VARIABLE
from tests.processes import ROOT

KILLED = -signal.SIGKILL
LAST_LINES = 20


class Crew:
    """`workers` are those that are meant to live; whoever kills one of them hires another."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self.environment, self.folder = dict(environment), folder
        self.workers: list[int] = []
        self.ended: dict[int, int] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self._nursery = subprocess.Popen(
            [sys.executable, "-m", "tests.reliability.nursery"],
            cwd=ROOT,
            env=os.environ | self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._nursery.communicate(timeout=30)

    def wait_until_loaded(self) -> None:
        if self._nursery.stdout is None or not json.loads(self._nursery.stdout.readline())["ready"]:
            raise RuntimeError("the nursery has threads")

    def start(self, kind: str, *words: str, **environment: str) -> int:
        log = str(self.folder / f"{kind}.log")
        order = {"kind": kind, "log": log, "environment": environment, "words": words}
        return int(self._ask(order)["started"])

    def last_words(self, kind: str) -> str:
        """The end of its log, which goes with the folder."""
        with (self.folder / f"{kind}.log").open(errors="replace") as log:
            return "".join(deque(log, maxlen=LAST_LINES))

    def worker(self, crash_at: str = "", threads: int = 8) -> int:
        return self.start("worker", "-P", "threads", "-c", str(threads), **({VARIABLE: crash_at} if crash_at else {}))

    def hire(self, count: int = 1) -> None:
        self.workers += [self.worker() for _ in range(count)]

    def status(self, pid: int) -> int | None:
        """None as long as it lives."""
        self._ask(None)
        return self.ended.get(pid)

    def kill(self, pid: int) -> bool:
        """-9. False when it had ended before."""
        if self.status(pid) is not None:
            return False
        self.signal(pid, signal.SIGKILL)
        return True

    def is_frozen(self, pid: int) -> bool:
        # The state is the first word after the name of the program, which stands in brackets.
        with suppress(FileNotFoundError):
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"
        return False

    def signal(self, pid: int, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.kill(pid, number)

    def _ask(self, order: object) -> dict[str, Any]:
        with self._lock:
            if self._nursery.stdin is None or self._nursery.stdout is None:
                raise RuntimeError("the nursery has no pipes")
            self._nursery.stdin.write(json.dumps(order) + "\n")
            self._nursery.stdin.flush()
            answer: dict[str, Any] = json.loads(self._nursery.stdout.readline())
            # Ids of processes come round again after some thousands.
            self.ended.pop(answer["started"], None)
            self.ended |= dict(answer["ended"])
            return answer
