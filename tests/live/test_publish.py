"""Every change gets the next revision of its topics, whoever makes it at the same moment."""

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.db import connection, transaction
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from live.models import Event, Topic
from live.publish import KEPT, Change, publish, tick
from live.topics import missed
from tests.live.conftest import Opened

pytestmark = pytest.mark.django_db(transaction=True)


def put(*topics: str, ref: str = "generation:1") -> Change:
    return Change(topics, ref, "put")


def in_threads(work: Callable[[int], Any], count: int) -> None:
    def closing(number: int) -> None:
        try:
            work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(closing, range(count)))


def test_one_call_numbers_its_changes_in_order() -> None:
    publish(put("session:1", "batch:1", ref="generation:1"), put("session:1", ref="generation:2"))
    events = Event.objects.order_by("topic", "rev").values_list("topic", "rev", "ref")
    assert list(events) == [
        ("batch:1", 1, "generation:1"), ("session:1", 1, "generation:1"), ("session:1", 2, "generation:2"),
    ]  # fmt: skip
    assert missed("session:1", 0) == (2, ["generation:1", "generation:2"])


def test_what_is_rolled_back_never_happened(user_events: list[dict[str, Any]]) -> None:
    with transaction.atomic():
        publish(put("session:1"))
        transaction.set_rollback(True)
    publish(put("session:1", ref="generation:2"))
    assert [(event["rev"], event["ref"]) for event in user_events] == [(1, "generation:2")]


def test_nothing_is_sent_before_the_commit(user_events: list[dict[str, Any]]) -> None:
    with transaction.atomic():
        publish(put("session:1"))
        assert not user_events
    assert len(user_events) == 1


def test_concurrent_publishers_leave_no_gap_and_never_wait_for_each_other_for_ever() -> None:
    topics = [f"session:{number}" for number in range(5)]
    # Each names the topics in another order: unsorted locks would deadlock.
    in_threads(lambda number: publish(put(*topics[number % 5 :], *topics[: number % 5])), 40)
    assert set(Topic.objects.values_list("rev", flat=True)) == {40}
    revs = Event.objects.filter(topic="session:3").order_by("rev").values_list("rev", flat=True)
    assert list(revs) == list(range(1, 41))


async def test_an_event_never_comes_before_its_row(
    alice: User, alice_browser: Client, mine: str, opened: Opened, way: str
) -> None:
    reader = await opened(alice_browser)
    await reader.sub(mine)

    def make(number: int) -> None:
        with transaction.atomic():
            person = User.objects.create_user(f"{number}@example.com")
            publish(put(mine, ref=f"user:{person.pk}"))

    work = database_sync_to_async(in_threads, thread_sensitive=False)(make, 40)
    _, revs = await work, []
    for _ in range(40):
        frame = await reader.next()
        revs.append(frame["rev"])
        assert await User.objects.filter(pk=frame["ref"].partition(":")[2]).aexists()
    assert revs == list(range(1, 41))


async def test_who_joins_while_events_rain_gets_each_once(
    alice_browser: Client, mine: str, opened: Opened, way: str
) -> None:
    raining = database_sync_to_async(in_threads, thread_sensitive=False)(lambda number: publish(put(mine)), 150)
    rain, readers = asyncio.ensure_future(raining), []
    for _ in range(8):
        reader = await opened(alice_browser)
        readers.append((reader, (await reader.sub(mine))["rev"]))
    await rain
    for reader, rev in readers:
        assert [(await reader.next())["rev"] for _ in range(rev, 150)] == list(range(rev + 1, 151))


async def test_subscribing_again_while_events_rain_neither_skips_nor_repeats(
    alice_browser: Client, mine: str, opened: Opened, way: str
) -> None:
    reader = await opened(alice_browser)
    raining = database_sync_to_async(in_threads, thread_sensitive=False)(lambda number: publish(put(mine)), 300)
    rain, rev = asyncio.ensure_future(raining), 0
    for _ in range(40):
        await reader.send(op="sub", topic=mine, since=rev)
        while (frame := await reader.next())["op"] == "ev":
            assert frame["rev"] == rev + 1
            rev += 1
        assert frame["op"] == "ok"
        assert frame["rev"] >= rev
        rev = frame["rev"]
    await rain


def test_old_events_are_removed_in_time() -> None:
    for _ in range(10):
        publish(*(put("session:1") for _ in range(50)))
    assert KEPT <= Event.objects.count() < KEPT + 128
    assert missed("session:1", 300) == (500, ["generation:1"])


async def test_progress_is_told_and_not_stored(alice_browser: Client, mine: str, opened: Opened, way: str) -> None:
    reader = await opened(alice_browser)
    await reader.sub(mine)
    tick([mine, "session:1"], "generation:885", percent=40, position=2, message="Painting")
    assert await reader.next() == {
        "op": "tick", "topic": mine, "ref": "generation:885", "percent": 40, "position": 2, "message": "Painting",
    }  # fmt: skip
    assert not await Event.objects.aexists()


def test_a_dead_redis_stops_nobody(settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    begin = monotonic()
    publish(put("session:1"))
    assert Topic.objects.get().rev == 1
    assert monotonic() - begin < 2


@pytest.fixture
def user_events(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The events that left for the browsers."""
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr("live.transport.send", lambda text: sent.extend(_frames(text)))
    return sent


def _frames(payload: str) -> list[dict[str, Any]]:
    return [json.loads(line.split(" ", 2)[2]) for line in payload.split("\n")]
