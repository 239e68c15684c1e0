"""A browser's end of the websocket, on each of the two ways events can take."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings as django_settings
from django.db import connections
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from pixflow.asgi import application
from tests.fixtures import environment
from tests.live.redis_server import RedisServer

Frame = dict[str, Any]
HOST, ORIGIN = b"testserver", b"http://testserver"


class Reader:
    """What live.js is in the browser: subscribes, and reads what comes."""

    def __init__(self, headers: list[tuple[bytes, bytes]], subprotocols: list[str] | None = None) -> None:
        self.wire = WebsocketCommunicator(application, "/ws/", headers, subprotocols)

    async def send(self, **frame: Any) -> None:
        await self.wire.send_json_to(frame)

    async def next(self, seconds: float = 3) -> Frame:
        frame: Frame = json.loads(await self.wire.receive_from(seconds))
        return frame

    async def sub(self, topic: str, **since: int) -> Frame:
        await self.send(op="sub", topic=topic, **since)
        return await self.next()

    async def closed(self, seconds: float = 5) -> int:
        """The code with which the server closes; other frames on the way are passed over."""
        async with asyncio.timeout(seconds):
            while (message := await self.wire.receive_output(seconds))["type"] != "websocket.close":
                pass
        return int(message["code"])

    async def silent(self, seconds: float = 0.3) -> bool:
        return bool(await self.wire.receive_nothing(seconds))


Opened = Callable[..., Awaitable[Reader]]


def browser_headers(client: Client) -> list[tuple[bytes, bytes]]:
    cookie = f"{django_settings.SESSION_COOKIE_NAME}={client.cookies[django_settings.SESSION_COOKIE_NAME].value}"
    return [(b"host", HOST), (b"origin", ORIGIN), (b"cookie", cookie.encode())]


@pytest.fixture
async def opened() -> AsyncIterator[Opened]:
    """`await opened(client)`: the open websocket of that browser. All are closed in the end."""
    async with AsyncExitStack() as stack:

        async def reader_of(client: Client) -> Reader:
            return await stack.enter_async_context(open_reader(Reader(browser_headers(client))))

        yield reader_of
    await database_sync_to_async(connections.close_all)()


@asynccontextmanager
async def open_reader(reader: Reader) -> AsyncIterator[Reader]:
    assert (await reader.wire.connect(timeout=5))[0]
    yield reader
    await reader.wire.disconnect(timeout=5)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """Our own, so that it can be flushed and restarted."""
    with RedisServer() as server:
        yield server


@pytest.fixture(params=["redis" if environment.TOPOLOGY == "production" else "embedded"])
def way(request: pytest.FixtureRequest, settings: Settings) -> str:
    """The way that events take on the topology of this run."""
    settings.REDIS_URL = request.getfixturevalue("redis_server").url if request.param == "redis" else ""
    return str(request.param)


@pytest.fixture
def quick_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    """For what is looked up every two seconds; test_a_token_that_ended_closes_the_socket waits for the real thing."""
    monkeypatch.setattr("live.hub.WATCH_EVERY", 0.2)


@pytest.fixture
def mine(alice: User) -> str:
    """A topic that alice may read."""
    return f"user:{alice.pk}"


@pytest.fixture
def alice_browser(alice: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(alice)
