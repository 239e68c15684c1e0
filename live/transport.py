"""How a payload gets to every process that holds sockets: by Redis, or embedded by a hop onto the server's loop.

A payload is lines of `<topic> <rev> <frame>`. The frame is ready-made JSON: nobody on the way encodes or decodes it.
"""

import asyncio
import logging
from collections.abc import Callable
from functools import cache

from django.conf import settings
from redis import Redis
from redis.asyncio import Connection, ConnectionPool
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.connection import parse_url
from redis.exceptions import ConnectionError as RedisConnectionError, RedisError, TimeoutError as RedisTimeoutError
from redis.retry import Retry

logger = logging.getLogger(__name__)

# Instead of a topic: the rights of the user whose id stands in the place of the revision.
RIGHTS = "rights"

# After this many seconds of silence Redis is asked whether it is still there.
SILENCE = 15
PAUSE_MIN, PAUSE_MAX = 0.1, 5.0

Deliver = Callable[[str], None]

_listeners: set[tuple[asyncio.AbstractEventLoop, Deliver]] = set()


def line(topic: str, rev: int, frame: str) -> str:
    return f"{topic} {rev} {frame}"


def send(payload: str) -> None:
    """Never raises and never waits long: who misses a payload finds out by its revisions."""
    if settings.REDIS_URL:
        try:
            _redis(settings.REDIS_URL).publish(_channel(settings.REDIS_URL), payload)
        except RedisError as error:
            logger.warning("Redis did not take an event: %s", error)
        return
    for listener in tuple(_listeners):
        loop, deliver = listener
        try:
            loop.call_soon_threadsafe(deliver, payload)
        except RuntimeError:  # this server has stopped
            _listeners.discard(listener)


async def receive(deliver: Deliver, gap: Callable[[], None], ready: asyncio.Event) -> None:
    """Hands on every payload until cancelled. `gap` is called when some may have been missed."""
    if settings.REDIS_URL:
        await _receive_from_redis(settings.REDIS_URL, deliver, gap, ready)
    listener = asyncio.get_running_loop(), deliver
    _listeners.add(listener)
    ready.set()
    try:
        await asyncio.Event().wait()
    finally:
        _listeners.discard(listener)


@cache
def _redis(url: str) -> Redis:
    # One more try where the connection had died unnoticed, none after a time-out: the caller has waited enough.
    retry = Retry(NoBackoff(), 1, (RedisConnectionError,))
    return Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2, retry=retry)


@cache
def _channel(url: str) -> str:
    """Redis channels know no database numbers, and two studios may share one Redis."""
    return f"pixflow:live:{parse_url(url).get('db', 0)}"  # type: ignore[no-untyped-call]


async def _receive_from_redis(url: str, deliver: Deliver, gap: Callable[[], None], ready: asyncio.Event) -> None:
    # A bare connection: redis-py's PubSub reconnects without telling, and costs more a message than we do with it.
    pool = ConnectionPool.from_url(url, protocol=2, socket_connect_timeout=2, retry=AsyncRetry(NoBackoff(), 0))
    pause = PAUSE_MIN
    while True:
        connection = pool.make_connection()  # type: ignore[no-untyped-call]
        try:
            await connection.connect()
            await connection.send_command("SUBSCRIBE", _channel(url))
            await connection.read_response()
            pause = PAUSE_MIN
            if ready.is_set():
                gap()
            ready.set()
            await _hand_on(connection, deliver)
        except Exception as error:  # noqa: BLE001 - whatever it was: without this loop every socket of the process is deaf
            logger.warning("Live events: connecting to Redis again after %r", error)
        finally:
            await connection.disconnect(nowait=True)
        ready.set()
        await asyncio.sleep(pause)
        pause = min(2 * pause, PAUSE_MAX)


async def _hand_on(connection: Connection, deliver: Deliver) -> None:
    asked = False
    while True:
        answer = await connection.read_response(timeout=SILENCE)
        if answer:
            asked = False
            if answer[0] == b"message":
                deliver(answer[2].decode())
        elif asked:
            raise RedisTimeoutError("no answer to PING")
        else:
            asked = True
            await connection.send_command("PING")
