"""Who gets a websocket: a person on our own pages, or a program with a token."""

from datetime import timedelta

import pytest
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.test import Client
from django.utils import timezone

from accounts.actions import ban_user, create_token, revoke_token
from accounts.models import ApiToken, User
from pixflow.asgi import application
from tests.live.conftest import Reader, browser_headers, open_reader

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("cookie", ["", "sessionid=", "sessionid=nothing", "sessionid=\x00", "=;=;sessionid"])
async def test_nobody_is_refused_before_the_handshake_ends(cookie: str) -> None:
    reader = Reader([(b"host", b"testserver"), (b"origin", b"http://testserver"), (b"cookie", cookie.encode())])
    assert await reader.wire.connect() == (False, 4401)


@pytest.mark.parametrize("by", ["header", "subprotocol"])
async def test_a_token_needs_no_origin(alice: User, mine: str, by: str) -> None:
    _, raw = await _token(alice, "read")
    async with open_reader(_with_token(raw, by)) as reader:
        assert (await reader.sub(mine))["op"] == "ok"


async def test_the_sub_protocol_is_confirmed(alice: User) -> None:
    _, raw = await _token(alice, "read")
    reader = _with_token(raw, "subprotocol")
    assert await reader.wire.connect(5) == (True, f"pixflow.token.{raw}")
    await reader.wire.disconnect()


@pytest.mark.parametrize("by", ["header", "subprotocol"])
@pytest.mark.parametrize("flaw", ["unknown", "revoked", "expired", "other scope", "banned"])
async def test_bad_tokens_are_refused(alice: User, alice_browser: Client, flaw: str, by: str) -> None:
    token, raw = await _token(alice, "write" if flaw == "other scope" else "read")
    if flaw == "revoked":
        await database_sync_to_async(revoke_token)(token=token)
    if flaw == "expired":
        token.expires_at = timezone.now() - timedelta(seconds=1)
        await token.asave()
    if flaw == "banned":
        await database_sync_to_async(ban_user)(user=alice)
    # Not even with a session beside it: who shows a token is judged by it.
    reader = _with_token("pf_00000000_" + "x" * 43 if flaw == "unknown" else raw, by, browser_headers(alice_browser))
    assert await reader.wire.connect(5) == (False, 4401)


async def test_a_banned_person_is_refused(alice: User, alice_browser: Client) -> None:
    await database_sync_to_async(ban_user)(user=alice)
    assert not await _is_let_in(Reader(browser_headers(alice_browser)))


@pytest.mark.parametrize("path", ["/", "/ws", "/ws/x", "/ws/../", "/api/"])
async def test_other_paths_hold_no_websocket(alice_browser: Client, path: str) -> None:
    assert await WebsocketCommunicator(application, path, browser_headers(alice_browser)).connect() == (False, 4404)


async def _is_let_in(reader: Reader) -> bool:
    let_in, _ = await reader.wire.connect(5)
    if let_in:
        await reader.wire.disconnect()
    return bool(let_in)


async def _token(user: User, scope: str) -> tuple[ApiToken, str]:
    made: tuple[ApiToken, str] = await database_sync_to_async(create_token)(user=user, name="a script", scopes=[scope])
    return made


def _with_token(raw: str, by: str, headers: list[tuple[bytes, bytes]] | None = None) -> Reader:
    if by == "subprotocol":
        return Reader(headers or [], ["something-else", f"pixflow.token.{raw}"])
    return Reader([*(headers or []), (b"authorization", f"Bearer {raw}".encode())])
