"""A studio in the production topology to measure: PostgreSQL, Redis, one web process, one worker, beat, and the doubles."""

import json
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
import psycopg
from psycopg.rows import dict_row

from tests.doubles.server import DoubleProcess
from tests.processes import Processes
from tests.services import Services

MODEL = "fal-z-image-turbo"
PATIENCE = 120.0
ENDLESS = "waves [[sim:run=900]]"
SENDING = "queued submitting"
ACTIVE = f"{SENDING} submitted storing"


class Production:
    """Speaks to the studio as a program with a token does, and reads times from its database."""

    def __init__(self) -> None:
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="pixflow-bench-")))
        services = self._stack.enter_context(Services())
        double = self._stack.enter_context(DoubleProcess(str(folder / "doubles.sqlite3")))
        database = services.database().replace("/pixflow", "/postgres")
        environment = environment_of(folder) | double.environment
        environment |= {"DATABASE_URL": database, "REDIS_URL": services.redis()}
        processes = self._stack.enter_context(Processes(environment, folder))
        seed = json.loads(processes.run("-m", "tests.bench.seed"))
        self.session: int = seed["session"]
        self.headers = {"Authorization": f"Bearer {seed['token']}"}
        self.database = self._stack.enter_context(psycopg.connect(database, autocommit=True, row_factory=dict_row))
        self.worker, self.beat = processes.worker(), processes.beat()
        self.url = processes.web()
        self.http = self._stack.enter_context(httpx.Client(base_url=self.url, headers=self.headers, timeout=60))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def ask(self, prompt: str, *, model: str = MODEL, **order: Any) -> dict[str, Any]:
        """The click. Answers the batch and its generations."""
        order |= {"session": self.session, "models": [model], "prompt": prompt}
        answer = self.http.post("/api/generations/", json=order)
        answer.raise_for_status()
        made: dict[str, Any] = answer.json()
        return made

    def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        return self.database.execute(sql, values).fetchall()

    def count(self, where: str, *values: Any) -> int:
        found: int = self.rows(f"SELECT count(*) AS n FROM generations_generation WHERE {where}", *values)[0]["n"]
        return found

    def wait_while(self, state: str, batches: list[int]) -> None:
        """Until no generation of these batches is in any of these states, such as "queued submitting"."""
        end = time.monotonic() + PATIENCE
        while left := self.count("batch_id = ANY(%s) AND state = ANY(%s)", batches, state.split()):
            if time.monotonic() > end:
                raise TimeoutError(f"{left} generations are still {state} after {PATIENCE:.0f} s")
            time.sleep(0.05)


def environment_of(folder: Path) -> dict[str, str]:
    """Everything that a studio reads, given even where it is empty: a developer's .env file then has no effect."""
    return {
        "PIXFLOW_DATA": str(folder),
        "PIXFLOW_STATIC_ROOT": str(folder / "static"),
        "PIXFLOW_SECRET_KEY": "only-for-the-benchmark-and-therefore-known-to-everybody",
        "PIXFLOW_ALLOWED_HOSTS": "127.0.0.1",
        "PIXFLOW_PUBLIC_URL": "",
        "PIXFLOW_API_RATE": "1000000/min",
        "PIXFLOW_MEDIA_ACCEL": "",
        "PIXFLOW_ADMIN_EMAIL": "bench@example.com",
        "PIXFLOW_ADMIN_PASSWORD": "only-for-the-benchmark",
        "DATABASE_URL": f"sqlite:///{folder}/pixflow.sqlite3",
        "REDIS_URL": "",
        "FAL_KEY": "",
        "PIXFLOW_FAL_URL": "",
        "OPENAI_API_KEY": "",
        "OPENAI_BASE_URL": "",
    }
