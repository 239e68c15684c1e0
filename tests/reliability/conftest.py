"""Real workers, a real clock and a provider that bills: all on the database of the test."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from redis import Redis

from accounts.models import User
from projects.models import Session
from tests.doubles.server import DoubleProcess
from tests.processes import Processes
from tests.reliability.world import World


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DoubleProcess]:
    with DoubleProcess(str(tmp_path_factory.mktemp("doubles") / "memory.sqlite3"), run=0.5) as double:
        yield double


@pytest.fixture(scope="session")
def stores(django_db_setup: None) -> dict[str, str]:
    """The database and the Redis of the tests. Whether the studio is put together well, the tests know already."""
    database = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{connection.settings_dict['NAME']}"
    return {"DATABASE_URL": database, "REDIS_URL": settings.REDIS_URL, "CELERY_SKIP_CHECKS": "true"}


@pytest.fixture(scope="session")
def clock(stores: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Rings each second; whoever works hears it."""
    with Processes(stores, tmp_path_factory.mktemp("clock")) as processes:
        processes.beat()
        yield


@pytest.fixture
def world(
    transactional_db: None,
    stores: dict[str, str],
    clock: None,
    provider: DoubleProcess,
    session: Session,
    bob: User,
    tmp_path: Path,
) -> Iterator[World]:
    """Nobody works yet and nothing has been asked for. Leaving the test kills what it has started."""
    provider.reset()
    Redis.from_url(settings.REDIS_URL).flushdb()
    with Processes(stores | provider.environment, tmp_path) as processes:
        yield World(processes, provider, session, bob)
