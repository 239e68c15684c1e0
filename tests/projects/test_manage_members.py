"""Adding, promoting and removing members; a project always keeps an owner."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from accounts.actions import ban_user
from accounts.errors import Conflict
from accounts.models import User
from projects.actions import remove_member
from projects.models import Membership, Project, Role
from tests.accounts.callers import JSON, program_of


@pytest.fixture
def owner(alice: User) -> Client:
    return program_of(alice)


@pytest.fixture
def url(project: Project) -> str:
    return f"/api/projects/{project.pk}/members/"


def _roles(project: Project) -> dict[str, str]:
    return dict(project.memberships.values_list("user__email", "role"))


def test_a_person_is_added_by_address_in_any_case(owner: Client, url: str, charlie: User) -> None:
    response = owner.post(url, {"email": " Charlie@Example.COM ", "role": "viewer"}, JSON)
    assert response.status_code == 201
    assert response.json() == {"user": charlie.pk, "email": "charlie@example.com", "role": "viewer"}
    assert program_of(charlie).get("/api/me/").json()["projects"][0]["role"] == "viewer"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"email": "nobody@example.com"}, "email"),
        ({"email": "bob@example.com"}, "email"),
        ({"email": "not an address"}, "email"),
        ({"email": "charlie@example.com", "role": "king"}, "role"),
        ({}, "email"),
    ],
)
def test_who_cannot_be_added_is_told_why(
    owner: Client, url: str, project: Project, charlie: User, body: dict[str, str], field: str
) -> None:
    response = owner.post(url, body, JSON)
    assert response.status_code == 400
    assert list(response.json()["error"]["fields"]) == [field]
    assert len(_roles(project)) == 3


def test_the_banned_are_not_added(owner: Client, url: str, charlie: User) -> None:
    ban_user(user=charlie)
    assert owner.post(url, {"email": "charlie@example.com"}, JSON).status_code == 400


def test_the_list_says_who_is_what(owner: Client, url: str) -> None:
    rows = owner.get(url).json()["results"]
    assert [(row["email"], row["role"]) for row in rows] == [
        ("vera@example.com", "viewer"),
        ("bob@example.com", "editor"),
        ("alice@example.com", "owner"),
    ]


@pytest.mark.parametrize(("method", "body"), [("delete", {}), ("patch", {"role": "editor"})])
def test_the_last_owner_neither_leaves_nor_steps_down(
    owner: Client, url: str, project: Project, alice: User, method: str, body: dict[str, str]
) -> None:
    response = getattr(owner, method)(f"{url}{alice.pk}/", body, JSON)
    assert response.status_code == 409
    assert "owner" in response.json()["error"]["message"]
    assert _roles(project)["alice@example.com"] == "owner"


def test_a_banned_owner_is_none(owner: Client, url: str, project: Project, alice: User, bob: User) -> None:
    project.memberships.filter(user=bob).update(role=Role.OWNER)
    ban_user(user=bob)
    assert owner.delete(f"{url}{alice.pk}/").status_code == 409


def test_one_of_two_owners_may_go(owner: Client, url: str, project: Project, alice: User, bob: User) -> None:
    assert owner.patch(f"{url}{bob.pk}/", {"role": "owner"}, JSON).json()["role"] == "owner"
    assert owner.delete(f"{url}{alice.pk}/").status_code == 204
    assert _roles(project) == {"bob@example.com": "owner", "vera@example.com": "viewer"}
    assert owner.get(f"/api/projects/{project.pk}/").status_code == 404


def test_an_owner_made_owner_again_stays_one(owner: Client, url: str, alice: User) -> None:
    assert owner.patch(f"{url}{alice.pk}/", {"role": "owner"}, JSON).status_code == 200


def test_everybody_may_leave(url: str, project: Project, vera: User) -> None:
    assert program_of(vera).delete(f"{url}{vera.pk}/").status_code == 204
    assert "vera@example.com" not in _roles(project)


def test_who_is_no_member_cannot_be_changed(owner: Client, url: str, charlie: User) -> None:
    for response in (owner.delete(f"{url}{charlie.pk}/"), owner.patch(f"{url}{charlie.pk}/", {"role": "owner"}, JSON)):
        assert response.status_code == 404


def test_two_owners_who_leave_at_once_leave_one(transactional_db: None, alice: User, bob: User) -> None:
    start = Barrier(2)

    def leave(membership: Membership) -> bool:
        connection.ensure_connection()
        start.wait(10)
        try:
            return bool(remove_member(membership=membership))
        except Conflict:
            return False
        finally:
            connection.close()

    for _ in range(8):
        project = Project.objects.create(name="Two owners")
        owners = [Membership.objects.create(project=project, user=user, role=Role.OWNER) for user in (alice, bob)]
        with ThreadPoolExecutor(2) as threads:
            assert sorted(threads.map(leave, owners)) == [False, True]
