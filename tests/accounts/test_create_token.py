"""`manage.py create_token`."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.actions import ban_user
from accounts.models import ApiToken, User
from tests.accounts.callers import bearer


def _create_token(*args: str) -> str:
    out = StringIO()
    call_command("create_token", *args, stdout=out)
    return out.getvalue()


def test_it_prints_the_token_and_nothing_else(alice: User) -> None:
    printed = _create_token("alice@example.com", "--name", "CI")
    assert re.fullmatch(r"pf_[0-9a-f]{8}_[\w-]{43}\n", printed)
    assert bearer(printed.strip()).get("/api/me/").json()["scopes"] == ["read", "write", "generate"]


def test_scopes_may_be_named(alice: User) -> None:
    _create_token("Alice@Example.com", "--name", "CI", "--scope", "generate", "--scope", "read")
    assert ApiToken.objects.get().scopes == ["read", "generate"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["nobody@example.com", "--name", "CI"], "nobody@example.com"),
        (["alice@example.com", "--name", "CI", "--scope", "admin"], "Unknown scope: admin"),
        (["alice@example.com", "--name", " "], "blank"),
        (["alice@example.com", "--name", "x" * 101], "100"),
    ],
)
def test_what_it_cannot_do_it_says(alice: User, args: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        _create_token(*args)
    assert not ApiToken.objects.exists()


def test_the_banned_get_none(alice: User) -> None:
    ban_user(user=alice)
    with pytest.raises(CommandError, match="No active user"):
        _create_token("alice@example.com", "--name", "CI")
