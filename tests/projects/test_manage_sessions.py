"""Sessions of a project: make, find, rename, archive, delete."""

import pytest
from django.test import Client

from accounts.models import User
from projects.models import Project, Session
from tests.accounts.callers import JSON, program_of


@pytest.fixture
def editor(bob: User) -> Client:
    return program_of(bob)


def test_a_session_has_a_kind_and_a_name(editor: Client, project: Project) -> None:
    response = editor.post("/api/sessions/", {"project": project.pk, "kind": "video", "name": " Clips "}, JSON)
    assert response.status_code == 201
    made = Session.objects.get()
    expected = {"id": made.pk, "project": project.pk, "kind": "video", "name": "Clips", "archived_at": None}
    assert response.json() == expected
    assert editor.get(f"/api/sessions/{made.pk}/").json() == expected


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "  "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"kind": "smell"}, "kind"),
        ({"name": 5}, "name"),
        ({"project": "1"}, "project"),
        ({"project": True}, "project"),
        ({"project": 2**63}, "project"),
        ({"project": None}, "project"),
    ],
)
def test_what_is_wrong_is_named(editor: Client, project: Project, body: dict[str, object], field: str) -> None:
    response = editor.post("/api/sessions/", {"project": project.pk, "name": "New", **body}, JSON)
    assert response.status_code == 400
    assert list(response.json()["error"]["fields"]) == [field]


def test_sessions_are_found_by_project_and_kind(editor: Client, project: Project, session: Session, bob: User) -> None:
    clip = Session.objects.create(project=project, kind="video", name="Clips")
    foreign = Project.objects.create(name="Foreign")
    Session.objects.create(project=foreign, name="Secret")

    def found(query: str) -> list[int]:
        return [row["id"] for row in editor.get(f"/api/sessions/?{query}").json()["results"]]

    assert found("") == [clip.pk, session.pk]
    assert found("kind=video") == [clip.pk]
    assert found(f"project={project.pk}&kind=image") == [session.pk]
    assert found(f"project={foreign.pk}") == found("project=999999") == []


@pytest.mark.parametrize("query", ["kind=smell", "project=x", f"project={2**63}", "archived=perhaps"])
def test_a_filter_that_makes_no_sense_is_refused(editor: Client, query: str) -> None:
    assert editor.get(f"/api/sessions/?{query}").status_code == 400


def test_archiving_keeps_the_first_time_and_can_be_undone(editor: Client, session: Session) -> None:
    url = f"/api/sessions/{session.pk}/"
    first = editor.patch(url, {"archived": True}, JSON).json()["archived_at"]
    assert first
    assert editor.patch(url, {"archived": True}, JSON).json()["archived_at"] == first
    assert editor.get("/api/sessions/?archived=false").json()["results"] == []
    assert len(editor.get("/api/sessions/?archived=true").json()["results"]) == 1
    assert editor.patch(url, {"archived": False}, JSON).json()["archived_at"] is None


def test_renaming_leaves_the_rest(editor: Client, session: Session) -> None:
    before = editor.get(f"/api/sessions/{session.pk}/").json()
    assert editor.patch(f"/api/sessions/{session.pk}/", {"name": "New"}, JSON).json() == {**before, "name": "New"}


def test_a_deleted_session_is_gone_by_every_route(alice: User, session: Session) -> None:
    owner, url = program_of(alice), f"/api/sessions/{session.pk}/"
    assert owner.delete(url).status_code == 204
    assert owner.get(url).status_code == owner.delete(url).status_code == 404
    assert owner.patch(url, {"name": "x"}, JSON).status_code == 404
    assert owner.get("/api/sessions/").json()["results"] == []


def test_a_deleted_project_takes_its_sessions_along(alice: User, project: Project, session: Session) -> None:
    owner = program_of(alice)
    assert owner.delete(f"/api/projects/{project.pk}/").status_code == 204
    for path in (f"projects/{project.pk}/", f"projects/{project.pk}/members/", f"sessions/{session.pk}/"):
        assert owner.get(f"/api/{path}").status_code == 404
    assert owner.get("/api/me/").json()["projects"] == owner.get("/api/projects/").json()["results"] == []
    assert owner.post("/api/sessions/", {"project": project.pk, "name": "x"}, JSON).status_code == 404
