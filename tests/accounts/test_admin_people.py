"""The admin for people and tokens."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from accounts import rights
from accounts.actions import create_token
from accounts.models import ApiToken, User
from projects.models import Project
from tests.accounts.callers import bearer

USERS, TOKENS = "/admin/accounts/user/", "/admin/accounts/apitoken/"


@pytest.fixture
def root(signed_in: Callable[[User], Client], db: None) -> Client:
    return signed_in(User.objects.create_superuser("root@example.com"))


@pytest.fixture
def moderator(signed_in: Callable[[User], Client], db: None) -> Client:
    user = User.objects.create_user("mo@example.com", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="accounts"))
    return signed_in(user)


def _act(client: Client, url: str, action: str, *pks: int) -> None:
    assert client.post(url, {"action": action, "_selected_action": pks}).status_code == 302


def test_strangers_sign_in_through_the_one_door(alice: User, signed_in: Callable[[User], Client]) -> None:
    door = Client().get("/admin/", follow=True)
    assert door.redirect_chain[-1][0].startswith("/accounts/login/?next=")
    assert signed_in(alice).get("/admin/", follow=True).status_code == 403


def test_the_list_counts_projects_and_is_searched(root: Client, project: Project, charlie: User) -> None:
    page = root.get(USERS, {"q": "alice", "is_active__exact": "1"})
    assert [(user.email, user.projects_count) for user in page.context["cl"].result_list] == [("alice@example.com", 1)]


def test_a_ban_and_its_end(root: Client, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []
    monkeypatch.setattr(rights, "_listeners", [told.append])
    _, raw = create_token(user=alice, name="CI", scopes=["read"])
    _act(root, USERS, "ban", alice.pk)
    assert bearer(raw).get("/api/me/").status_code == 401
    assert told == [alice.pk]
    _act(root, USERS, "unban", alice.pk)
    assert bearer(raw).get("/api/me/").status_code == 200


def test_nobody_bans_a_superuser(moderator: Client, root: Client) -> None:
    superuser = User.objects.get(is_superuser=True)
    _act(moderator, USERS, "ban", superuser.pk)
    _act(root, USERS, "ban", superuser.pk)
    superuser.refresh_from_db()
    assert superuser.is_active


def test_an_address_is_kept_in_lower_case(root: Client) -> None:
    form = {"email": "Dora@Example.com", "usable_password": "false"}
    assert root.post(f"{USERS}add/", form).status_code == 302
    assert User.objects.filter(email="dora@example.com").exists()


def test_tokens_are_seen_without_their_secret_and_revoked(root: Client, alice: User) -> None:
    token, raw = create_token(user=alice, name="CI", scopes=["read"])
    for url in (TOKENS, f"{TOKENS}{token.pk}/change/"):
        page = root.get(url).content.decode()
        assert token.prefix in page
        assert token.digest not in page
    root.post(f"{TOKENS}{token.pk}/change/", {"scopes": '["generate"]', "user": alice.pk})
    assert root.get(f"{TOKENS}add/").status_code == 403
    _act(root, TOKENS, "revoke", token.pk)
    assert ApiToken.objects.get().scopes == ["read"]
    assert bearer(raw).get("/api/me/").status_code == 401
