"""API tokens on the settings page: made there only, shown once, revoked at once."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts import rights
from accounts.actions import create_token
from accounts.models import ApiToken, User
from tests.accounts.callers import bearer

URL = "/settings/tokens/"


@pytest.fixture
def visitor(alice: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(alice)


def _made(content: bytes) -> str:
    found = re.search(r"pf_[0-9a-f]{8}_[\w-]{43}", content.decode())
    assert found
    return found[0]


def test_a_new_token_is_shown_once_and_works(visitor: Client) -> None:
    response = visitor.post(URL, {"name": "CI", "scopes": ["read", "write"], "expires_in": "30"})
    raw = _made(response.content)
    assert bearer(raw).get("/api/me/").json()["scopes"] == ["read", "write"]
    assert raw.encode() not in visitor.get("/settings/").content
    assert "no-store" in response["Cache-Control"]
    token = ApiToken.objects.get()
    assert token.expires_at
    assert 29 <= (token.expires_at - token.created_at).days <= 30


def test_a_token_may_live_for_ever(visitor: Client) -> None:
    visitor.post(URL, {"name": "CI", "scopes": ["read"], "expires_in": ""})
    assert ApiToken.objects.get().expires_at is None


@pytest.mark.parametrize(
    "form",
    [
        {"name": "", "scopes": ["read"]},
        {"name": "CI"},
        {"name": "CI", "scopes": ["admin"]},
        {"name": "CI", "scopes": ["read"], "expires_in": "9999"},
    ],
)
def test_a_token_needs_a_name_known_scopes_and_an_offered_end(visitor: Client, form: dict[str, object]) -> None:
    assert visitor.post(URL, form).status_code == 422
    assert not ApiToken.objects.exists()


def test_revoking_works_at_once_and_is_told_to_open_sockets(
    visitor: Client, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []
    monkeypatch.setattr(rights, "_listeners", [told.append])
    token, raw = create_token(user=alice, name="CI", scopes=["read"])
    assert visitor.post(f"{URL}{token.pk}/revoke/").status_code == 200
    assert bearer(raw).get("/api/me/").status_code == 401
    assert told == [alice.pk]
    assert visitor.post(f"{URL}{token.pk}/revoke/").status_code == 404


def test_other_peoples_tokens_are_out_of_reach(visitor: Client, bob: User) -> None:
    token, raw = create_token(user=bob, name="Bob's secret plan", scopes=["read"])
    assert visitor.post(f"{URL}{token.pk}/revoke/").status_code == 404
    assert bearer(raw).get("/api/me/").status_code == 200
    assert b"secret plan" not in visitor.get("/settings/").content


def test_a_name_with_markup_stays_text(visitor: Client) -> None:
    visitor.post(URL, {"name": "<script>alert(1)</script>", "scopes": ["read"], "expires_in": "30"})
    assert b"<script>alert" not in visitor.get("/settings/").content


def test_the_own_name_can_be_changed_and_nothing_else(visitor: Client, alice: User) -> None:
    form = {"first_name": "Alicia", "last_name": "Ace", "email": "root@example.com", "is_staff": "on"}
    assert visitor.post("/settings/profile/", form).status_code == 200
    alice.refresh_from_db()
    assert (alice.short_name, alice.email, alice.is_staff) == ("Alicia Ace", "alice@example.com", False)
    assert visitor.post("/settings/profile/", {"first_name": "x" * 151}).status_code == 422
