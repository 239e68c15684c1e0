"""Each part of the proof runs in a process of its own, on stores of its own."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg.sql import SQL, Identifier

from tests.figures import Figure, wrong
from tests.processes import ROOT, kill, stop
from tests.services import Services
from tests.studios import blank, new_database

# What is proved, and the module of tests.proof that does it.
PARTS = {
    "R1": "money",
    "R2": "turns",
    "R3": "access",
    "R4": "peers",
    "R5": "hostile",
    "R6": "trouble",
    "R7": "limits",
    "R8": "storage",
    "R9": "canaries",
}
PROTOCOL = {"R0": "protocol"}
ALL = PROTOCOL | PARTS
# Seconds: for a whole part, and for one that is told to end until it has ended all that it started.
PATIENCE = {"small": 900.0, "full": 7200.0}
TIDIES = 30.0


class Ground:
    """PostgreSQL with one migrated database to copy, Redis, and a folder for everything that the parts write."""

    def __init__(self) -> None:
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as halfway:
            halfway.callback(self._stack.close)
            services = self._stack.enter_context(Services(own=True))
            self.folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="pixflow-proof-")))
            self.redis = f"{services.redis().rpartition('/')[0]}/2"
            self.template = new_database(services.database())
            self._manage("migrate", "-v", "0")
            halfway.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def prove(self, name: str, scale: str) -> Iterator[Figure]:
        """What the part found. That it could not be finished is a finding as well."""
        folder = self.folder / name
        folder.mkdir()
        file = folder / "figures.json"
        environment = self._environment(folder, self._copy(name.lower()))
        command = [sys.executable, "-m", "tests.proof", ALL[name], scale, str(file)]
        if not _ended_well(command, environment, PATIENCE[scale]):
            yield wrong(name, "ended before it had finished", 1)
        else:
            for row in json.loads(file.read_text()):
                del row["verdict"]
                yield Figure(**row)

    def _copy(self, name: str) -> str:
        server, _, template = self.template.rpartition("/")
        with psycopg.connect(f"{server}/postgres", autocommit=True) as database:
            words = SQL("CREATE DATABASE {} TEMPLATE {}")
            database.execute(words.format(Identifier(f"{template}_{name}"), Identifier(template)))
        return f"{self.template}_{name}"

    def _manage(self, *words: str) -> None:
        command = [sys.executable, "manage.py", *words]
        subprocess.run(command, cwd=ROOT, env=self._environment(self.folder, self.template), check=True)

    def _environment(self, folder: Path, database: str) -> dict[str, str]:
        stores = {"DATABASE_URL": database, "REDIS_URL": self.redis, "DJANGO_SETTINGS_MODULE": "pixflow.settings"}
        # Collected by the first part that shows pages.
        static = {"PIXFLOW_STATIC_ROOT": str(self.folder / "static")}
        return os.environ | blank(folder) | static | stores


def _ended_well(command: list[str], environment: dict[str, str], seconds: float) -> bool:
    """In a session of its own: Ctrl-C reaches us alone, and the part ends what it started in its own order."""
    process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    try:
        return process.wait(seconds) == 0
    except subprocess.TimeoutExpired:
        sys.stderr.write(f"{command[-3]} has not finished after {seconds:.0f} s\n")
        return False
    finally:
        try:
            with suppress(subprocess.TimeoutExpired):
                stop(process, TIDIES)
        finally:
            kill(process)
