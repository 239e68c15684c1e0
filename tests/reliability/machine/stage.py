"""Where the machine plays: the real tables, functions and files, and a clock, a broker and a provider of its own."""

import math
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from celery import Task
from django.db import connection

from accounts.models import User
from generations import hooks, tasks
from generations.engines import providers
from generations.media import files
from generations.media.inspect import Inspected
from generations.models import Output
from generations.work import quick_looks, storing, submitting
from projects.models import Session
from providers.webhook import FalKeys
from tests.doubles.webhooks import jwks
from tests.reliability.machine.vendor import Vendor
from tests.reliability.machine.workers import Crew

Bell = tuple[str, tuple[Any, ...]]
# Each arrow that a row takes, also those that no test would see between two looks. A rollback takes it back.
TABLE = "CREATE TEMP TABLE IF NOT EXISTS arrow (pk, source, target)"
TRIGGER = """
CREATE TEMP TRIGGER IF NOT EXISTS watch_states AFTER UPDATE OF state ON generations_generation
WHEN OLD.state <> NEW.state BEGIN INSERT INTO arrow VALUES (OLD.id, OLD.state, NEW.state); END
"""


class OutOfTime(BaseException):
    """The machine may not go on any longer. Hypothesis would look for a shorter way to an Exception."""


@dataclass
class Stage:
    """`steps` counts what the machine did, over all of its runs; it stops at `until`, by time.process_time()."""

    session: Session
    by: User
    still: Output
    steps: int = 0
    until: float = math.inf


@dataclass
class Scene:
    """One run of the machine."""

    crew: Crew = field(default_factory=Crew)
    bells: list[Bell] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.vendor = Vendor(self.crew)

    def hear(self, task: "Task[..., Any]", *args: Any) -> bool:
        """In place of the broker: a doorbell waits until the machine hears it, once, twice or never."""
        bell = (task.name.rpartition(".")[2], args)
        if bell not in self.bells:
            self.bells.append(bell)
        return True


@contextmanager
def playing(scene: Scene) -> Iterator[None]:
    with ExitStack() as stack:
        stack.enter_context(patch.dict(providers(), {scene.vendor.key: scene.vendor}))
        stack.enter_context(patch.object(tasks, "ring", scene.hear))
        stack.enter_context(patch.object(quick_looks, "want"))
        stack.enter_context(patch.object(files, "inspect", measured))
        stack.enter_context(patch.object(hooks, "fal_keys", lambda: KEYS))
        for work in (submitting, storing):
            stack.enter_context(patch.object(work, "crash_at", scene.crew.at))
            # Leases run out when the machine says so.
            stack.enter_context(patch.object(work, "held", lambda *_: nullcontext()))
        yield


def watch() -> None:
    with connection.cursor() as cursor:
        for statement in (TABLE, TRIGGER):
            cursor.execute(statement)


def measured(path: Path, folder: Path, *, kind: str, clean: bool) -> Inspected:
    """What the decoder's process answers, without the process."""
    shutil.copy(path, folder / "preview.png")
    return Inspected("image/png", "png", 8, 6, preview="preview.png", blur="", cleaned="")


class _Keys(FalKeys):
    def _fetch(self) -> list[str]:
        return [entry["x"] for entry in jwks()["keys"]]


KEYS = _Keys()
