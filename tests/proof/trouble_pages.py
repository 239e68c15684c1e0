"""Open pages: what live.js and fragments.js do in a browser, with rows read over REST, and cut off again and again."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any, TypeVar

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from tests.proof.trouble_views import GONE, View

# As in the browser, but for the longest pause: no trouble lasts for minutes here.
BACKOFF, BACKOFF_MOST = 0.3, 2.0
COALESCE, RETRY = 0.024, 0.5
# A gap is announced in the same breath; so long may that be on its way.
ANNOUNCED_WITHIN = 3.0
LOST = (OSError, TimeoutError, WebSocketException, httpx.HTTPError)

SOCKET: dict[str, Any] = {"open_timeout": 5, "close_timeout": 1, "ping_interval": None, "compression": None}

Frame = dict[str, Any]
Key = TypeVar("Key")


@dataclass
class Tally:
    """What all pages saw together."""

    counts: Counter[str] = field(default_factory=Counter)
    catch_ups: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


class Page:
    """Some views of one studio, which has several addresses. Pages are cut off while it is `rough`."""

    def __init__(
        self, name: str, addresses: Sequence[str], token: str, views: list[View], tally: Tally, rough: asyncio.Event
    ) -> None:
        self.name, self.addresses, self.tally, self.rough = name, addresses, tally, rough
        self.views = {view.topic: view for view in views}
        self.revs: dict[str, int] = {}
        self.asked: set[str] = set()
        self._headers = {"Authorization": f"Bearer {token}"}
        self._dirty: dict[tuple[str, str], None] = {}
        self._reading: tuple[str, str] | None = None
        self._stale, self._arriving = set(self.views), set(self.views)
        self._gaps: dict[str, float] = {}
        self._woken, self._busy = asyncio.Event(), False
        self._socket: ClientConnection | None = None
        self._began: float | None = None

    @property
    def settled(self) -> bool:
        return bool(self._socket) and not (self.asked or self._dirty or self._stale or self._busy)

    async def live(self, random: Random, pause: float) -> None:
        """Until it is cancelled."""
        async with httpx.AsyncClient(headers=self._headers, timeout=10) as http, asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep_fresh(http, random))
            tasks.create_task(self._stay_connected(random, pause))

    async def _stay_connected(self, random: Random, pause: float) -> None:
        attempts = 0
        while True:
            self._began = time.monotonic()
            address = random.choice(self.addresses).replace("http", "ws", 1)
            with suppress(*LOST):
                async with connect(f"{address}/ws/", additional_headers=self._headers, **SOCKET) as socket:
                    attempts = 0
                    await self._talk(socket, random, pause)
            self._socket = None
            self._gaps.clear()
            await asyncio.sleep(min(BACKOFF * 2**attempts, BACKOFF_MOST) * random.uniform(0.5, 1))
            attempts += 1

    async def _talk(self, socket: ClientConnection, random: Random, pause: float) -> None:
        self._socket = socket
        self.asked.clear()
        for topic in self.views:
            await self._subscribe(topic)
        cutter = asyncio.create_task(self._cut(socket, random, pause))
        try:
            async for text in socket:
                await self._take(json.loads(text))
        finally:
            cutter.cancel()

    async def _cut(self, socket: ClientConnection, random: Random, pause: float) -> None:
        """Most lines break; some pages are closed."""
        await asyncio.sleep(random.uniform(0, 2) * pause)
        await self.rough.wait()
        self.tally.counts["disconnects"] += 1
        if random.random() < 0.2:
            await socket.close()
        else:
            socket.transport.abort()

    async def _subscribe(self, topic: str) -> None:
        if topic not in self.asked and self._socket:
            self.asked.add(topic)
            since = {"since": self.revs[topic]} if topic in self.revs else {}
            await self._socket.send(json.dumps({"op": "sub", "topic": topic, **since}))

    async def _take(self, frame: Frame) -> None:
        topic = frame.get("topic", "")
        match frame["op"]:
            case "ok":
                self._caught_up(topic, frame["rev"], frame["refs"])
            case "ev":
                await self._happened(topic, frame["rev"], frame["ref"], frame["change"])
            case "resync":
                self.tally.counts["resyncs"] += 1
                for concerned in [topic] if topic else list(self.views):
                    self._gaps.pop(concerned, None)
                    self.asked.discard(concerned)
                    await self._subscribe(concerned)
            case "tick":
                pass
            case _:
                self.tally.wrong.append(f"{self.name}: unexpected {frame}")
        self._note_gaps()

    def _caught_up(self, topic: str, rev: int, refs: list[str] | None) -> None:
        self.asked.discard(topic)
        if rev < self.revs.get(topic, 0):
            self.tally.wrong.append(f"{self.name}: {topic} went back from {self.revs[topic]} to {rev}")
        self.revs[topic] = rev
        if refs is None:
            self._stale.add(topic)
            self._arriving.add(topic)
        for ref in refs or ():
            self._touch(topic, ref, "")
        self._wake()

    async def _happened(self, topic: str, rev: int, ref: str, change: str) -> None:
        known = self.revs.get(topic)
        if topic in self.asked and (known is None or rev != known + 1):
            return  # its "ok" will tell
        if known is None or rev <= known:
            self.tally.wrong.append(f"{self.name}: {topic} told {rev} after {known}")
        elif rev > known + 1:
            self._gaps.setdefault(topic, time.monotonic())
            await self._subscribe(topic)
        else:
            self.revs[topic] = rev
            self._touch(topic, ref, change)
            self._wake()

    def _touch(self, topic: str, ref: str, change: str) -> None:
        view = self.views[topic]
        if change == "del":
            view.drop(ref)
            self._dirty.pop((topic, ref), None)
        elif ref.startswith("output:") and ref in view.rows:
            # Shown inside of its generation, which is read again as a whole.
            self._make_dirty((topic, view.rows[ref].rpartition(" ")[2]))
        elif view.concerns(ref) and (change != "put" or self._has(topic, ref)):
            self._make_dirty((topic, ref))

    def _has(self, topic: str, ref: str) -> bool:
        """It is shown, or on its way to the page: what changes meanwhile may not be in it yet."""
        key = (topic, ref)
        return ref in self.views[topic].rows or topic in self._arriving or key in self._dirty or key == self._reading

    def _note_gaps(self) -> None:
        for topic, since in list(self._gaps.items()):
            if time.monotonic() - since > ANNOUNCED_WITHIN:
                self.tally.wrong.append(f"{self.name}: a gap in {topic} was not announced")
                del self._gaps[topic]

    def _wake(self) -> None:
        self._woken.set()

    async def _keep_fresh(self, http: httpx.AsyncClient, random: Random) -> None:
        """One after the other: a row is never replaced by an answer that is older than the one it shows."""
        while True:
            await self._woken.wait()
            await asyncio.sleep(COALESCE)
            self._woken.clear()
            self._busy = True
            try:
                await self._refresh(http, random)
            except LOST:
                self.tally.counts["reads that failed"] += 1
                await asyncio.sleep(RETRY)
                self._wake()
            finally:
                self._busy = False
            self._measure()

    async def _refresh(self, http: httpx.AsyncClient, random: Random) -> None:
        address = random.choice(self.addresses)

        async def fetch(path: str) -> Any:
            url = path if path.startswith("http") else f"{address}/api/{path}"
            answer = await http.get(url)
            return GONE if answer.status_code == httpx.codes.NOT_FOUND else answer.raise_for_status().json()

        for topic in self._stale & self.revs.keys():
            self._stale.discard(topic)
            await self._or_again(self._stale.add, topic, self.views[topic].read(fetch))
            if topic not in self._stale:
                self._arriving.discard(topic)
        while self._dirty:
            self._reading = topic, ref = next(iter(self._dirty))
            del self._dirty[topic, ref]
            await self._or_again(self._make_dirty, (topic, ref), self.views[topic].refresh(ref, fetch))

    def _make_dirty(self, key: tuple[str, str]) -> None:
        self._dirty[key] = None

    @staticmethod
    async def _or_again(put_back: Callable[[Key], None], key: Key, work: Awaitable[None]) -> None:
        try:
            await work
        except LOST:
            put_back(key)
            raise

    def _measure(self) -> None:
        """Once a connection: from the attempt that succeeded until everything is shown."""
        if self._began is not None and self.settled:
            self.tally.catch_ups.append(time.monotonic() - self._began)
            self._began = None
