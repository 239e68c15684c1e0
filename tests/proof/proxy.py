"""A network that can be broken: a proxy in front of one server, in a thread of its own.

What it does to connections is set from any thread and holds at once, also for those that are open.
"""

import asyncio
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

Way = Literal["up", "down"]  # what the client says, and what it is answered
Moment = Literal["before", "after"]
T = TypeVar("T")

CHUNK = 1 << 16
PATIENCE = 10
RESET = struct.pack("ii", 1, 0)
# Frontend messages of PostgreSQL: those before the first that ask for encryption, and those that carry a statement.
PREAMBLES = (80877103, 80877104)
QUERY, PARSE = b"Q", b"P"


class Statements:
    """What a client says to PostgreSQL, message by message."""

    def __init__(self) -> None:
        self._buffer, self._begun = bytearray(), False

    def take(self, data: bytes) -> Iterator[bytes]:
        self._buffer += data
        while message := self._next():
            yield message

    def _next(self) -> bytes:
        # Only the first ones do not say what they are.
        kind = 1 if self._begun else 0
        if len(self._buffer) < kind + 4:
            return b""
        size = kind + int.from_bytes(self._buffer[kind : kind + 4], "big")
        if len(self._buffer) < size:
            return b""
        message = bytes(self._buffer[:size])
        del self._buffer[:size]
        self._begun = self._begun or int.from_bytes(message[4:8], "big") not in PREAMBLES
        return message


def is_commit(message: bytes) -> bool:
    kind, rest = message[:1], message[5:]
    text = {QUERY: rest, PARSE: rest.partition(b"\0")[2]}.get(kind, b"").partition(b"\0")[0]
    return text.strip(b" ;").upper() == b"COMMIT"


@dataclass(eq=False)
class Link:
    """One client's connection and ours to the server for it."""

    client: asyncio.StreamWriter
    server: asyncio.StreamWriter
    # So many bytes more are let through before it is reset; no number, no reset.
    left: dict[Way, int] = field(default_factory=dict)
    cut_on_answer: bool = False
    # Somebody on the way has lost track of this connection: whatever is said from now on is swallowed.
    forgotten: bool = False
    # Ways that were closed: what is still said there is swallowed.
    closed: set[Way] = field(default_factory=set)

    def reset(self) -> None:
        """Both ends get an RST instead of an end."""
        for writer in (self.client, self.server):
            with suppress(OSError):
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            writer.transport.abort()

    def half_close(self, way: Way) -> None:
        """That way nothing more is said; the other way goes on."""
        self.closed.add(way)
        writer = self.server if way == "up" else self.client
        with suppress(OSError, RuntimeError):  # it has ended altogether
            writer.write_eof()


class Proxy:
    """`struck` counts what was really done to somebody."""

    def __init__(self, target: int, *, postgres: bool = False) -> None:
        self.target, self.postgres = target, postgres
        self.struck = Counter[str]()
        # Seconds that each piece needs.
        self.latency: Callable[[], float] | None = None
        # When the connection of this COMMIT is cut; "after": it was carried out, and its answer is lost.
        self.cut_at_commit: Callable[[], Moment | None] = lambda: None
        self._links, self._tasks = set[Link](), set[asyncio.Task[None]]()
        self._open = asyncio.Event()
        self._open.set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self.port = 0
        self.accept()
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def accept(self) -> None:
        self._server = self._do(asyncio.start_server(self._take, "127.0.0.1", self.port))

    def refuse(self) -> None:
        """Nobody listens any more; what is open stays open."""
        self._loop.call_soon_threadsafe(self._server.close)

    def hold(self) -> None:
        """A black hole: nothing gets through until it is released, and nobody is told."""
        self._loop.call_soon_threadsafe(self._open.clear)

    def release(self) -> None:
        self._loop.call_soon_threadsafe(self._open.set)

    def each(self, act: Callable[[Link], None], name: str = "") -> None:
        """Does it to every connection that is open, and counts it by its name."""

        async def call() -> None:
            for link in tuple(self._links):
                act(link)
                if name:
                    self.struck[name] += 1

        self._do(call())

    def reset_after(self, way: Way, size: int) -> None:
        """Each connection that is open, once so many bytes more went that way."""
        self.each(lambda link: link.left.update({way: size}))

    def forget(self) -> None:
        """Who is connected never hears anything again and is not told either."""
        self.each(lambda link: setattr(link, "forgotten", True), "connections forgotten")

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    async def _end(self) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _take(self, reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        """Serves one client; the streams of asyncio run it as a task."""
        if task := asyncio.current_task():
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        with suppress(asyncio.CancelledError):
            try:
                await self._pass()
                answers, server = await asyncio.open_connection("127.0.0.1", self.target)
            except OSError:  # nobody there: our client learns it as well as it can be told
                client.transport.abort()
                return
            await self._serve(Link(client, server), reader, answers)

    async def _serve(self, link: Link, reader: asyncio.StreamReader, answers: asyncio.StreamReader) -> None:
        self._links.add(link)
        try:
            await asyncio.gather(self._up(link, reader), self._down(link, answers))
        except OSError:  # one end was cut off: so is the other
            link.reset()
        finally:
            self._links.discard(link)
            link.client.close()
            link.server.close()

    async def _up(self, link: Link, reader: asyncio.StreamReader) -> None:
        statements = Statements()
        while data := await reader.read(CHUNK):
            await self._pass()
            for message in statements.take(data) if self.postgres else (data,):
                moment = self.cut_at_commit() if is_commit(message) and self.postgres else None
                if moment == "before":
                    self._cut(link, moment)
                    return
                link.cut_on_answer = link.cut_on_answer or moment == "after"
                await self._hand_on(link, "up", message)
        link.half_close("up")

    async def _down(self, link: Link, reader: asyncio.StreamReader) -> None:
        while data := await reader.read(CHUNK):
            if link.cut_on_answer:
                self._cut(link, "after")
                return
            await self._pass()
            await self._hand_on(link, "down", data)
        link.half_close("down")

    def _cut(self, link: Link, moment: Moment) -> None:
        self.struck[f"cut {moment} COMMIT"] += 1
        link.reset()

    async def _pass(self) -> None:
        """As long as it takes to get through."""
        if self.latency:
            await asyncio.sleep(self.latency())
        await self._open.wait()

    async def _hand_on(self, link: Link, way: Way, data: bytes) -> None:
        if link.forgotten or way in link.closed:
            return
        left = link.left.get(way)
        data = data if left is None else data[:left]
        writer = link.server if way == "up" else link.client
        writer.write(data)
        await writer.drain()
        if left is not None:
            link.left[way] = left - len(data)
            if not link.left[way]:
                self.struck[f"reset {way}"] += 1
                link.reset()
