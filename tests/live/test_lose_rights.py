"""Who may not look any more is told nothing more, within five seconds."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.contrib.sessions.models import Session as BrowserSession
from django.test import Client
from django.utils import timezone

from accounts.actions import ban_user, create_token, revoke_token
from accounts.models import ApiToken, User
from live.publish import Change, publish
from projects.actions import delete_project, remove_member
from projects.models import Membership, Project
from tests.live.conftest import Opened, Reader, open_reader

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("way")]

publish_soon = database_sync_to_async(publish)


@pytest.fixture
def bob_browser(bob: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(bob)


async def test_a_removed_member_loses_the_project_at_once(
    alice_browser: Client, bob_browser: Client, bob: User, project: Project, opened: Opened
) -> None:
    alices, bobs, topic = await opened(alice_browser), await opened(bob_browser), f"project:{project.pk}"
    before = [await reader.sub(topic) for reader in (alices, bobs)]
    assert [frame["op"] for frame in before] == ["ok", "ok"]
    membership = await Membership.objects.aget(project=project, user=bob)
    await database_sync_to_async(remove_member)(membership=membership)
    frames = [await bobs.next()]
    while frames[-1]["op"] == "ev":
        frames.append(await bobs.next())
    assert frames[-1] == {"op": "deny", "topic": topic}
    await publish_soon(Change((topic,), "session:1", "put"))
    assert await bobs.silent()
    assert (await bobs.sub(topic)) == {"op": "deny", "topic": topic}
    assert (await alices.next())["op"] == "ev"


async def test_a_deleted_project_is_gone_for_all(alice_browser: Client, project: Project, opened: Opened) -> None:
    reader, topic = await opened(alice_browser), f"project:{project.pk}"
    await reader.sub(topic)
    await database_sync_to_async(delete_project)(project=project)
    frames = [await reader.next()]
    while frames[-1]["op"] == "ev":
        frames.append(await reader.next())
    assert frames[-1] == {"op": "deny", "topic": topic}


async def _sign_out(alice: User, client: Client) -> None:
    await client.alogout()


async def _sign_out_elsewhere(alice: User, client: Client) -> None:
    await BrowserSession.objects.all().adelete()


async def _expire(alice: User, client: Client) -> None:
    await BrowserSession.objects.aupdate(expire_date=timezone.now() - timedelta(seconds=1))


async def _change_password(alice: User, client: Client) -> None:
    alice.set_password("another correct horse")
    await alice.asave()


async def _ban(alice: User, client: Client) -> None:
    await database_sync_to_async(ban_user)(user=alice)


async def _delete_user(alice: User, client: Client) -> None:
    await alice.adelete()


@pytest.mark.usefixtures("quick_watch")
@pytest.mark.parametrize("end", [_sign_out, _sign_out_elsewhere, _expire, _change_password, _ban, _delete_user])
async def test_a_session_that_ended_closes_the_socket(
    alice: User, alice_browser: Client, mine: str, opened: Opened, end: Callable[..., Any]
) -> None:
    reader = await opened(alice_browser)
    await reader.sub(mine)
    await end(alice, alice_browser)
    assert await reader.closed(5) == 4401
    await publish_soon(Change((mine,), "project:1", "put"))
    assert await reader.silent()


@pytest.mark.parametrize("end", ["revoked", "expired"])
async def test_a_token_that_ended_closes_the_socket(alice: User, mine: str, end: str) -> None:
    token, raw = await database_sync_to_async(create_token)(user=alice, name="a script", scopes=["read"])
    async with open_reader(Reader([(b"authorization", f"Bearer {raw}".encode())])) as reader:
        await reader.sub(mine)
        if end == "revoked":
            await database_sync_to_async(revoke_token)(token=token)
        else:
            await ApiToken.objects.aupdate(expires_at=timezone.now())
        assert await reader.closed(5) == 4401
