"""More changes at once than a reader could catch up with: one event that says to read all anew."""

from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.test import Client

from accounts.models import User
from live.models import Event, Topic
from live.publish import Change, publish
from live.topics import MISSED_MAX, missed
from tests.live.conftest import Opened

pytestmark = pytest.mark.django_db(transaction=True)


def many(topic: str, count: int = MISSED_MAX + 1) -> list[Change]:
    return [Change((topic, f"generation:{number}"), f"generation:{number}", "new") for number in range(count)]


def test_one_revision_and_one_event() -> None:
    publish(*many("session:1"), Change(("session:1",), "batch:1", "put"))
    assert Topic.objects.get(pk="session:1").rev == 1
    assert Event.objects.filter(topic="session:1").values_list("rev", "change").get() == (1, "all")
    assert missed("session:1", 0) == (1, None)
    # Topics with few changes are told of each, in the same breath.
    assert missed("generation:5", 0) == (1, ["generation:5"])


def test_as_many_as_can_be_caught_up_with_are_named() -> None:
    publish(*many("session:1", MISSED_MAX))
    rev, refs = missed("session:1", 0)
    assert (rev, len(refs or [])) == (MISSED_MAX, MISSED_MAX)


def test_what_comes_after_it_is_named_again() -> None:
    publish(*many("session:1"))
    publish(Change(("session:1",), "batch:1", "put"))
    assert missed("session:1", 0) == (2, None)
    assert missed("session:1", 1) == (2, ["batch:1"])


async def test_who_reads_is_told_to_subscribe_again(
    alice: User, alice_browser: Client, mine: str, opened: Opened, way: str
) -> None:
    reader = await opened(alice_browser)
    rev = (await reader.sub(mine))["rev"]
    change = Change((mine,), "generation:7", "put")

    def work() -> None:
        publish(change)
        publish(*many(mine))
        publish(change)

    await database_sync_to_async(work)()
    frames: list[dict[str, Any]] = [await reader.next() for _ in range(3)]
    assert [(frame["op"], frame.get("rev")) for frame in frames] == [
        ("ev", rev + 1), ("resync", None), ("ev", rev + 3),
    ]  # fmt: skip
    assert await reader.sub(mine, since=rev + 1) == {"op": "ok", "topic": mine, "rev": rev + 3, "refs": None}
    assert await reader.sub(mine, since=rev + 2) == {
        "op": "ok", "topic": mine, "rev": rev + 3, "refs": ["generation:7"],
    }  # fmt: skip
    assert await reader.silent()
