"""The studio that is proved: real processes on the stores of this part, a provider that keeps a bill, and a program."""

import secrets
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Any, Self

import httpx
import psycopg
from django.conf import settings
from psycopg.rows import dict_row

from accounts.actions import create_token, create_user
from accounts.models import Scope
from tests.client import Program
from tests.doubles.server import DoubleProcess
from tests.proof import storage_faults
from tests.proof.money.crew import Crew
from tests.proof.network import Network
from tests.services import answers, free_port

PUBLIC = "https://studio.example"
STORES = ("DATABASE_URL", "REDIS_URL")
SLOTS = {"PIXFLOW_FAL_SLOTS": "60", "PIXFLOW_OPENAI_SLOTS": "16", "PIXFLOW_LOCAL_SLOTS": "1"}
# Where each waits half a minute for somebody who died, only many at once are done in an hour.
MANY_SLOTS = SLOTS | {"PIXFLOW_FAL_SLOTS": "400", "PIXFLOW_OPENAI_SLOTS": "120"}
SESSIONS = 24
# Seconds, at rest as well: what is not known then stays unknown.
PATIENCE = 240.0
# A request that was cut off holds its key for a minute, and so do the next ones that are cut off.
INSISTS = 600.0
# An answer of the studio itself, which it gives on purpose.
CONFLICT = 409


class World:
    """`struck` counts what was done to it, by name. `environment` is that of every process of the studio."""

    def __init__(self, seed: int, *, many: bool) -> None:
        self.random, self.struck = Random(seed), Counter[str]()
        # Ids that the studio has promised, and what its last look at rest could not know any more.
        self.asked, self.lost_for_good = set[int](), 0
        self._many, self._crews = many, ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._begin(stack)
            self._stack = stack.pop_all()
        return self

    def _begin(self, stack: ExitStack) -> None:
        enter = stack.enter_context
        self.folder = Path(enter(tempfile.TemporaryDirectory(prefix="pixflow-money-")))
        self.port = free_port()
        self.web = f"http://127.0.0.1:{self.port}"
        self.provider = DoubleProcess(str(self.folder / "doubles.sqlite3"), queue=0.05, run=0.5, proxy=self.web)
        self.network = enter(Network())
        self.environment = self.provider.environment | self._settings()
        enter(self._crews)
        self.crew = self._crews.enter_context(Crew(self.environment, self.folder))
        enter(self.provider)
        self.database = enter(psycopg.connect(_address(), autocommit=True, row_factory=dict_row))
        user = create_user(email="people@example.com", password=secrets.token_urlsafe())
        _, token = create_token(user=user, name="program", scopes=Scope.values)
        self._open()
        self.program = enter(Program(self.web, token))
        # Whoever freezes while it tells a session something keeps all of that session waiting, and only that.
        self.sessions = [self.program.new_session() for _ in range(SESSIONS if self._many else 1)]

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def _settings(self) -> dict[str, str]:
        return (MANY_SLOTS if self._many else SLOTS) | {
            "PIXFLOW_PUBLIC_URL": PUBLIC,
            "DATABASE_URL": _address(),
            "REDIS_URL": settings.REDIS_URL,
            "CELERY_SKIP_CHECKS": "true",
        }

    def get_rough(self) -> None:
        """The studio is started anew, with what may fail between it and its stores, its provider and its disk."""
        self._crews.close()
        self.environment = storage_faults.wrap(self.network.wrap(self.environment), self.folder)
        self.crew = self._crews.enter_context(Crew(self.environment, self.folder))
        self._open()

    def _open(self) -> None:
        self.crew.wait_until_loaded()
        self.start_web()
        self.start_beat()
        if not answers(self.port, lambda: self.crew.status(self.web_pid) is None, PATIENCE):
            raise RuntimeError(f"the studio does not answer: {self.crew.last_words('web')}")

    def start_web(self) -> None:
        self.web_pid = self.crew.start("web", str(self.port))

    def start_beat(self) -> None:
        self.beat_pid = self.crew.start("beat", "-s", str(self.folder / "beat"), "--pidfile=")

    def replace_the_dead(self) -> None:
        """As whoever watches over a studio does. Those that were killed have been replaced already."""
        crew, pids = self.crew, [*self.crew.workers, self.web_pid, self.beat_pid]
        gone = [pid for pid in pids if crew.status(pid) is not None]
        self.struck["processes that ended by themselves"] += len(gone)
        for pid in set(gone) & set(crew.workers):
            crew.workers.remove(pid)
            crew.hire()
        if self.web_pid in gone:
            self.start_web()
        if self.beat_pid in gone:
            self.start_beat()

    def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        """Past Django and past whatever stands in front of the database. Any thread may ask."""
        return self.database.execute(sql, values).fetchall()

    def insist(self, path: str, **body: Any) -> dict[str, Any]:
        """What a careful program does when the studio is away: the same request with the same key, until it answers."""
        headers = {"Idempotency-Key": secrets.token_hex(8)}
        end, said = time.monotonic() + INSISTS, Counter[str]()
        while time.monotonic() < end:
            try:
                answer = self.program.send(path, body, headers)
            except httpx.TransportError as error:
                said[repr(error)] += 1
            else:
                if answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR and answer.status_code != CONFLICT:
                    done: dict[str, Any] = answer.raise_for_status().json()
                    return done
                said[f"{answer.status_code} {answer.text[:200]}"] += 1
            time.sleep(0.2)
        say(self.crew.last_words("web"))
        raise TimeoutError(f"{path} was not answered for {INSISTS:.0f} s, but: {dict(said)}")

    def asks_are_due(self, pks: list[int]) -> None:
        """Whoever asks for a lost request pauses as long as it has been lost: that time has passed."""
        self.rows(
            "UPDATE generations_generation SET next_look_at = now() WHERE id IN (SELECT id FROM generations_generation"
            " WHERE id = ANY(%s) AND state = 'unknown' AND next_look_at > now() + interval '60 s'"
            " FOR UPDATE SKIP LOCKED) RETURNING id",
            pks,
        )

    def leases_run_out(self) -> None:
        """Also those of who lives: then two of them work on one row, and the fence decides."""
        # Whoever froze in a transaction keeps its rows locked: nobody waits for those.
        self.rows(
            "UPDATE generations_generation SET lease_until = now() WHERE id IN (SELECT id FROM generations_generation"
            " WHERE lease_until IS NOT NULL FOR UPDATE SKIP LOCKED) RETURNING id"
        )


def _address() -> str:
    found = settings.DATABASES["default"]
    return f"postgres://{found['USER']}@{found['HOST']}:{found['PORT']}/{found['NAME']}"


def say(*words: object) -> None:
    sys.stderr.write(" ".join(map(str, words)) + "\n")
    sys.stderr.flush()
