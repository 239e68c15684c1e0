"""The same on uvicorn and on daphne, as processes of their own."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from live import transport
from tests.bench.push_servers import Server, running
from tests.live.redis_server import RedisServer

pytestmark = pytest.mark.topology("production")


@pytest.fixture(scope="module")
def servers(redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Server]]:
    folder: Path = tmp_path_factory.mktemp("studio")
    with running(redis_server.url, folder) as started:
        yield {server.name: server for server in started}


@pytest.fixture(params=["uvicorn", "daphne"])
def server(request: pytest.FixtureRequest, servers: dict[str, Server]) -> Server:
    return servers[request.param]


def subprotocol_of(server: Server) -> Subprotocol:
    return Subprotocol(f"pixflow.token.{server.headers.strip().rpartition(' ')[2]}")


def opened(server: Server, path: str = "/ws/", **options: Any) -> connect:
    return connect(f"ws://127.0.0.1:{server.port}{path}", **options)


async def next_frame(connection: ClientConnection) -> dict[str, Any]:
    frame: dict[str, Any] = json.loads(await connection.recv())
    return frame


async def test_a_burst_arrives_whole_and_in_order(server: Server, redis_server: RedisServer) -> None:
    token = subprotocol_of(server)
    async with opened(server, subprotocols=[token]) as connection:
        assert connection.subprotocol == token
        await connection.send(json.dumps({"op": "sub", "topic": server.topic}))
        assert (await next_frame(connection))["op"] == "ok"
        with Redis.from_url(redis_server.url) as redis:
            for rev in range(1, 201):
                redis.publish(server.channel, transport.line(server.topic, rev, json.dumps({"rev": rev, "op": "ev"})))
        assert [(await next_frame(connection))["rev"] for _ in range(200)] == list(range(1, 201))
        await connection.send(json.dumps({"op": "ping"}))
        assert await next_frame(connection) == {"op": "pong"}


@pytest.mark.parametrize("path", ["/ws/", "/ws/nothing", "/"])
async def test_strangers_are_turned_away_by_http(server: Server, path: str) -> None:
    with pytest.raises(InvalidStatus, match="403"):
        await opened(server, path)


async def test_what_is_too_large_closes_the_socket(server: Server) -> None:
    async with opened(server, subprotocols=[subprotocol_of(server)]) as connection:
        await connection.send("x" * 70_000)
        await connection.wait_closed()
        assert connection.close_code == 4413
