"""The servers that are compared: the floor (a bare websocket server behind a bare Redis subscription) and our own.

The embedded studio has no Redis and a floor of its own: push_embedded.py.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

import uvloop
from redis.asyncio import Redis
from websockets.asyncio.server import ServerConnection, broadcast, serve

from tests.services import answers, free_port

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = {
    "floor": ["tests.bench.push_servers"],
    "uvicorn": ["uvicorn", "pixflow.asgi:application", "--ws", "websockets-sansio", "--ws-per-message-deflate", "false",
                "--no-access-log", "--log-level", "warning"],
    "daphne": ["daphne", "pixflow.asgi:application", "--verbosity", "0"],
    "embedded floor": ["tests.bench.push_embedded", "floor"],
    "embedded": ["tests.bench.push_embedded", "studio"],
}  # fmt: skip
EMBEDDED = {"embedded floor", "embedded"}


@dataclass(frozen=True)
class Server:
    name: str
    port: int
    channel: str
    topic: str
    headers: str
    pid: int = 0
    pipe: IO[bytes] | None = None

    @property
    def floor(self) -> str:
        return "embedded floor" if self.pipe else "floor"

    def cpu_seconds(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def running(redis_url: str, folder: Path) -> Iterator[list[Server]]:
    """All of them, each on a Redis channel of its own, so that none works while another is measured."""
    base = redis_url.rpartition("/")[0]
    environment = os.environ | {
        "PIXFLOW_DATA": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
        "DJANGO_SETTINGS_MODULE": "pixflow.settings",
    }
    topic, token = _prepare(environment)
    headers = f"Authorization: Bearer {token}\r\n"
    with ExitStack() as stack:
        servers = []
        for number, name in enumerate(COMMANDS, 1):
            server = Server(name, free_port(), f"pixflow:live:{number}", topic, headers)
            stores = {"REDIS_URL": "" if name in EMBEDDED else f"{base}/{number}"}
            process = _start(stack, server, environment | stores)
            servers.append(replace(server, pid=process.pid, pipe=process.stdin if name in EMBEDDED else None))
        for server in servers:
            if not answers(server.port, Path(f"/proc/{server.pid}/exe").exists, seconds=60):
                raise RuntimeError(f"{server.name} does not start")
        yield servers


def _start(stack: ExitStack, server: Server, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", *COMMANDS[server.name], *_address(server)]
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdin=subprocess.PIPE)
    stack.callback(process.wait)
    stack.callback(process.kill)
    return process


def _address(server: Server) -> list[str]:
    if server.name == "floor":
        return [str(server.port), server.channel]
    if server.name in EMBEDDED:
        return [str(server.port)]
    return ["--host" if server.name == "uvicorn" else "--bind", "127.0.0.1", "--port", str(server.port)]


def _prepare(environment: dict[str, str]) -> tuple[str, str]:
    """A database with one person, whose own topic is the one that is measured, and a token of theirs."""
    script = (
        "import django; django.setup()\n"
        "from django.core.management import call_command; call_command('migrate', verbosity=0, skip_checks=True)\n"
        "from accounts.actions import create_token, create_user\n"
        "user = create_user(email='bench@example.com', password='not used')\n"
        "print(user.pk, create_token(user=user, name='bench', scopes=['read'])[1])\n"
    )
    command = [sys.executable, "-c", script]
    answer = subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, text=True)
    pk, token = answer.stdout.split()[-2:]
    return f"user:{pk}", token


async def floor(port: int, channel: str) -> None:
    connections: set[ServerConnection] = set()

    async def keep(connection: ServerConnection) -> None:
        connections.add(connection)
        try:
            await connection.send(await connection.recv())
            await connection.wait_closed()
        finally:
            connections.discard(connection)

    async with (
        serve(keep, "127.0.0.1", port, compression=None),
        Redis.from_url(os.environ["REDIS_URL"]).pubsub() as sub,
    ):
        await sub.subscribe(channel)
        async for message in sub.listen():
            if message["type"] == "message":
                broadcast(connections, message["data"].partition(b" ")[2].partition(b" ")[2].decode())


if __name__ == "__main__":
    uvloop.run(floor(int(sys.argv[1]), sys.argv[2]))
