"""Ids of other people's rows, in the address and in the body, are answered like ids that do not exist."""

from typing import Any

import pytest

from accounts.models import User
from projects.models import Membership, Project, Role, Session
from tests.accounts.callers import JSON, program_of


@pytest.fixture
def own(charlie: User) -> Project:
    own = Project.objects.create(name="Charlie's own")
    Membership.objects.create(project=own, user=charlie, role=Role.OWNER)
    return own


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("get", "projects/{project}/", {}),
        ("patch", "projects/{project}/", {"name": "x"}),
        ("delete", "projects/{project}/", {}),
        ("get", "projects/{project}/members/", {}),
        ("post", "projects/{project}/members/", {"email": "charlie@example.com"}),
        ("patch", "projects/{project}/members/{charlie}/", {"role": "owner"}),
        ("delete", "projects/{project}/members/{charlie}/", {}),
        ("delete", "projects/{project}/members/{bob}/", {}),
        ("patch", "projects/{own}/members/{bob}/", {"role": "owner"}),
        ("delete", "projects/{own}/members/{bob}/", {}),
        ("get", "sessions/{session}/", {}),
        ("patch", "sessions/{session}/", {"name": "x"}),
        ("delete", "sessions/{session}/", {}),
        ("post", "sessions/", {"project": "project", "name": "x"}),
    ],
)
def test_a_foreign_id_and_a_missing_one_get_the_same_answer(
    charlie: User, bob: User, own: Project, session: Session, method: str, path: str, body: dict[str, Any]
) -> None:
    there = {"project": session.project_id, "session": session.pk, "bob": bob.pk, "charlie": charlie.pk, "own": own.pk}
    missing = {**there, "project": 999_001, "session": 999_002, "bob": 999_003}
    facts = [list(model.objects.order_by("pk").values()) for model in (Project, Membership, Session)]

    def answer(ids: dict[str, int]) -> tuple[int, bytes]:
        filled = {name: ids.get(value, value) for name, value in body.items()}
        how = {} if method == "get" else {"content_type": JSON}
        response = getattr(program_of(charlie), method)(f"/api/{path.format(**ids)}", filled, **how)
        return response.status_code, response.content

    assert answer(there) == answer(missing)
    assert answer(there)[0] == 404
    assert facts == [list(model.objects.order_by("pk").values()) for model in (Project, Membership, Session)]
