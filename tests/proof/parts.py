"""Each part of the proof runs in a process of its own, on stores of its own."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg.sql import SQL, Identifier

from tests.figures import Figure, wrong
from tests.processes import ROOT
from tests.services import Services
from tests.studios import blank, new_database

# What quality.md calls R1 to R9, and the module of tests.proof that measures it.
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


class Ground:
    """PostgreSQL with one migrated database to copy, Redis, and a folder for everything that the parts write."""

    def __init__(self) -> None:
        self.services = Services(own=True)
        self._folder = tempfile.TemporaryDirectory(prefix="pixflow-proof-")
        self.folder = Path(self._folder.name)

    def __enter__(self) -> Self:
        self.services.__enter__()
        self.redis = f"{self.services.redis().rpartition('/')[0]}/2"
        self.template = new_database(self.services.database())
        self._manage("migrate", "-v", "0")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.services.__exit__(kind, error, trace)
        self._folder.cleanup()

    def prove(self, name: str, scale: str) -> Iterator[Figure]:
        """What the part found. That it could not be finished is a finding as well."""
        folder = self.folder / name
        folder.mkdir()
        file = folder / "figures.json"
        environment = self._environment(folder, self._copy(name.lower()))
        command = [sys.executable, "-m", "tests.proof", ALL[name], scale, str(file)]
        done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
        if done.returncode:
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
        return os.environ | blank(folder) | stores
