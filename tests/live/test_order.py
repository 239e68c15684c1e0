"""What reaches the server out of order, late or never."""

import json
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.test import Client

from live import transport
from live.models import Topic
from live.publish import Change, publish
from tests.live.conftest import Opened, Reader

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("way")]


def arrives(topic: str, *revs: int) -> None:
    for rev in revs:
        transport.send(transport.line(topic, rev, json.dumps({"op": "ev", "topic": topic, "rev": rev})))


async def revs_of(reader: Reader, count: int) -> list[Any]:
    frames = [await reader.next() for _ in range(count)]
    return [frame.get("rev", frame["op"]) for frame in frames]


async def test_overtaken_events_are_put_in_order(alice_browser: Client, mine: str, opened: Opened) -> None:
    reader = await opened(alice_browser)
    await reader.sub(mine)
    arrives(mine, 3, 2, 1, 1, 5, 4)
    assert await revs_of(reader, 5) == [1, 2, 3, 4, 5]
    assert await reader.silent()


async def test_an_event_that_never_comes_is_announced(alice_browser: Client, mine: str, opened: Opened) -> None:
    reader = await opened(alice_browser)
    await reader.sub(mine)
    arrives(mine, 1, 3, 4)
    assert await revs_of(reader, 3) == [1, 3, 4]
    assert await reader.next() == {"op": "resync", "topic": mine}
    arrives(mine, 2, 5)
    assert await revs_of(reader, 1) == [5]


@pytest.mark.usefixtures("quick_watch")
async def test_the_last_event_is_missed_too(alice_browser: Client, mine: str, opened: Opened) -> None:
    """Its worker died between the commit and the sending, and nothing came after it."""
    reader = await opened(alice_browser)
    await reader.sub(mine)
    await Topic.objects.acreate(key=mine, rev=1)
    assert await reader.next() == {"op": "resync", "topic": mine}
    assert (await reader.sub(mine, since=0))["rev"] == 1
    assert await reader.silent(1)


async def test_events_older_than_the_answer_are_not_told_again(
    alice_browser: Client, mine: str, opened: Opened
) -> None:
    first, second = await opened(alice_browser), await opened(alice_browser)
    await first.sub(mine)
    await Topic.objects.acreate(key=mine, rev=3)
    assert (await second.sub(mine))["rev"] == 3
    arrives(mine, 1, 2, 3, 4)
    assert await revs_of(first, 4) == [1, 2, 3, 4]
    assert await revs_of(second, 1) == [4]


async def test_subscribing_again_continues_after_the_answer(alice_browser: Client, mine: str, opened: Opened) -> None:
    reader = await opened(alice_browser)
    await reader.sub(mine)
    await database_sync_to_async(publish)(Change((mine,), "project:1", "put"))
    assert (await reader.next())["rev"] == 1
    assert (await reader.sub(mine, since=0))["refs"] == ["project:1"]
    await database_sync_to_async(publish)(Change((mine,), "project:2", "put"))
    assert (await reader.next())["rev"] == 2
