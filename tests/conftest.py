"""What a test may ask for.

Topologies. `pytest` alone runs on SQLite with everything embedded; with PIXFLOW_TEST_TOPOLOGY=production it runs on a
private PostgreSQL and Redis. `python3 manage.py test` runs both. A test that makes sense on one of them only is marked
with @pytest.mark.topology("production") and left out of the other run. The fixture `topology` names the current one.

People (fixtures/cast.py): alice, bob, vera, charlie; their `project` and `session`; `signed_in(alice)` is a client.
"""

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection

from tests.fixtures import environment, tables

environment.prepare()
tables.empty_quickly()

pytest_plugins = ["tests.fixtures.cast"]
# Engines know no database. Where both runs are made, once is enough; shared out, the runs take about as long.
ENGINES = {"tests/providers/local/": "production", "tests/providers/": "embedded"}
BOTH = "PIXFLOW_TEST_TOPOLOGY" in os.environ


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    shared = _of_this_share(items)
    elsewhere = [item for item in items if not _runs_here(item) or item.path not in shared]
    config.hook.pytest_deselected(items=elsewhere)
    items[:] = [item for item in items if item not in set(elsewhere)]


def _of_this_share(items: list[pytest.Item]) -> set[Path]:
    """PIXFLOW_TEST_SHARE=1/2 is the first of two runs that share the files between them, about as many tests each."""
    number, of = map(int, os.environ.get("PIXFLOW_TEST_SHARE", "1/1").split("/"))
    counts = Counter(item.path for item in items if of == 1 or item.get_closest_marker("browser"))
    shares: list[list[Path]] = [[] for _ in range(of)]
    for path, _ in sorted(counts.items(), key=lambda found: (-found[1], found[0])):
        min(shares, key=lambda share: sum(counts[path] for path in share)).append(path)
    return set(shares[number - 1])


def _runs_here(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("topology")
    if marker:
        return environment.TOPOLOGY in marker.args
    share = next((where for part, where in ENGINES.items() if item.nodeid.startswith(part)), environment.TOPOLOGY)
    return share == environment.TOPOLOGY or not BOTH


@pytest.fixture(scope="session")
def topology() -> str:
    return environment.TOPOLOGY


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, topology: str) -> None:
    """A file, because threads cannot share an SQLite database in memory without locking errors."""
    if topology == "embedded":
        connection.settings_dict["TEST"]["NAME"] = str(environment.DATA / "tests.sqlite3")


@pytest.fixture(autouse=True)
def _clean_slate() -> Iterator[None]:
    """The database is rolled back by pytest-django; the caches and the files are not."""
    yield
    for cache in caches.all(initialized_only=True):
        cache.clear()
    for folder in (settings.MEDIA_ROOT, settings.SPOOL_ROOT):
        shutil.rmtree(folder, ignore_errors=True)
