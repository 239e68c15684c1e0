"""The server's end of one websocket: it never makes the others wait."""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator
from types import CoroutineType
from typing import Any

from live.callers import Caller

logger = logging.getLogger(__name__)

Message = dict[str, Any]
Send = Callable[[Message], Awaitable[None]]

# Frames that wait for a reader who is slower than the events.
QUEUE_MAX = 256


def message_of(frame: str) -> Message:
    return {"type": "websocket.send", "text": frame}


# Something may have been missed: subscribe again, with `since`. Carries a topic where only that one is concerned.
RESYNC = message_of('{"op":"resync"}')


class Socket:
    __slots__ = ("_overflown", "_queue", "_send", "_sender", "caller", "closed", "topics")

    def __init__(self, caller: Caller, send: Send) -> None:
        self.caller = caller
        self.topics: set[str] = set()
        self.closed = False
        self._send = send
        self._queue: deque[Message] = deque()
        self._overflown = False
        self._sender: asyncio.Task[None] | None = None

    def push(self, message: Message) -> None:
        """Sends at once where the connection takes it at once; else a task of its own goes on with it."""
        if self._sender is not None:
            self._put_by(message)
        elif not self.closed:
            try:
                rest = _start(self._send(message))
            except Exception:  # one broken connection must not hurt the others
                logger.debug("A socket broke while an event was sent", exc_info=True)
                self.closed = True
            else:
                self._sender = asyncio.create_task(self._send_on(rest)) if rest else None

    def answer(self, frame: dict[str, Any]) -> None:
        self.push(message_of(json.dumps(frame, separators=(",", ":"))))

    def close(self, code: int) -> None:
        self._queue.clear()
        self._overflown = False
        self.push({"type": "websocket.close", "code": code})
        self.closed = True

    def end(self) -> None:
        self.closed = True
        if self._sender:
            self._sender.cancel()

    def _put_by(self, message: Message) -> None:
        if len(self._queue) >= QUEUE_MAX:
            self._queue.clear()
            self._overflown = True
        elif not (self._overflown or self.closed):
            self._queue.append(message)

    async def _send_on(self, rest: Awaitable[None]) -> None:
        try:
            await rest
            while self._queue or self._overflown:
                if self._overflown:
                    self._overflown = False
                    await self._send(RESYNC)
                else:
                    await self._send(self._queue.popleft())
        except Exception:  # as above
            logger.debug("A socket broke while events were sent", exc_info=True)
            self.closed = True
        finally:
            self._sender = None


def _start(sending: Awaitable[None]) -> Awaitable[None] | None:
    """Drives the coroutine straight, without a task: at 1,000 sockets half the time went into tasks.

    None when it has finished, which is the rule; else what remains to be awaited.
    """
    if not isinstance(sending, CoroutineType):
        return sending
    try:
        return _Rest(sending.send(None), sending)
    except StopIteration:
        return None


class _Rest:
    """The future that stopped the coroutine came to us instead of a task: hand it on, then let the coroutine go on."""

    def __init__(self, waits_for: Any, sending: Coroutine[Any, None, None]) -> None:
        self.waits_for, self.sending = waits_for, sending

    def __await__(self) -> Generator[Any, Any, None]:
        yield self.waits_for
        yield from self.sending.__await__()
