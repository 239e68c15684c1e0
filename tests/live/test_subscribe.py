"""A page says which topics it looks at, and gets what it missed."""

import pytest
from channels.db import database_sync_to_async
from django.test import Client

from accounts.models import User
from live.models import Event
from live.publish import Change, publish
from tests.live.conftest import Opened

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("way")]

publish_soon = database_sync_to_async(publish)


def put(topic: str, number: int) -> Change:
    return Change((topic,), f"generation:{number}", "put", "running")


async def test_events_follow_the_answer(alice_browser: Client, mine: str, opened: Opened) -> None:
    reader = await opened(alice_browser)
    assert await reader.sub(mine) == {"op": "ok", "topic": mine, "rev": 0, "refs": []}
    await publish_soon(Change((mine,), "generation:885", "new", "queued"))
    assert await reader.next() == {
        "op": "ev", "topic": mine, "rev": 1, "ref": "generation:885", "change": "new", "state": "queued",
    }  # fmt: skip


async def test_missed_changes_are_named_once_in_the_order_of_their_last_change(
    alice_browser: Client, mine: str, opened: Opened
) -> None:
    reader = await opened(alice_browser)
    await publish_soon(*(put(mine, number) for number in (1, 2, 3, 2, 1)))
    assert await reader.sub(mine, since=1) == {
        "op": "ok", "topic": mine, "rev": 5, "refs": ["generation:3", "generation:2", "generation:1"],
    }  # fmt: skip
    assert (await reader.sub(mine, since=5))["refs"] == []


async def test_who_is_too_far_behind_reads_all_anew(alice_browser: Client, mine: str, opened: Opened) -> None:
    reader = await opened(alice_browser)
    for numbers in (range(1, 101), range(101, 202)):
        await publish_soon(*(put(mine, number) for number in numbers))
    assert (await reader.sub(mine, since=0))["refs"] is None
    assert len((await reader.sub(mine, since=1))["refs"]) == 200
    # A revision that never was: the database was replaced by an older one.
    assert (await reader.sub(mine, since=999))["refs"] is None


async def test_removed_events_are_never_passed_over(alice_browser: Client, mine: str, opened: Opened) -> None:
    reader = await opened(alice_browser)
    await publish_soon(*(put(mine, number) for number in (1, 2, 3)))
    await Event.objects.filter(topic=mine, rev=2).adelete()
    assert (await reader.sub(mine, since=1))["refs"] is None
    assert (await reader.sub(mine, since=2))["refs"] == ["generation:3"]


@pytest.mark.parametrize(
    "topic",
    ["user:{charlie}", "user:9999", "user:0{alice}", "user:-1", "user:", "user", "", "user:1e3", "user:٣", "nothing:1",
     "rights", "user:" + "9" * 30, "user:1 OR 1=1", "user:{alice} ", "x" * 5000, "\ud800"],
)  # fmt: skip
async def test_foreign_and_impossible_topics_get_the_same_answer(
    alice_browser: Client, alice: User, charlie: User, opened: Opened, topic: str
) -> None:
    reader = await opened(alice_browser)
    topic = topic.replace("{alice}", str(alice.pk)).replace("{charlie}", str(charlie.pk))
    assert await reader.sub(topic) == {"op": "deny", "topic": topic}
    await publish_soon(put(f"user:{charlie.pk}", 1))
    assert await reader.silent()


async def test_unsubscribed_topics_are_silent(alice_browser: Client, mine: str, opened: Opened) -> None:
    reader = await opened(alice_browser)
    await reader.sub(mine)
    await reader.send(op="unsub", topic=mine)
    await reader.send(op="ping")
    assert await reader.next() == {"op": "pong"}
    await publish_soon(put(mine, 1))
    assert await reader.silent()


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '"sub"', "[" * 60_000, '{"op":"fly"}', '{"op":["sub"]}', '{"topic":"user:1"}',
     '{"op":"sub","topic":7}', '{"op":"sub","topic":"user:1","since":"1"}', '{"op":"sub","topic":"user:1","since":1.5}',
     '{"op":"sub","topic":"user:1","since":true}', '{"op":"sub","topic":"user:1","since":' + "9" * 5000 + "}"],
)  # fmt: skip
async def test_nonsense_is_answered_and_does_no_harm(alice_browser: Client, opened: Opened, text: str) -> None:
    reader = await opened(alice_browser)
    await reader.wire.send_input({"type": "websocket.receive", "text": text})
    assert (await reader.next())["op"] == "error"
    await reader.wire.send_input({"type": "websocket.receive", "bytes": b"\x00"})
    assert (await reader.next())["op"] == "error"
    await reader.send(op="ping")
    assert await reader.next() == {"op": "pong"}


async def test_a_huge_revision_is_only_far_away(alice_browser: Client, mine: str, opened: Opened) -> None:
    reader = await opened(alice_browser)
    assert (await reader.sub(mine, since=10**30))["refs"] is None
    assert (await reader.sub(mine, since=-(10**30)))["refs"] is None


async def test_a_socket_reads_a_thousand_topics(
    alice_browser: Client, mine: str, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("live.consumers.TOPICS_MAX", 1)
    reader = await opened(alice_browser)
    await reader.sub(mine)
    assert (await reader.sub("user:77"))["op"] == "error"
    assert (await reader.sub(mine))["op"] == "ok"
