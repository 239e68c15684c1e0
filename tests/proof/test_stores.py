"""A studio that was busy when PostgreSQL went away is back as soon as PostgreSQL is."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from tests.processes import ROOT
from tests.proof.stores import PostgresServer
from tests.services import Services

pytestmark = pytest.mark.topology("production")

# Twelve threads have used the pool. Each line on standard input: how long does it take to reach the database?
BUSY = """
import sys, threading, time
import django
django.setup()
from django.db import connection
together = threading.Barrier(12)
def use():
    connection.ensure_connection()
    together.wait()
    connection.close()
threads = [threading.Thread(target=use) for _ in range(12)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print("ready", flush=True)
for line in sys.stdin:
    begin = time.monotonic()
    connection.ensure_connection()
    connection.close()
    print(time.monotonic() - begin, flush=True)
"""


class Busy:
    def __init__(self, address: str) -> None:
        command = [sys.executable, "-c", BUSY]
        environment = {**os.environ, "DATABASE_URL": address, "PIXFLOW_LOG_LEVEL": "ERROR"}
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.read()

    def ask(self) -> None:
        if self.process.stdin:
            self.process.stdin.write("\n")
            self.process.stdin.flush()

    def read(self) -> str:
        return self.process.stdout.readline() if self.process.stdout else ""


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with Services() as services, PostgresServer(f"{services.database().rpartition('/')[0]}/postgres") as server:
        yield server


@pytest.fixture
def busy(server: PostgresServer) -> Iterator[Busy]:
    busy = Busy(server.url)
    yield busy
    busy.process.communicate(timeout=20)


def test_all_connections_died(server: PostgresServer, busy: Busy) -> None:
    server.stop()
    server.start()
    busy.ask()
    assert float(busy.read()) < 5  # seconds; the pool alone takes half a minute


def test_who_asks_while_it_is_away_waits_until_it_is_back(server: PostgresServer, busy: Busy) -> None:
    server.stop()
    busy.ask()
    time.sleep(3)
    server.start()
    back = time.monotonic()
    assert float(busy.read()) > 2
    assert time.monotonic() - back < 8
