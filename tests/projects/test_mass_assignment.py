"""Fields that a caller may not set stay as they are, whatever the body says."""

from typing import Any

from accounts.models import ApiToken, User
from projects.models import Membership, Project, Role, Session
from tests.accounts.callers import JSON, program_of

WISHES: dict[str, Any] = {
    "id": 1,
    "pk": 1,
    "role": "owner",
    "user": 1,
    "user_id": 1,
    "created_by": 1,
    "created_at": "2001-01-01T00:00:00Z",
    "deleted_at": "2001-01-01T00:00:00Z",
    "archived_at": "2001-01-01T00:00:00Z",
    "last_used_at": "2001-01-01T00:00:00Z",
    "is_staff": True,
    "members": [],
    "memberships": [],
    "project_id": 1,
}


def test_a_new_project_is_new(charlie: User, project: Project) -> None:
    before = Project.objects.filter(pk=project.pk).values().get()
    response = program_of(charlie).post("/api/projects/", {**WISHES, "id": project.pk, "name": "Mine"}, JSON)
    assert response.json()["id"] != project.pk
    assert response.json()["created_at"] > "2002"
    assert Project.objects.filter(pk=project.pk).values().get() == before
    assert Project.objects.get(name="Mine").created_by == charlie


def test_renaming_a_project_changes_its_name_only(alice: User, bob: User, project: Project) -> None:
    before = Project.objects.values().get()
    wishes = {**WISHES, "created_by": bob.pk, "name": "New"}
    assert program_of(alice).patch(f"/api/projects/{project.pk}/", wishes, JSON).status_code == 200
    assert Project.objects.values().get() == {**before, "name": "New"}
    assert project.memberships.count() == 3


def test_a_session_stays_in_its_project_and_keeps_its_kind(alice: User, project: Project, session: Session) -> None:
    other = Project.objects.create(name="Other")
    Membership.objects.create(project=other, user=alice, role=Role.OWNER)
    before = Session.objects.values().get()
    wishes = {**WISHES, "project": other.pk, "project_id": other.pk, "kind": "video", "name": "New"}
    assert program_of(alice).patch(f"/api/sessions/{session.pk}/", wishes, JSON).status_code == 200
    assert Session.objects.values().get() == {**before, "name": "New"}


def test_a_new_session_is_new(bob: User, project: Project, session: Session) -> None:
    body = {**WISHES, "id": session.pk, "project": project.pk, "name": "Mine"}
    response = program_of(bob).post("/api/sessions/", body, JSON)
    assert response.json()["id"] != session.pk
    assert response.json()["archived_at"] is None
    made = Session.objects.get(name="Mine")
    assert (made.created_by, made.project, made.deleted_at) == (bob, project, None)


def test_a_new_role_changes_the_role_only(alice: User, bob: User, charlie: User, project: Project) -> None:
    wishes = {**WISHES, "user": charlie.pk, "email": "charlie@example.com", "role": "viewer"}
    response = program_of(alice).patch(f"/api/projects/{project.pk}/members/{bob.pk}/", wishes, JSON)
    assert response.json() == {"user": bob.pk, "email": "bob@example.com", "role": "viewer"}
    assert not charlie.projects.exists()


def test_nobody_becomes_staff_and_no_token_grows(alice: User, project: Project) -> None:
    program = program_of(alice, "read", "write")
    for method, path in (
        ("patch", "me/"),
        ("post", "me/"),
        ("put", "me/"),
        ("post", "tokens/"),
        ("patch", "tokens/1/"),
    ):
        getattr(program, method)(f"/api/{path}", {**WISHES, "scopes": ["generate"]}, JSON)
    alice.refresh_from_db()
    assert not alice.is_staff
    assert ApiToken.objects.get().scopes == ["read", "write"]
