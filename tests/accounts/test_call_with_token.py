"""Calling with a token: what lets in, what does not, and what it costs."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.actions import ban_user, create_token, revoke_token
from accounts.authentication import user_of_token
from accounts.models import ApiToken, User
from tests.accounts.callers import bearer, program_of


def test_a_token_says_who_calls_and_what_it_may(alice: User) -> None:
    me = program_of(alice, "read", "write").get("/api/me/").json()
    assert me["user"] == {"id": alice.pk, "email": "alice@example.com", "name": "Alice"}
    assert me["scopes"] == ["read", "write"]


def test_only_a_hash_of_the_token_is_kept(alice: User) -> None:
    token, raw = create_token(user=alice, name="CI", scopes=["read"])
    assert len(raw) == 55
    assert raw.startswith(f"pf_{token.prefix}_")
    kept = str(ApiToken.objects.values().get())
    assert raw not in kept
    assert raw.split("_", 2)[2] not in kept


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer ", "Bearer x", "Bearer pf_00000000_" + "A" * 43, "Bearer pf_\x00", "bearer pf_1_2", "Bearer é"],
)
def test_what_is_no_token_is_refused(db: None, header: str) -> None:
    response = Client().get("/api/me/", headers={"Authorization": header})
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"
    assert response.json()["error"]["code"] == "authentication_failed"


def test_nobody_is_asked_for_a_token(db: None) -> None:
    response = Client().get("/api/me/")
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("change", ["shorter", "longer", "other case", "other prefix"])
def test_every_character_of_a_token_counts(alice: User, change: str) -> None:
    _, raw = create_token(user=alice, name="CI", scopes=["read"])
    wrong = {
        "shorter": raw[:-1],
        "longer": raw + "A",
        "other case": raw[:12] + raw[12:].swapcase(),
        "other prefix": "pf_ffffffff" + raw[11:],
    }[change]
    assert user_of_token(wrong) is None
    assert user_of_token(raw) is not None


def test_a_revoked_an_expired_and_a_banned_persons_token_are_refused_alike(alice: User, bob: User) -> None:
    revoked, of_revoked = create_token(user=alice, name="revoked", scopes=["read"])
    revoke_token(token=revoked)
    expired, of_expired = create_token(user=alice, name="old", scopes=["read"], expires_at=_in(minutes=1))
    ApiToken.objects.filter(pk=expired.pk).update(expires_at=_in(seconds=-1))
    _, of_banned = create_token(user=bob, name="banned", scopes=["read"])
    ban_user(user=bob)
    answers = [bearer(raw).get("/api/me/") for raw in (of_revoked, of_expired, of_banned)]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1


def test_a_token_that_does_not_expire_yet_lets_in(alice: User) -> None:
    _, raw = create_token(user=alice, name="new", scopes=["read"], expires_at=_in(minutes=1))
    assert bearer(raw).get("/api/me/").status_code == 200


def test_a_bad_token_is_not_forgiven_for_a_good_session(alice: User) -> None:
    client = Client()
    client.force_login(alice)
    assert client.get("/api/me/", headers={"Authorization": "Bearer pf_bad"}).status_code == 401


def test_knowing_a_token_takes_one_query(alice: User, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    _, raw = create_token(user=alice, name="CI", scopes=["read"])
    user_of_token(raw)
    with django_assert_num_queries(1):
        user_of_token(raw)
    with django_assert_num_queries(1):
        user_of_token("pf_00000000_" + "A" * 43)


def test_use_is_noted_once_a_minute(alice: User) -> None:
    token, raw = create_token(user=alice, name="CI", scopes=["read"])
    user_of_token(raw)
    token.refresh_from_db()
    first = token.last_used_at
    user_of_token(raw)
    token.refresh_from_db()
    assert token.last_used_at == first is not None
    ApiToken.objects.update(last_used_at=_in(minutes=-2))
    user_of_token(raw)
    token.refresh_from_db()
    assert token.last_used_at
    assert token.last_used_at >= first


def _in(**span: int) -> datetime:
    return timezone.now() + timedelta(**span)
