"""`python -m tests.bench.push_embedded studio|floor PORT`: events come from a thread of the server's own process.

As the embedded studio has them from its worker; here the thread reads them from a pipe.
"""

import asyncio
import os
import sys
from collections.abc import Callable
from threading import Thread

import django
import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve as serve_websockets

from live import transport
from pixflow.embedded.server import listen, serve


def hand_on(send: Callable[[str], object]) -> None:
    """Starts the thread."""
    Thread(target=lambda: [send(line.rstrip("\n")) for line in sys.stdin], daemon=True).start()


def studio(port: int) -> None:
    serve(listen("127.0.0.1", port), opened=lambda: hand_on(transport.send), closing=lambda: None)


async def floor(port: int) -> None:
    connections: set[ServerConnection] = set()
    loop = asyncio.get_running_loop()

    async def keep(connection: ServerConnection) -> None:
        connections.add(connection)
        try:
            await connection.send(await connection.recv())
            await connection.wait_closed()
        finally:
            connections.discard(connection)

    async with serve_websockets(keep, "127.0.0.1", port, compression=None):
        hand_on(lambda line: loop.call_soon_threadsafe(broadcast, connections, line.split(" ", 2)[2]))
        await asyncio.Event().wait()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pixflow.settings")
    if sys.argv[1] == "floor":
        uvloop.run(floor(int(sys.argv[2])))
    else:
        django.setup()
        studio(int(sys.argv[2]))
