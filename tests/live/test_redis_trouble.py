"""Redis may forget everything, go away and come back."""

import asyncio

import pytest
from channels.db import database_sync_to_async
from django.test import Client
from pytest_django.fixtures import Settings
from redis import Redis

from live.publish import Change, publish
from tests.live.conftest import Frame, Opened, Reader
from tests.live.redis_server import RedisServer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.topology("production")]


@pytest.fixture(autouse=True)
def _redis(redis_server: RedisServer, settings: Settings) -> None:
    settings.REDIS_URL = redis_server.url


async def _event(topic: str) -> None:
    await database_sync_to_async(publish)(Change((topic,), "project:1", "put"))


async def _until_event(reader: Reader) -> Frame:
    while (frame := await reader.next())["op"] != "ev":
        pass
    return frame


async def test_flushing_loses_nothing(
    alice_browser: Client, mine: str, opened: Opened, redis_server: RedisServer
) -> None:
    reader = await opened(alice_browser)
    await reader.sub(mine)
    with Redis.from_url(redis_server.url) as redis:
        redis.flushall()
    await _event(mine)
    assert (await reader.next())["rev"] == 1


@pytest.mark.parametrize("down", [0.0, 1.0])
async def test_a_restart_is_announced_and_events_go_on(
    alice_browser: Client, mine: str, opened: Opened, redis_server: RedisServer, down: float
) -> None:
    reader = await opened(alice_browser)
    await reader.sub(mine)
    redis_server.stop()
    await _event(mine)
    await asyncio.sleep(down)
    redis_server.start()
    assert await reader.next(8) == {"op": "resync"}
    assert await reader.sub(mine, since=0) == {"op": "ok", "topic": mine, "rev": 1, "refs": ["project:1"]}
    await _event(mine)
    assert (await _until_event(reader))["rev"] == 2


async def test_a_cut_connection_is_announced(
    alice_browser: Client, mine: str, opened: Opened, redis_server: RedisServer
) -> None:
    reader = await opened(alice_browser)
    await reader.sub(mine)
    with Redis.from_url(redis_server.url) as redis:
        redis.client_kill_filter(_type="pubsub")
    assert await reader.next() == {"op": "resync"}


async def test_a_page_opens_while_redis_is_away(
    alice_browser: Client, mine: str, opened: Opened, redis_server: RedisServer
) -> None:
    redis_server.stop()
    try:
        reader = await opened(alice_browser)
        assert (await reader.sub(mine))["op"] == "ok"
    finally:
        redis_server.start()
    assert await reader.next(8) == {"op": "resync"}


async def test_two_studios_share_a_redis(
    alice_browser: Client, mine: str, opened: Opened, redis_server: RedisServer, settings: Settings
) -> None:
    reader = await opened(alice_browser)
    await reader.sub(mine)
    settings.REDIS_URL = redis_server.url.removesuffix("0") + "1"
    await _event(mine)
    assert await reader.silent()


async def test_idle_sockets_stay_alive(alice_browser: Client, mine: str, opened: Opened) -> None:
    """Longer than redis-py's own time-out and than the silence after which Redis is asked."""
    readers = [await opened(alice_browser) for _ in range(10)]
    for reader in readers:
        await reader.sub(mine)
    await asyncio.sleep(20)
    await _event(mine)
    assert [(await reader.next())["rev"] for reader in readers] == [1] * 10
