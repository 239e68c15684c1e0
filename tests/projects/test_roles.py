"""Who may do what: every action by every role, by token, by session and through the pages."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from django.test import Client

from accounts.models import User
from projects.models import Membership, Project, Role, Session
from tests.accounts.callers import JSON, program_of

ClientOf = Callable[[User], Client]
PEOPLE = ("alice", "bob", "vera", "charlie", "nobody")


class Action(NamedTuple):
    """The answers to the owner, the editor, the viewer, a stranger and nobody."""

    method: str
    path: str
    body: dict[str, Any]
    answers: tuple[int, int, int, int, int]


REST = [
    Action("get", "/api/projects/{project}/", {}, (200, 200, 200, 404, 401)),
    Action("patch", "/api/projects/{project}/", {"name": "New"}, (200, 403, 403, 404, 401)),
    Action("delete", "/api/projects/{project}/", {}, (204, 403, 403, 404, 401)),
    Action("get", "/api/projects/{project}/members/", {}, (200, 200, 200, 404, 401)),
    Action("post", "/api/projects/{project}/members/", {"email": "dora@example.com"}, (201, 403, 403, 404, 401)),
    Action("patch", "/api/projects/{project}/members/{emil}/", {"role": "editor"}, (200, 403, 403, 404, 401)),
    Action("delete", "/api/projects/{project}/members/{emil}/", {}, (204, 403, 403, 404, 401)),
    Action("get", "/api/sessions/{session}/", {}, (200, 200, 200, 404, 401)),
    Action("post", "/api/sessions/", {"project": "project", "name": "New"}, (201, 201, 403, 404, 401)),
    Action("patch", "/api/sessions/{session}/", {"name": "New"}, (200, 200, 403, 404, 401)),
    Action("patch", "/api/sessions/{session}/", {"archived": True}, (200, 200, 403, 404, 401)),
    Action("delete", "/api/sessions/{session}/", {}, (204, 403, 403, 404, 401)),
]
PAGES = [
    Action("get", "/projects/{project}/", {}, (200, 200, 200, 404, 302)),
    Action("get", "/projects/{project}/sessions/", {}, (200, 200, 200, 404, 302)),
    Action("post", "/projects/{project}/rename/", {"name": "New"}, (302, 403, 403, 404, 302)),
    Action("post", "/projects/{project}/delete/", {"name": "Spring campaign"}, (302, 403, 403, 404, 302)),
    Action(
        "post",
        "/projects/{project}/members/add/",
        {"email": "dora@example.com", "role": "viewer"},
        (302, 403, 403, 404, 302),
    ),
    Action("post", "/projects/{project}/members/{emil}/role/", {"role": "editor"}, (204, 403, 403, 404, 302)),
    Action("post", "/projects/{project}/members/{emil}/remove/", {}, (204, 403, 403, 404, 302)),
    Action("post", "/projects/{project}/sessions/create/", {"kind": "image"}, (302, 302, 403, 404, 302)),
    Action("post", "/sessions/{session}/rename/", {"name": "New"}, (302, 302, 403, 404, 302)),
    Action("post", "/sessions/{session}/archive/", {}, (204, 204, 403, 404, 302)),
    Action("post", "/sessions/{session}/unarchive/", {}, (204, 204, 403, 404, 302)),
    Action("post", "/sessions/{session}/delete/", {}, (302, 403, 403, 404, 302)),
]


@pytest.fixture
def ids(project: Project, session: Session) -> dict[str, int]:
    User.objects.create_user("dora@example.com")
    emil = User.objects.create_user("emil@example.com")
    Membership.objects.create(project=project, user=emil, role=Role.VIEWER)
    return {"project": project.pk, "session": session.pk, "emil": emil.pk}


@pytest.fixture
def people(alice: User, bob: User, vera: User, charlie: User) -> dict[str, User]:
    return {"alice": alice, "bob": bob, "vera": vera, "charlie": charlie}


def _each(actions: list[Action]) -> list[Any]:
    return [
        pytest.param(action, person, answer, id=f"{action.method}-{action.path}-{person}")
        for action in actions
        for person, answer in zip(PEOPLE, action.answers, strict=True)
    ]


def _do(client: Client, action: Action, ids: dict[str, int], **how: str) -> int:
    body = {name: ids.get(value, value) for name, value in action.body.items()}
    response = getattr(client, action.method)(action.path.format(**ids), body, **how)
    return int(response.status_code)


def _facts() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in (Project, Membership, Session)]


@pytest.mark.parametrize("by", ["token", "session"])
@pytest.mark.parametrize(("action", "person", "answer"), _each(REST))
def test_rest(
    ids: dict[str, int], people: dict[str, User], signed_in: ClientOf, action: Action, person: str, answer: int, by: str
) -> None:
    client_of = program_of if by == "token" else signed_in
    client = client_of(people[person]) if person in people else Client()
    before = _facts()
    assert _do(client, action, ids, **({} if action.method == "get" else {"content_type": JSON})) == answer
    assert (_facts() == before) is (answer >= 400 or action.method == "get")


@pytest.mark.parametrize(("action", "person", "answer"), _each(PAGES))
def test_pages(
    ids: dict[str, int], people: dict[str, User], signed_in: ClientOf, action: Action, person: str, answer: int
) -> None:
    client = signed_in(people[person]) if person in people else Client()
    before = _facts()
    assert _do(client, action, ids) == answer
    refused = answer >= 400 or person == "nobody" or action.method == "get"
    assert (_facts() == before) is (refused or "unarchive" in action.path)
