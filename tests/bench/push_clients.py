"""Websocket clients that cost next to nothing, so that the server is what is measured."""

import asyncio
import base64
import json
import os
import re
import socket
from collections.abc import Iterator
from time import perf_counter
from typing import Self, cast

from tests.bench.push_servers import Server

EVENT = re.compile(rb'"op":"(?:ev","topic":"[^"]*","rev":(\d+)|(resync))')
TEXT, PING, PONG = 0x81, 0x89, 0x8A


class Client(asyncio.Protocol):
    transport: asyncio.Transport

    def __init__(self, crowd: "Crowd") -> None:
        self.crowd = crowd
        self.buffer = bytearray()
        self.received = bytearray()
        self.answered = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        moment = perf_counter()
        if not data.startswith(b"HTTP/"):
            self.buffer += data
            for kind, payload in _frames(self.buffer):
                self._take(kind, payload, moment)
        self.answered.set()

    def _take(self, kind: int, payload: bytes, moment: float) -> None:
        if kind == PING:  # who does not answer is cut off
            self.transport.write(bytes([PONG, 0x80 | len(payload), 0, 0, 0, 0]) + payload)
        elif kind == TEXT:
            if self.crowd.measuring:
                self.crowd.arrived(moment)
            if self.crowd.recording:
                self.received += payload

    async def exchange(self, data: bytes) -> None:
        self.answered.clear()
        self.transport.write(data)
        await self.answered.wait()

    def events(self) -> list[int]:
        """The revisions in the order of arrival; 0 stands for the announcement that something was missed."""
        return _revs(bytes(self.received))

    def last(self) -> int | None:
        """Of what has come until now; quick, for asking often."""
        return next(reversed(_revs(bytes(self.received[-300:]))), None)


class Crowd:
    """Some sockets of one server that read one topic."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.clients: list[Client] = []
        self.measuring = self.recording = False
        self.latencies: list[float] = []

    async def grow(self, count: int, *, receive_buffer: int = 0) -> Self:
        while len(self.clients) < count:
            self.clients.append(await self._connect(receive_buffer))
        await asyncio.sleep(0.1)
        return self

    async def shrink(self) -> None:
        """To one, who keeps the topic alive: its revisions come from here and not from the database."""
        while len(self.clients) > 1:
            self.clients.pop().transport.abort()
        await asyncio.sleep(0.5)

    def record(self) -> None:
        self.recording = True
        for client in self.clients:
            client.received.clear()

    def begin(self) -> None:
        self.began, self.waiting_for, self.done = perf_counter(), len(self.clients), asyncio.Event()
        self.measuring = True

    def arrived(self, moment: float) -> None:
        self.latencies.append(moment - self.began)
        self.waiting_for -= 1
        if not self.waiting_for:
            self.done.set()

    async def _connect(self, receive_buffer: int) -> Client:
        end = socket.socket()
        if receive_buffer:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        end.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(end, ("127.0.0.1", self.server.port))
        _, client = await loop.create_connection(lambda: Client(self), sock=end)
        key = base64.b64encode(os.urandom(16)).decode()
        await client.exchange(
            f"GET /ws/ HTTP/1.1\r\nHost: 127.0.0.1:{self.server.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n{self.server.headers}\r\n".encode()
        )
        await client.exchange(_frame(json.dumps({"op": "sub", "topic": self.server.topic})))
        return client


def _revs(data: bytes) -> list[int]:
    return [int(rev or 0) for rev, _ in EVENT.findall(data)]


def _frames(buffer: bytearray) -> Iterator[tuple[int, bytes]]:
    """Takes the frames that are there as a whole out of the buffer."""
    start = 0
    while len(buffer) >= start + 4 or (len(buffer) >= start + 2 and buffer[start + 1] < 126):
        size, head = buffer[start + 1], 2
        if size == 126:
            size, head = int.from_bytes(buffer[start + 2 : start + 4], "big"), 4
        if len(buffer) < start + head + size:
            break
        yield buffer[start], bytes(buffer[start + head : start + head + size])
        start += head + size
    del buffer[:start]


def _frame(text: str) -> bytes:
    """A client must mask what it sends; a mask of zeros changes nothing."""
    return bytes([TEXT, 0x80 | len(text), 0, 0, 0, 0]) + text.encode()
