"""Workers whose life a test decides: each dies at a named point, or freezes there and wakes up much later.

Only one of them runs at any moment, so every order of their steps can be repeated.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.db import connections

# Which points each task passes. Inside a transaction nobody else could write, so nobody freezes there.
IN_TRANSACTION = "before_commit"
STORING = ("fetch", "after_fetch", "after_files", IN_TRANSACTION, "after_commit")
LOOKING = ("look", "looked", "cancel")
POINTS = {
    "submit": ("after_claim", "prepare", "before_post", "post", "accepted", "after_post"),
    "look": (*LOOKING, "fetch", "after_files", IN_TRANSACTION),
    "look_many": LOOKING,
    "store": STORING,
    "ask": ("find",),
    "sweep": ("",),
}
PATIENCE = 20.0  # seconds


class Killed(BaseException):
    """The plug was pulled: nothing of the product catches this, as nothing catches SIGKILL."""


@dataclass
class Fate:
    """What becomes of a worker at a point, and in which mood it meets its provider."""

    how: str = ""
    point: str = ""
    mood: str = ""


@dataclass(eq=False)
class Worker:
    fate: Fate
    stopped: threading.Event = field(default_factory=threading.Event)
    wake: threading.Event = field(default_factory=threading.Event)
    error: BaseException | None = None


class Crew:
    def __init__(self) -> None:
        self.current = Worker(Fate())
        self.frozen: list[Worker] = []

    def run(self, call: Callable[[], Any], fate: Fate) -> None:
        self.current = Worker(fate)
        if fate.how == "freezes":
            self._begin(self.current, call)
            return
        with suppress(Killed):
            call()

    def at(self, point: str) -> None:
        """Called by whoever passes a named point; threads of a worker act in its name."""
        worker = self.current
        if worker.fate.point != point or (worker.fate.how == "freezes" and point == IN_TRANSACTION):
            return
        worker.fate.point = ""
        if worker.fate.how == "freezes":
            worker.stopped.set()
            if not worker.wake.wait(PATIENCE):
                raise TimeoutError("nobody woke this worker up")
        if worker.fate.how == "dies":
            raise Killed(point)

    def goes_on(self, worker: Worker) -> None:
        self.frozen.remove(worker)
        self.current = worker
        worker.stopped.clear()
        worker.wake.set()
        self._wait_for(worker)

    def kill_all(self) -> None:
        for worker in list(self.frozen):
            worker.fate.how = "dies"
            self.goes_on(worker)

    def _begin(self, worker: Worker, call: Callable[[], Any]) -> None:
        ours = connections["default"]

        def work() -> None:
            connections["default"] = ours
            try:
                with suppress(Killed):
                    call()
            except BaseException as error:  # noqa: BLE001 - handed over to whoever waits
                worker.error = error
            finally:
                worker.fate.how = ""
                worker.stopped.set()

        ours.inc_thread_sharing()
        threading.Thread(target=work, daemon=True).start()
        self._wait_for(worker)
        if worker.fate.how:
            self.frozen.append(worker)

    @staticmethod
    def _wait_for(worker: Worker) -> None:
        """Until it has frozen or ended."""
        if not worker.stopped.wait(PATIENCE):
            raise TimeoutError("a worker hangs")
        if worker.error:
            raise worker.error
