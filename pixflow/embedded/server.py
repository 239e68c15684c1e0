"""Daphne in this process, on the wanted port or the next free one."""

import asyncio
import errno
import socket
from collections.abc import Callable
from typing import Any

from channels.routing import get_default_application
from daphne import http_protocol
from daphne.server import Server
from django.conf import settings
from twisted.internet import reactor
from twisted.internet.threads import deferToThread

PORTS_TRIED = 50
TOO_LARGE = b"HTTP/1.1 413 Payload Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class BoundedRequest(http_protocol.WebRequest):  # type: ignore[misc]
    """Twisted would read every form into memory, whole and twice, before Django sees it; and it knows no limit.

    Of what is sent, too, only as much is kept as the reader takes: this is the producer that is told to pause.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._parsePOSTFormSubmission = False
        self.may_write = asyncio.Event()
        self.may_write.set()

    def handle_reply(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start" and self.channel is not None:
            self.registerProducer(self, streaming=True)
        super().handle_reply(message)

    def finish(self) -> None:
        if self.producer:
            self.unregisterProducer()
        super().finish()

    def connectionLost(self, reason: Any) -> None:  # noqa: N802 - Twisted's name
        self.may_write.set()
        super().connectionLost(reason)

    def pauseProducing(self) -> None:  # noqa: N802 - Twisted's name
        self.may_write.clear()

    def resumeProducing(self) -> None:  # noqa: N802 - Twisted's name
        self.may_write.set()

    stopProducing = resumeProducing  # noqa: N815 - Twisted's name

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        if self.content.tell() + len(data) <= settings.BODY_MAX_BYTES:
            super().handleContentChunk(data)
        else:
            self.channel.transport.write(TOO_LARGE)
            self.channel.loseConnection()


http_protocol.WebRequest = BoundedRequest


class PatientServer(Server):  # type: ignore[misc]
    """Whoever sends waits for who reads: a large download does not pile up in memory."""

    async def handle_reply(self, protocol: Any, message: dict[str, Any]) -> None:
        await super().handle_reply(protocol, message)
        if isinstance(protocol, BoundedRequest):
            await protocol.may_write.wait()


def listen(host: str, port: int) -> socket.socket:
    """Listens from here on, so that nobody takes the port before the server has it. Port 0 means any."""
    for candidate in range(port, port + PORTS_TRIED):
        try:
            return socket.create_server((host, candidate), backlog=128)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
    raise OSError(errno.EADDRINUSE, f"no port is free from {port} to {port + PORTS_TRIED - 1}")


def address(listener: socket.socket) -> str:
    """What to type into a browser on this machine."""
    host, port = listener.getsockname()
    return f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}/"  # noqa: S104


def serve(listener: socket.socket, *, opened: Callable[[], None], closing: Callable[[], None]) -> None:
    """Until Ctrl-C or SIGTERM: then `closing` runs in a thread, and the server ends when it has returned."""
    server = PatientServer(
        get_default_application(),
        endpoints=[f"fd:fileno={listener.fileno()}"],
        verbosity=0,
        server_name="pixflow",
    )
    reactor.callWhenRunning(opened)
    reactor.addSystemEventTrigger("before", "shutdown", deferToThread, closing)  # type: ignore[arg-type]
    server.run()
