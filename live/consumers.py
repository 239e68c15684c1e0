"""The websocket at /ws/: subscriptions by message, events by the hub.

    {"op":"sub","topic":"session:12","since":415}   -> ok with what was missed, or deny
    {"op":"unsub","topic":"session:12"}
    {"op":"ping"}                                   -> {"op":"pong"}

Unasked come `ev`, `tick`, `deny` (the right was lost) and `resync`: events may have been missed, of `topic` or, without
one, of every topic; subscribe again with `since`.
"""

import json
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass
from time import monotonic
from types import NoneType
from typing import Any, ClassVar

from channels.consumer import AsyncConsumer, get_handler_name
from channels.db import database_sync_to_async
from channels.exceptions import StopConsumer

from live.callers import Scoped, identify
from live.hub import UNAUTHORIZED, Hub, hub_of_this_loop
from live.sockets import Message, Send, Socket
from live.topics import ok_frame, readable_by

FRAME_MAX = 64 * 1024
TOPICS_MAX = 1000
# Messages a second, and how many may come at once after a quiet while: a page with many topics subscribes in one go.
RATE, BURST = 20, 60
# A person has few tabs; a token stands for a program that may serve many people.
SOCKETS_MAX = {"session": 50, "token": 2500}

# Of the range that is left to applications: daphne sends no other.
NOT_FOUND, TOO_BIG, TOO_MANY = 4404, 4413, 4429


@dataclass(frozen=True, slots=True)
class Request:
    op: str
    topic: str
    since: int | None


class LiveConsumer(AsyncConsumer):  # type: ignore[misc]  # Channels has no types
    hub: Hub
    socket: Socket

    async def __call__(self, scope: Scoped, receive: Any, send: Send) -> None:
        with ExitStack() as self.cleanup:
            await super().__call__(scope, receive, send)

    async def dispatch(self, message: Message) -> None:
        """Without the thread hop of Channels before each message: only connecting and `sub` touch the database."""
        await getattr(self, get_handler_name(message))(message)

    async def websocket_connect(self, message: Message) -> None:
        caller = await database_sync_to_async(identify)(self.scope)
        if caller is None:
            await self.refuse(UNAUTHORIZED)
        elif hub_of_this_loop().count_of(caller.user_id) >= SOCKETS_MAX["token" if caller.token_id else "session"]:
            await self.refuse(TOO_MANY)
        else:
            await self.send({"type": "websocket.accept", "subprotocol": caller.subprotocol})
            self.credit, self.heard_at = float(BURST), monotonic()
            self.hub, self.socket = hub_of_this_loop(), Socket(caller, self.base_send)
            self.cleanup.callback(self.hub.exit, self.socket)
            await self.hub.enter(self.socket)

    async def refuse(self, code: int) -> None:
        await self.send({"type": "websocket.close", "code": code})
        raise StopConsumer

    async def websocket_disconnect(self, message: Message) -> None:
        raise StopConsumer

    async def websocket_receive(self, message: Message) -> None:
        text = message.get("text") or ""
        if self.socket.closed:
            return
        if not self._has_credit():
            self.socket.close(TOO_MANY)
        elif len(text.encode()) > FRAME_MAX or len(message.get("bytes") or b"") > FRAME_MAX:
            self.socket.close(TOO_BIG)
        elif request := _parse(text):
            await self.OPS[request.op](self, request)
        else:
            self.socket.answer({"op": "error", "message": "Send JSON: sub or unsub with a topic, or ping."})

    async def sub(self, request: Request) -> None:
        topic = request.topic
        if len(self.socket.topics | {topic}) > TOPICS_MAX:
            self.socket.answer({"op": "error", "message": f"One socket reads {TOPICS_MAX} topics at most."})
            return
        with self.hub.joining(self.socket, topic) as feed:
            answer = await database_sync_to_async(_read)(self.socket.caller.user_id, topic, request.since)
            # The right may have been lost while it was read.
            if answer and topic in self.socket.topics:
                self.socket.answer(answer)
                feed.join(self.socket, answer["rev"])
            else:
                self.socket.answer({"op": "deny", "topic": topic})

    async def unsub(self, request: Request) -> None:
        self.hub.leave(self.socket, request.topic)

    async def ping(self, request: Request) -> None:
        self.socket.answer({"op": "pong"})

    OPS: ClassVar[dict[str, Callable[["LiveConsumer", Request], Awaitable[None]]]] = {
        "sub": sub,
        "unsub": unsub,
        "ping": ping,
    }

    def _has_credit(self) -> bool:
        moment = monotonic()
        self.credit = min(BURST, self.credit + (moment - self.heard_at) * RATE) - 1
        self.heard_at = moment
        return self.credit >= 0


async def nowhere(scope: Scoped, receive: Any, send: Send) -> None:
    """What answers a websocket at any other path."""
    await send({"type": "websocket.close", "code": NOT_FOUND})


def _parse(text: str) -> Request | None:
    try:
        frame = json.loads(text)
        request = Request(frame["op"], frame.get("topic", ""), frame.get("since"))
        known = request.op in LiveConsumer.OPS
    except (ValueError, RecursionError, TypeError, KeyError, AttributeError):
        return None
    return request if known and isinstance(request.topic, str) and type(request.since) in {int, NoneType} else None


def _read(user_id: int, topic: str, since: int | None) -> dict[str, Any] | None:
    return ok_frame(topic, since) if readable_by(user_id, [topic]) else None
