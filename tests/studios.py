"""The studios that are measured. Each speaks with its measurer as with any program that has a token."""

import secrets
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
import psycopg
from psycopg.rows import dict_row
from psycopg.sql import SQL, Identifier

from tests.client import Program, new_token
from tests.doubles.server import DoubleProcess
from tests.processes import Processes, stop
from tests.services import Services

EMAIL, PASSWORD = "bench@example.com", "only-for-the-benchmark"
MODEL = "fal-z-image-turbo"
ENDLESS = "waves [[sim:run=900]]"
SENDING = "queued submitting"
ACTIVE = f"{SENDING} submitted storing"
PATIENCE = 120.0


class Studio:
    """A folder of its own, an account, and a session to make pictures in."""

    url: str
    processes: Processes

    def __init__(self) -> None:
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self.folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="pixflow-bench-")))
        self.environment = blank(self.folder)
        self.start()
        token = new_token(self.processes, EMAIL)
        self.program = self._stack.enter_context(Program(self.url, token))
        self.session = self.program.new_session()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def start(self) -> None:
        """Sets `processes` and `url`."""
        raise NotImplementedError

    def processes_in(self, environment: Mapping[str, str]) -> Processes:
        return self._stack.enter_context(Processes(environment, self.folder))

    def ask(self, prompt: str, *, model: str = MODEL, **order: Any) -> dict[str, Any]:
        return self.program.ask(self.session, prompt, model, **order)


class Embedded(Studio):
    """Everything in one process. The first start prepares the folder; `starts` are the seconds of those after it."""

    def __init__(self, starts: int) -> None:
        super().__init__()
        self.starts = [0.0] * starts

    def start(self) -> None:
        self.processes = self.processes_in(self.environment)
        self.process, _ = self.processes.studio()
        for number in range(len(self.starts)):
            stop(self.process)
            begin = time.perf_counter()
            self.process, self.url = self.processes.studio()
            httpx.get(f"{self.url}/", follow_redirects=True, timeout=60).raise_for_status()
            self.starts[number] = time.perf_counter() - begin


class Production(Studio):
    """PostgreSQL, Redis, one web process, one worker, beat, and the doubles as their provider."""

    def start(self) -> None:
        services = self._stack.enter_context(Services())
        double = self._stack.enter_context(DoubleProcess(str(self.folder / "doubles.sqlite3")))
        address = new_database(services.database())
        stores = {"DATABASE_URL": address, "REDIS_URL": f"{services.redis().rpartition('/')[0]}/1"}
        self.processes = self.processes_in(self.environment | double.environment | stores)
        self.processes.run("manage.py", "migrate")
        self.processes.run("manage.py", "create_user", EMAIL, "--password", PASSWORD)
        self.database = self._stack.enter_context(psycopg.connect(address, autocommit=True, row_factory=dict_row))
        self.worker, self.beat = self.processes.worker(), self.processes.beat()
        self.url = self.processes.web()

    def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        return self.database.execute(sql, values).fetchall()

    def wait_while(self, states: str, batches: list[int]) -> None:
        """Until no generation of these batches is in any of the states, such as "queued submitting"."""
        count = "SELECT count(*) AS n FROM generations_generation WHERE batch_id = ANY(%s) AND state = ANY(%s)"
        end = time.monotonic() + PATIENCE
        while left := self.rows(count, batches, states.split())[0]["n"]:
            if time.monotonic() > end:
                raise TimeoutError(f"{left} generations are still {states} after {PATIENCE:.0f} s")
            time.sleep(0.05)


def new_database(url: str) -> str:
    """One of our own on the server of `url`, which tests may use as well. Its address."""
    server, name = url.rpartition("/")[0], f"bench_{secrets.token_hex(4)}"
    end = time.monotonic() + PATIENCE
    while True:
        try:
            with psycopg.connect(f"{server}/postgres", autocommit=True) as database:
                database.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
                return f"{server}/{name}"
        except psycopg.OperationalError:  # it listens already and is still starting
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def blank(folder: Path) -> dict[str, str]:
    """Everything that a studio reads, given even where it is empty: a developer's .env file then has no effect."""
    return {
        "PIXFLOW_DATA": str(folder),
        "PIXFLOW_STATIC_ROOT": str(folder / "static"),
        "PIXFLOW_SECRET_KEY": "only-for-the-benchmark-and-therefore-known-to-everybody",
        "PIXFLOW_ALLOWED_HOSTS": "127.0.0.1",
        "PIXFLOW_PUBLIC_URL": "",
        "PIXFLOW_API_RATE": "1000000/min",
        "PIXFLOW_FAL_SLOTS": "1000",
        "PIXFLOW_MEDIA_ACCEL": "",
        "PIXFLOW_ADMIN_EMAIL": EMAIL,
        "PIXFLOW_ADMIN_PASSWORD": PASSWORD,
        "DATABASE_URL": f"sqlite:///{folder}/pixflow.sqlite3",
        "REDIS_URL": "",
        **dict.fromkeys(("FAL_KEY", "PIXFLOW_FAL_URL", "OPENAI_API_KEY", "OPENAI_BASE_URL"), ""),
    }
