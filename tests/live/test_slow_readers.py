"""A reader who does not read keeps nobody waiting, and learns that it missed something."""

import asyncio
import json
from collections.abc import Awaitable
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.test import Client

from live.callers import Caller
from live.publish import Change, publish
from live.sockets import QUEUE_MAX, RESYNC, Message, Socket, message_of
from tests.live.conftest import Opened, Reader


class Wire:
    """A connection whose buffer is full until `open()`; awaited the way servers do it."""

    def __init__(self, *, as_task: bool = False) -> None:
        self.writable, self.sent, self.as_task = asyncio.Event(), [], as_task  # type: ignore[var-annotated]

    async def _send(self, message: Message) -> None:
        await self.writable.wait()
        self.sent.append(message)

    def send(self, message: Message) -> Awaitable[None]:
        sending = self._send(message)
        return asyncio.ensure_future(sending) if self.as_task else sending

    async def open(self) -> None:
        self.writable.set()
        await asyncio.sleep(0.05)


async def test_an_idle_connection_is_sent_to_at_once() -> None:
    wire = Wire()
    wire.writable.set()
    Socket(Caller(1), wire.send).push(message_of("1"))
    assert wire.sent == [message_of("1")]


@pytest.mark.parametrize("as_task", [False, True])
async def test_a_full_connection_gets_its_frames_later_in_order(as_task: bool) -> None:
    wire = Wire(as_task=as_task)
    socket = Socket(Caller(1), wire.send)
    for number in range(10):
        socket.push(message_of(str(number)))
    await asyncio.sleep(0)
    assert not wire.sent
    await wire.open()
    assert [message["text"] for message in wire.sent] == [str(number) for number in range(10)]


async def test_too_many_waiting_frames_become_one_announcement() -> None:
    wire = Wire()
    socket = Socket(Caller(1), wire.send)
    for number in range(2 * QUEUE_MAX):
        socket.push(message_of(str(number)))
    await wire.open()
    assert wire.sent == [message_of("0"), RESYNC]
    socket.push(message_of("later"))
    assert wire.sent[-1] == message_of("later")


async def test_closing_overtakes_what_waits() -> None:
    wire = Wire()
    socket = Socket(Caller(1), wire.send)
    for number in range(9):
        socket.push(message_of(str(number)))
    socket.close(4401)
    socket.push(message_of("too late"))
    await wire.open()
    assert wire.sent == [message_of("0"), {"type": "websocket.close", "code": 4401}]


@pytest.mark.parametrize("late", [False, True])
async def test_a_broken_connection_hurts_nobody(late: bool) -> None:
    async def broken(message: Message) -> None:
        if late:
            await asyncio.sleep(0)
        raise OSError("gone")

    socket = Socket(Caller(1), broken)
    socket.push(message_of("1"))
    await asyncio.sleep(0.01)
    assert socket.closed


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("way")
async def test_a_burst_is_delivered_or_announced_to_everybody(alice_browser: Client, mine: str, opened: Opened) -> None:
    readers = [await opened(alice_browser) for _ in range(20)]
    for reader in readers:
        await reader.sub(mine)
    for start in range(0, 2000, 200):
        await database_sync_to_async(publish)(
            *(Change((mine,), f"generation:{number}", "put") for number in range(start, start + 200))
        )
    for reader in readers:
        assert await _knows_of_gaps(reader, 2000)


async def _knows_of_gaps(reader: Reader, last: int) -> bool:
    rev, announced = 0, False
    while rev < last and not announced:
        frame: dict[str, Any] = json.loads(await reader.wire.receive_from(10))
        announced = frame["op"] == "resync"
        if not announced and frame["rev"] != rev + 1:
            return False
        rev = frame.get("rev", rev)
    return True
