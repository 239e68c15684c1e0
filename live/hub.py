"""What the sockets of one process share: one subscription, the topics that are read, and the watch over rights."""

import asyncio
import itertools
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from channels.db import database_sync_to_async
from django.db import Error as DatabaseTrouble

from live import transport
from live.callers import still_valid
from live.feed import Feed
from live.models import Topic
from live.sockets import RESYNC, Socket, message_of
from live.topics import readable_by

logger = logging.getLogger(__name__)

# Seconds between two looks whether people are still signed in, and how many of them to one look at all rights.
WATCH_EVERY = 2.0
RIGHTS_EVERY = 30

UNAUTHORIZED = 4401

_hubs: dict[asyncio.AbstractEventLoop, "Hub"] = {}


def hub_of_this_loop() -> "Hub":
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())


class Hub:
    """Starts with the first socket of its event loop and ends with the last one."""

    def __init__(self) -> None:
        self.sockets: set[Socket] = set()
        self.feeds: dict[str, Feed] = {}
        self._ready = asyncio.Event()
        # Whose rights are to be looked at, and that it is not to wait.
        self._suspects: set[int] = set()
        self._woken = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    async def enter(self, socket: Socket) -> None:
        if not self.sockets:
            self._tasks = {
                asyncio.create_task(transport.receive(self.deliver, self.announce_gap, self._ready)),
                asyncio.create_task(self._watch()),
            }
        self.sockets.add(socket)
        # Whoever reads the database before the subscription stands could miss what happens between the two.
        await self._ready.wait()

    def exit(self, socket: Socket) -> None:
        socket.end()
        for topic in tuple(socket.topics):
            self.leave(socket, topic)
        self.sockets.discard(socket)
        if not self.sockets:
            _hubs.pop(asyncio.get_running_loop(), None)
            for task in self._tasks:
                task.cancel()

    def count_of(self, user_id: int) -> int:
        return sum(socket.caller.user_id == user_id for socket in self.sockets)

    @contextmanager
    def joining(self, socket: Socket, topic: str) -> Iterator[Feed]:
        """Join first, then read what was missed: from here on the topic's events are kept for who is about to join."""
        self.leave(socket, topic)
        feed = self.feeds.setdefault(topic, Feed(topic))
        feed.joining += 1
        socket.topics.add(topic)
        try:
            yield feed
        finally:
            feed.joining -= 1
            if socket not in feed.readers:
                self.leave(socket, topic)

    def leave(self, socket: Socket, topic: str) -> None:
        socket.topics.discard(topic)
        if feed := self.feeds.get(topic):
            feed.readers.pop(socket, None)
            if not feed.readers and not feed.joining:
                feed.end()
                del self.feeds[topic]

    def deliver(self, payload: str) -> None:
        for line in payload.split("\n"):
            topic, rev, frame = line.split(" ", 2)
            if topic == transport.RIGHTS:
                self._suspects.add(int(rev))
                self._woken.set()
            elif feed := self.feeds.get(topic):
                feed.take(int(rev), message_of(frame))

    def announce_gap(self) -> None:
        self._suspect_all()
        for socket in self.sockets:
            socket.push(RESYNC)

    def _suspect_all(self) -> None:
        self._suspects |= {socket.caller.user_id for socket in self.sockets}

    async def _watch(self) -> None:
        """Sign-outs, new passwords and expiry come from places that know nothing of sockets, so they are looked up."""
        for look in itertools.count(1):
            with suppress(TimeoutError):
                async with asyncio.timeout(WATCH_EVERY):
                    await self._woken.wait()
            woken = self._woken.is_set()
            self._woken.clear()
            if look % RIGHTS_EVERY == 0:
                self._suspect_all()
            try:
                await self._check_callers()
                while self._suspects:
                    await self._check_rights(self._suspects.pop())
                # Two looks at the revisions need a while between them.
                if not woken:
                    await self._check_revisions()
            except DatabaseTrouble:
                logger.warning("Live sockets: the database does not answer, rights are checked later", exc_info=True)
                self._suspect_all()

    async def _check_callers(self) -> None:
        callers = {socket.caller for socket in self.sockets}
        gone = callers - await database_sync_to_async(still_valid)(callers)
        for socket in [socket for socket in self.sockets if socket.caller in gone]:
            socket.close(UNAUTHORIZED)

    async def _check_rights(self, user_id: int) -> None:
        sockets = [socket for socket in self.sockets if socket.caller.user_id == user_id]
        topics = {topic for socket in sockets for topic in socket.topics}
        lost = topics - await database_sync_to_async(readable_by)(user_id, topics)
        for socket in sockets:
            for topic in socket.topics & lost:
                self.leave(socket, topic)
                socket.answer({"op": "deny", "topic": topic})

    async def _check_revisions(self) -> None:
        """An event that was committed but never came (its worker died, Redis refused it) is at least announced."""
        for topic, rev in await database_sync_to_async(_revisions)(list(self.feeds)):
            if feed := self.feeds.get(topic):
                feed.expect(rev)


def _revisions(topics: list[str]) -> list[tuple[str, int]]:
    return list(Topic.objects.filter(pk__in=topics).values_list("pk", "rev"))
