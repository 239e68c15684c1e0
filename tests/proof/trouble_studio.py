"""Studios of which everything may be restarted: PostgreSQL, Redis and the web servers, or all of it in one process."""

import secrets
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

import psycopg
from django.conf import settings
from psycopg.rows import dict_row
from redis import Redis

from accounts.actions import create_token, create_user
from accounts.models import Scope
from tests.client import new_token
from tests.doubles.server import DoubleProcess
from tests.live.redis_server import RedisServer
from tests.processes import Processes, kill, stop
from tests.proof.money.crew import Crew
from tests.proof.stores import PostgresServer
from tests.services import answers, free_port
from tests.studios import EMAIL, blank

WEBS, WORKERS, THREADS = 2, 2, 16
PATIENCE = 60.0


class Studio:
    """`faults` are what can be done to it, each by its name."""

    topology: str
    faults: dict[str, Callable[[], None]]
    addresses: list[str]
    token: str

    def __init__(self, random: Random) -> None:
        self.random, self._stack = random, ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as halfway:
            halfway.callback(self._stack.close)
            self.folder = Path(self._stack.enter_context(TemporaryDirectory(prefix="pixflow-trouble-")))
            self.provider = DoubleProcess(str(self.folder / "doubles.sqlite3"), run=0.5)
            self.start()
            halfway.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def start(self) -> None:
        """Sets what is declared above."""
        raise NotImplementedError

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """Straight from its database."""
        raise NotImplementedError

    def hurry(self) -> None:
        """As if much time had passed: nobody waits for the leases and claims of the dead."""

    def unfinished(self) -> list[dict[str, Any]]:
        """What is still to end. Unknown may only stay what was never sent."""
        sql = "SELECT id, state, error_raw, next_look_at, parameters->>'seed' AS seed FROM generations_generation"
        rows = self.rows(f"{sql} WHERE state NOT IN ('succeeded', 'failed', 'cancelled')")
        paid = {str(row["payload"]["seed"]) for row in self.provider.bill("fal")} if rows else set()
        return [row for row in rows if row["state"] != "unknown" or str(row["seed"]) in paid]

    def revisions(self) -> dict[str, int]:
        return {row["key"]: row["rev"] for row in self.rows("SELECT key, rev FROM live_topic")}


class Production(Studio):
    topology = "production"

    def start(self) -> None:
        enter = self._stack.enter_context
        self.faults = {
            "FLUSHALL": self.flush,
            "Redis restarts": self.restart_redis,
            "PostgreSQL restarts": self.restart_postgres,
            "web restarts": self.restart_web,
        }
        # Before the copy is made: this process itself never sees the copy.
        person = create_user(email="people@example.com", password=secrets.token_urlsafe())
        _, self.token = create_token(user=person, name="program", scopes=Scope.values)
        found = settings.DATABASES["default"]
        self.redis = enter(RedisServer())
        self.postgres = PostgresServer(f"postgres://{found['USER']}@{found['HOST']}:{found['PORT']}/{found['NAME']}")
        environment = {"DATABASE_URL": self.postgres.url, "REDIS_URL": self.redis.url, "CELERY_SKIP_CHECKS": "true"}
        self.crew = enter(Crew(environment | self.provider.environment, self.folder))
        enter(self.postgres)
        enter(self.provider)
        self.crew.wait_until_loaded()
        self.ports = [free_port() for _ in range(WEBS)]
        self.addresses = [f"http://127.0.0.1:{port}" for port in self.ports]
        self.webs = [self.crew.start("web", str(port)) for port in self.ports]
        self.crew.start("beat", "-s", str(self.folder / "beat"), "--pidfile=")
        for _ in range(WORKERS):
            self.crew.worker(threads=THREADS)
        for number in range(WEBS):
            self._wait_for_web(number)

    def rows(self, sql: str) -> list[dict[str, Any]]:
        with psycopg.connect(self.postgres.url, autocommit=True, row_factory=dict_row) as database:
            return database.execute(sql).fetchall()

    def flush(self) -> None:
        with Redis.from_url(self.redis.url) as redis:
            redis.flushall()

    def restart_redis(self) -> None:
        self.redis.stop()
        time.sleep(self.random.uniform(0, 1))
        self.redis.start()

    def restart_postgres(self) -> None:
        self.postgres.stop()
        time.sleep(self.random.uniform(0, 0.5))
        self.postgres.start()

    def restart_web(self) -> None:
        """One of them, at times without being asked."""
        number = self.random.randrange(WEBS)
        self.crew.signal(self.webs[number], self.random.choice((signal.SIGTERM, signal.SIGKILL)))
        end = time.monotonic() + 3
        while self.crew.status(self.webs[number]) is None and time.monotonic() < end:
            time.sleep(0.05)
        self.crew.kill(self.webs[number])
        self.webs[number] = self.crew.start("web", str(self.ports[number]))
        self._wait_for_web(number)

    def hurry(self) -> None:
        for name in ("lease_until", "next_look_at"):
            self.rows(f"UPDATE generations_generation SET {name} = now() WHERE {name} > now() RETURNING id")

    def _wait_for_web(self, number: int) -> None:
        alive = self.crew.status
        if not answers(self.ports[number], lambda: alive(self.webs[number]) is None, PATIENCE):
            raise RuntimeError(f"the studio does not answer: {self.crew.last_words('web')}")


class Embedded(Studio):
    topology = "embedded"

    def start(self) -> None:
        self.faults = {"restarts": self.restart}
        self._stack.enter_context(self.provider)
        environment = blank(self.folder) | self.provider.environment
        self._processes, self._port = self._stack.enter_context(Processes(environment, self.folder)), free_port()
        self.addresses = [f"http://127.0.0.1:{self._port}"]
        self._open()
        self.token = new_token(self._processes, EMAIL)

    def rows(self, sql: str) -> list[dict[str, Any]]:
        address = f"file:{self.folder}/pixflow.sqlite3?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=PATIENCE)) as database:
            database.row_factory = sqlite3.Row
            return [dict(row) for row in database.execute(sql)]

    def restart(self) -> None:
        """Stopped politely, or killed."""
        self.random.choice((kill, stop))(self._studio)
        self._open()

    def _open(self) -> None:
        self._studio = self._processes.start("studio", "manage.py", "studio", "--port", str(self._port))
        if not answers(self._port, lambda: self._studio.poll() is None, PATIENCE):
            raise RuntimeError(f"the studio does not answer: {(self.folder / 'studio.log').read_text()[-2000:]}")
