"""The studios that are measured. Each speaks with its measurer as with any program that has a token."""

import secrets
import sqlite3
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack, closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
import psycopg
from psycopg.rows import dict_row
from psycopg.sql import SQL, Identifier

from tests.client import Program, new_token
from tests.doubles.server import DoubleProcess
from tests.processes import Process, Processes, stop
from tests.services import Services

EMAIL, PASSWORD = "bench@example.com", "only-for-the-benchmark"
MODEL = "fal-z-image-turbo"
ENDLESS = "waves [[sim:run=900]]"
SENDING = "queued submitting"
ACTIVE = f"{SENDING} submitted storing"
PATIENCE = 120.0
# Several commands in one process: each start of one takes longer than what it does.
PREPARE = f"""
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("create_user", "{EMAIL}", password="{PASSWORD}")
call_command("collectstatic", interactive=False, verbosity=0)
"""


class Studio:
    """A folder of its own, an account, a session to make pictures in, and the doubles as its provider.

    `working` is the process that does what takes long.
    """

    topology: str
    url: str
    processes: Processes
    working: Process

    def __init__(self) -> None:
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        enter = self._stack.enter_context
        with ExitStack() as halfway:
            halfway.callback(self._stack.close)
            self.folder = Path(enter(tempfile.TemporaryDirectory(prefix="pixflow-bench-")))
            self.environment = blank(self.folder)
            self.environment |= enter(DoubleProcess(str(self.folder / "doubles.sqlite3"))).environment
            self.start()
            self.token = new_token(self.processes, EMAIL)
            self.program = enter(Program(self.url, self.token))
            self.session = self.program.new_session()
            halfway.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def start(self) -> None:
        """Sets `processes`, `url` and `working`."""
        raise NotImplementedError

    def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        """Straight from its database."""
        raise NotImplementedError

    def connections(self) -> int:
        """To its database, at this moment."""
        raise NotImplementedError

    def processes_in(self, environment: Mapping[str, str]) -> Processes:
        return self._stack.enter_context(Processes(environment, self.folder))

    def ask(self, prompt: str, *, model: str = MODEL, **order: Any) -> dict[str, Any]:
        return self.program.ask(self.session, prompt, model, **order)

    def wait_while(self, states: str, batches: list[int]) -> None:
        """Until no generation of these batches is in any of the states, such as "queued submitting"."""
        names = states.split()
        marks = [", ".join(["%s"] * len(values)) for values in (batches, names)]
        count = "SELECT count(*) AS n FROM generations_generation WHERE batch_id IN ({}) AND state IN ({})"
        end = time.monotonic() + PATIENCE
        while left := self.rows(count.format(*marks), *batches, *names)[0]["n"]:
            if time.monotonic() > end:
                raise TimeoutError(f"{left} generations are still {states} after {PATIENCE:.0f} s")
            time.sleep(0.05)


class Embedded(Studio):
    """Everything in one process. The first start prepares the folder; `starts` are the seconds of those after it."""

    topology = "embedded"

    def __init__(self, starts: int = 1) -> None:
        super().__init__()
        self.starts = [0.0] * starts

    def start(self) -> None:
        self.processes = self.processes_in(self.environment)
        self.working, _ = self.processes.studio()
        for number in range(len(self.starts)):
            stop(self.working)
            begin = time.perf_counter()
            self.working, self.url = self.processes.studio()
            httpx.get(f"{self.url}/", follow_redirects=True, timeout=60).raise_for_status()
            self.starts[number] = time.perf_counter() - begin

    def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        address = f"file:{self.folder}/pixflow.sqlite3?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=PATIENCE)) as database:
            database.row_factory = sqlite3.Row
            return [dict(row) for row in database.execute(sql.replace("%s", "?"), values)]

    def connections(self) -> int:
        count = 0
        for file in Path(f"/proc/{self.working.pid}/fd").iterdir():
            with suppress(FileNotFoundError):  # closed meanwhile
                count += str(file.readlink()).endswith("pixflow.sqlite3")
        return count


class Production(Studio):
    """PostgreSQL, Redis, one web process, one worker and beat."""

    topology = "production"

    def __init__(self, **environment: str) -> None:
        super().__init__()
        self.asked = environment

    def start(self) -> None:
        services = self._stack.enter_context(Services())
        address = new_database(services.database())
        stores = {"DATABASE_URL": address, "REDIS_URL": f"{services.redis().rpartition('/')[0]}/1"}
        self.processes = self.processes_in(self.environment | stores | self.asked)
        self.processes.run("manage.py", "shell", "-v0", "-c", PREPARE)
        self.database = self._stack.enter_context(psycopg.connect(address, autocommit=True, row_factory=dict_row))
        self.open()

    def open(self) -> None:
        self.working, self.beat = self.processes.worker(), self.processes.beat()
        self.url = self.processes.web()

    def restart(self, **environment: str) -> None:
        """As an operator does who changes a setting."""
        for process in self.processes.running:
            stop(process)
        self.processes.running.clear()
        self.processes.environment |= environment
        self.open()
        self.program = self._stack.enter_context(Program(self.url, self.token))

    def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        return self.database.execute(sql, values).fetchall()

    def connections(self) -> int:
        connected = "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database()"
        return int(self.rows(connected)[0]["n"])


def seconds_of(moment: datetime | str) -> float:
    """Of a time as a row has it: SQLite keeps text, in UTC."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    return moment.timestamp()


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
