"""Each test of a row is run as the studio is, and once more with its hole open: there it must fail."""

import socket
from collections.abc import Generator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from generations.models import Output
from projects.models import Session
from tests.conversations.conftest import source, start
from tests.generations.conftest import ask, doubles, engines, made
from tests.generations.rows import an_output
from tests.live.conftest import alice_browser, mine, opened, quick_watch, redis_server, way

__all__ = ["alice_browser", "ask", "doubles", "engines", "made", "mine", "opened", "quick_watch", "redis_server"]
__all__ += ["source", "start", "way"]

DATA = b"only for those who may see it"


@pytest.fixture
def hole(request: pytest.FixtureRequest) -> Any:
    """Which one is open. It is opened around the test itself, not around its preparations."""
    return request.param


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, Any, Any]:
    opens: Any = pyfuncitem.funcargs.get("hole")
    if opens is None:
        return (yield)
    hole: AbstractContextManager[Any] = opens()
    with hole:
        try:
            yield
        except (AssertionError, pytest.fail.Exception):
            return True  # it has seen the hole
    # Any other error goes through: a test that breaks has seen nothing.
    pytest.fail("passes although its hole is open, so it proves nothing", pytrace=False)


@pytest.fixture
def output(session: Session) -> Output:
    """A picture of the project, with files."""
    row = an_output(session)
    for name in (row.file.name, row.preview.name):
        default_storage.save(name, ContentFile(DATA))
    return row


@pytest.fixture
def dialled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hosts that were looked up to be connected to. None is reached but this machine by its plain address."""
    hosts: list[str] = []
    look_up = socket.getaddrinfo

    def spy(host: Any, *more: Any, **options: Any) -> Any:
        hosts.append(host.decode() if isinstance(host, bytes) else str(host))
        if hosts[-1] != "127.0.0.1":
            raise socket.gaierror(f"{hosts[-1]} is not looked up in a test")
        return look_up(host, *more, **options)

    monkeypatch.setattr(socket, "getaddrinfo", spy)
    return hosts
