"""The pages of projects in a browser, with and without JavaScript."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from projects.models import Membership, Project, Role, Session

ClientOf = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def owner(alice: User, signed_in: ClientOf) -> Client:
    return signed_in(alice)


def _trigger(response: Any) -> dict[str, object]:
    return json.loads(response["HX-Trigger"])  # type: ignore[no-any-return]


def test_the_list_shows_own_projects_with_their_numbers(owner: Client, session: Session) -> None:
    Project.objects.create(name="Somebody else's")
    Session.objects.create(project=session.project, name="Old", archived_at=session.created_at)
    row = owner.get("/").context["projects"].get()
    assert (row.name, row.role, row.session_count, row.member_count) == ("Spring campaign", "owner", 1, 3)
    assert row.last_activity_at >= session.last_used_at


@pytest.mark.parametrize("path", ["/", "/projects/{}/"])
def test_a_page_takes_as_many_queries_for_many_as_for_one(
    owner: Client, alice: User, project: Project, session: Session, path: str
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert owner.get(path.format(project.pk)).status_code == 200
        return len(captured)

    queries()
    before = queries()
    for number in range(10):
        more = Project.objects.create(name=f"More {number}")
        Membership.objects.create(project=more, user=alice, role=Role.OWNER)
        Membership.objects.create(project=project, user=User.objects.create_user(f"p{number}@example.com"))
        Session.objects.bulk_create(Session(project=row, name="x") for row in (more, project))
    assert queries() == before <= 10


def test_only_what_has_come_since_is_fetched(owner: Client, alice: User, project: Project) -> None:
    newest = Membership.objects.get(project=project, user=alice).pk
    assert owner.get("/projects/items/", {"newer": newest}).content.strip() == b""
    added = Project.objects.create(name="Just added")
    Membership.objects.create(project=added, user=alice)
    page = owner.get("/projects/items/", {"newer": newest}).content.decode()
    assert "Just added" in page
    assert "Spring campaign" not in page


def test_new_sessions_of_a_kind_are_fetched(owner: Client, session: Session) -> None:
    clip = Session.objects.create(project=session.project, name="Clips", kind="video")
    url = f"/projects/{session.project_id}/sessions/"
    assert list(owner.get(url, {"newer": session.pk}).context["sessions"]) == [clip]
    assert list(owner.get(url, {"newer": str(session.pk), "kind": "image"}).context["sessions"]) == []
    assert len(owner.get(url, {"newer": "x"}).context["sessions"]) == 2


def test_sessions_stand_by_kind_and_archived_ones_apart(owner: Client, session: Session) -> None:
    old = Session.objects.create(project=session.project, name="Old", archived_at=session.created_at)
    page = owner.get(f"/projects/{session.project_id}/").context
    assert [(lane["kind"], lane["sessions"]) for lane in page["lanes"]] == [
        ("image", [session]),
        ("video", []),
        ("audio", []),
    ]
    assert page["archived_count"] == 1
    archive = owner.get(f"/projects/{session.project_id}/?archived=1").context
    assert archive["lanes"][0]["sessions"] == [old]


@pytest.mark.parametrize(("person", "forms"), [("alice", 4), ("bob", 1), ("vera", 0)])
def test_nobody_is_offered_what_the_role_does_not_allow(
    request: pytest.FixtureRequest, signed_in: ClientOf, project: Project, person: str, forms: int
) -> None:
    page = signed_in(request.getfixturevalue(person)).get(f"/projects/{project.pk}/").content.decode()
    actions = ("rename/", "delete/", "members/add/", "sessions/create/")
    assert sum(f'action="/projects/{project.pk}/{action}"' in page for action in actions) == forms


def test_a_new_project_opens(owner: Client) -> None:
    response = owner.post("/projects/create/", {"name": "Autumn"}, headers=HTMX)
    assert response["HX-Redirect"] == f"/projects/{Project.objects.get().pk}/"
    assert owner.post("/projects/create/", {"name": " "}, headers=HTMX).status_code == 422
    assert Project.objects.count() == 1


def test_renaming_says_what_to_fetch_anew(owner: Client, project: Project) -> None:
    response = owner.post(f"/projects/{project.pk}/rename/", {"name": "Summer"}, headers=HTMX)
    assert _trigger(response) == {"px:touch": {"refs": [f"project:{project.pk}"]}}
    assert owner.post(f"/projects/{project.pk}/rename/", {"name": ""}, headers=HTMX).status_code == 422
    assert Project.objects.get().name == "Summer"


def test_deleting_takes_the_typed_name(owner: Client, project: Project) -> None:
    url = f"/projects/{project.pk}/delete/"
    assert owner.post(url, {"name": "spring campaign"}, headers=HTMX).status_code == 422
    assert owner.get(f"/projects/{project.pk}/").status_code == 200
    assert owner.post(url, {"name": "Spring campaign"}, headers=HTMX)["HX-Redirect"] == "/"
    assert owner.get(f"/projects/{project.pk}/").status_code == 404


def test_an_unknown_address_is_a_message_at_its_field(owner: Client, project: Project) -> None:
    url = f"/projects/{project.pk}/members/add/"
    response = owner.post(url, {"email": "nobody@example.com", "role": "viewer"}, headers=HTMX)
    assert response.status_code == 422
    assert "Nobody here has this address" in response.context["form"].errors["email"][0]


def test_the_last_owner_is_told_why_not(owner: Client, project: Project, alice: User) -> None:
    for path, form in (("leave/", {}), (f"members/{alice.pk}/role/", {"role": "viewer"})):
        response = owner.post(f"/projects/{project.pk}/{path}", form, headers=HTMX)
        assert response.status_code == 422
        assert "owner" in str(_trigger(response)["px:toast"])
    assert owner.post(f"/projects/{project.pk}/members/{alice.pk}/role/", {"role": "king"}).status_code == 422


def test_leaving_leads_back_to_the_list(project: Project, vera: User, signed_in: ClientOf) -> None:
    client = signed_in(vera)
    assert client.post(f"/projects/{project.pk}/leave/", headers=HTMX)["HX-Redirect"] == "/"
    assert client.get(f"/projects/{project.pk}/").status_code == 404


def test_a_session_without_a_name_gets_one(owner: Client, project: Project) -> None:
    response = owner.post(f"/projects/{project.pk}/sessions/create/", {"kind": "video"}, headers=HTMX)
    made = Session.objects.get()
    assert (made.kind, made.name) == ("video", "Videos 1")
    assert response["HX-Redirect"] == f"/sessions/{made.pk}/"
    assert owner.post(f"/projects/{project.pk}/sessions/create/", {"kind": "smell"}).status_code == 422


def test_deleting_a_session_leads_out_of_its_own_page_only(owner: Client, project: Project) -> None:
    home = f"/projects/{project.pk}/"
    for page, leads in ((home, False), ("/sessions/1/", True)):
        row = Session.objects.create(project=project, name="x")
        headers = {**HTMX, "HX-Current-URL": f"http://testserver{page}"}
        response = owner.post(f"/sessions/{row.pk}/delete/", headers=headers)
        assert (response.get("HX-Redirect") == home) is leads


def test_names_with_markup_stay_text(owner: Client, project: Project) -> None:
    name = "<img src=x onerror=alert(1)>"
    owner.post(f"/projects/{project.pk}/rename/", {"name": name})
    Session.objects.create(project=project, name=name)
    for path in ("/", f"/projects/{project.pk}/"):
        assert b"<img src=x" not in owner.get(path).content
