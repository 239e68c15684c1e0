"""A program and another member hear of a turn while it happens; a stranger hears nothing."""

import pytest
from channels.db import database_sync_to_async

from accounts.actions import create_token
from accounts.models import User
from conversations.models import Conversation
from tests.conversations.api.conftest import Post
from tests.conversations.conftest import Start
from tests.conversations.working import GROK, SEEDREAM, fail, first_turn, rows, settle
from tests.live.conftest import Frame, Reader, open_reader

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("way")]

soon = database_sync_to_async


async def program_of(user: User) -> Reader:
    _, raw = await soon(create_token)(user=user, name="a script", scopes=["read"])
    return Reader([(b"authorization", f"Bearer {raw}".encode())])


def said(frame: Frame) -> tuple[str, str, str]:
    return frame["ref"], frame["change"], frame["state"]


async def until(reader: Reader, ref: str, state: str) -> list[tuple[str, str, str]]:
    heard = [said(await reader.next())]
    while heard[-1][::2] != (ref, state):
        heard.append(said(await reader.next()))
    return heard


async def test_two_members_hear_of_a_turn_from_its_start_to_its_end(
    bob: User, vera: User, start: Start, post_turn: Post
) -> None:
    talk = await soon(start)(SEEDREAM, GROK)
    await soon(lambda: settle(first_turn(talk)))()
    async with open_reader(await program_of(bob)) as bobs, open_reader(await program_of(vera)) as veras:
        for reader in (bobs, veras):
            assert (await reader.sub(talk.topic))["op"] == "ok"
        turn = (await soon(post_turn)(talk)).json()
        works, breaks = [f"generation:{row['id']}" for row in turn["generations"]]
        await soon(lambda: settle(talk.turns.get(number=2), {GROK: fail}))()
        heard = [await until(reader, talk.topic, "active") for reader in (bobs, veras)]
    ref = f"turn:{turn['id']}"
    assert heard[0] == heard[1]
    assert [fact for fact in heard[0] if fact[0] == ref] == [(ref, "new", "generating"), (ref, "put", "completed")]
    assert {(works, "new", "queued"), (works, "put", "succeeded"), (breaks, "put", "failed")} <= set(heard[0])
    assert heard[0][-2:] == [(ref, "put", "completed"), (talk.topic, "put", "active")]


async def test_a_project_hears_of_its_conversations(bob: User, start: Start, session: object) -> None:
    async with open_reader(await program_of(bob)) as reader:
        await reader.sub(f"project:{session.project_id}")  # type: ignore[attr-defined]
        talk: Conversation = await soon(start)()
        heard = [await reader.next()]
        while not heard[-1]["ref"].startswith("conversation:"):
            heard.append(await reader.next())
        assert (heard[-1]["ref"], heard[-1]["change"]) == (talk.topic, "new")


async def test_who_missed_something_is_told_what(bob: User, start: Start) -> None:
    talk = await soon(start)()
    turn = await soon(first_turn)(talk)
    async with open_reader(await program_of(bob)) as reader:
        before = (await reader.sub(talk.topic))["rev"]
        await soon(settle)(turn)
        after = await reader.sub(talk.topic, since=before)
        while after["op"] == "ev":
            after = await reader.next()
    made = [f"generation:{row.pk}" for row in await soon(rows)(turn)]
    assert {f"turn:{turn.pk}", talk.topic, *made} == set(after["refs"])


async def test_a_stranger_is_denied_as_if_it_were_not_there(charlie: User, start: Start) -> None:
    talk = await soon(start)()
    async with open_reader(await program_of(charlie)) as reader:
        for topic in (talk.topic, "conversation:999999"):
            assert await reader.sub(topic) == {"op": "deny", "topic": topic}
        await soon(settle)(await soon(first_turn)(talk))
        assert await reader.silent()
