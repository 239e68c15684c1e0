"""Another site makes the visitor of a person who is signed in send requests."""

import pytest
from django.test import Client

from accounts.models import ApiToken, User
from projects.models import Project
from tests.accounts.callers import JSON, program_of


@pytest.fixture
def visitor(alice: User) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    return client


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", "/api/projects/"),
        ("patch", "/api/projects/{project}/"),
        ("delete", "/api/projects/{project}/"),
        ("post", "/api/projects/{project}/members/"),
        ("post", "/api/sessions/"),
        ("post", "/projects/create/"),
        ("post", "/projects/{project}/delete/"),
        ("post", "/projects/{project}/members/add/"),
        ("post", "/settings/tokens/"),
        ("post", "/settings/profile/"),
        ("post", "/accounts/logout/"),
    ],
)
def test_a_request_without_the_csrf_token_is_refused(visitor: Client, project: Project, method: str, path: str) -> None:
    data = {"name": project.name, "scopes": "read"}
    response = getattr(visitor, method)(path.format(project=project.pk), data, JSON)
    assert response.status_code == 403
    assert Project.objects.get().deleted_at is None
    assert not ApiToken.objects.exists()


def test_the_page_itself_may(visitor: Client) -> None:
    visitor.cookies["csrftoken"] = "a" * 32
    response = visitor.post("/api/projects/", {"name": "x"}, JSON, headers={"X-CSRFToken": "a" * 32})
    assert response.status_code == 201


def test_a_token_needs_none(alice: User) -> None:
    program = program_of(alice)
    program.handler.enforce_csrf_checks = True
    assert program.post("/api/projects/", {"name": "x"}, JSON).status_code == 201
