"""One topic's events, in the order of their revisions, to everybody who reads it."""

import asyncio
import json
from collections import deque

from live.sockets import Message, Socket, message_of

# Transactions commit in order, but on the way here one may overtake another: so long a missing event is waited for.
PATIENCE = 0.25
RECENT_MAX = 256


class Feed:
    def __init__(self, topic: str) -> None:
        self.topic = topic
        # Each reader with the revision up to which it has already been told.
        self.readers: dict[Socket, int] = {}
        self.joining = 0
        self.rev: int | None = None
        self._recent: deque[tuple[int, Message]] = deque(maxlen=RECENT_MAX)
        self._early: dict[int, Message] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._expected = 0

    def take(self, rev: int, message: Message) -> None:
        if not rev:
            for socket in self.readers:
                socket.push(message)
        elif self.rev is not None and rev == self.rev + 1:
            self._emit(rev, message)
            self._settle()
        elif self.rev is None or rev > self.rev:
            self._early[rev] = message
            self._settle()

    def join(self, socket: Socket, rev: int) -> None:
        """`socket` has just been told all up to `rev`, as the database had it a moment ago."""
        self.readers[socket] = rev
        if self.rev is None:
            self.rev = rev
        elif self.rev - rev > len(self._recent):
            self._announce_gap(socket)
        else:
            for later, message in self._recent:
                if later > rev:
                    socket.push(message)
        self._settle()

    def expect(self, rev: int) -> None:
        """The database has come to `rev`. What it had the last time must have arrived: else it was never sent."""
        if self.rev is not None and self.rev < self._expected:
            self.rev = self._expected
            self._announce_gap(*self.readers)
            self._settle()
        self._expected = rev

    def end(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _emit(self, rev: int, message: Message) -> None:
        self.rev = rev
        self._recent.append((rev, message))
        for socket, told in self.readers.items():
            if rev > told:
                socket.push(message)

    def _settle(self) -> None:
        """Emits what came early and is now due; waits a little for what is still missing in between."""
        if not self._early or self.rev is None:
            return
        self._early = {rev: message for rev, message in self._early.items() if rev > self.rev}
        while message := self._early.pop(self.rev + 1, None):
            self._emit(self.rev + 1, message)
        if self._early:
            self._timer = self._timer or asyncio.get_running_loop().call_later(PATIENCE, self._give_up)
        else:
            self.end()

    def _give_up(self) -> None:
        self._timer = None
        for rev in sorted(self._early):
            self._emit(rev, self._early.pop(rev))
        self._announce_gap(*self.readers)

    def _announce_gap(self, *sockets: Socket) -> None:
        message = message_of(json.dumps({"op": "resync", "topic": self.topic}))
        for socket in sockets:
            socket.push(message)
