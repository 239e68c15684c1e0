import pytest

from accounts.models import User
from projects.models import Project
from tests.accounts.callers import JSON, program_of


@pytest.mark.parametrize(
    ("scopes", "read", "write"),
    [
        (["read"], 200, 403),
        (["write"], 403, 201),
        (["generate"], 403, 403),
        (["read", "write"], 200, 201),
    ],
)
def test_a_token_does_what_its_scopes_say(alice: User, scopes: list[str], read: int, write: int) -> None:
    program = program_of(alice, *scopes)
    assert program.get("/api/projects/").status_code == read
    assert program.post("/api/projects/", {"name": "New"}, JSON).status_code == write
    assert Project.objects.exists() is (write == 201)


def test_a_missing_scope_is_named(alice: User) -> None:
    error = program_of(alice, "read").post("/api/projects/", {"name": "New"}, JSON).json()["error"]
    assert error["code"] == "permission_denied"
    assert "write" in error["message"]


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_reading_does_not_change(alice: User, project: Project, method: str) -> None:
    response = getattr(program_of(alice, "read"), method)(f"/api/projects/{project.pk}/", {"name": "X"}, JSON)
    assert response.status_code in {403, 405}
    project.refresh_from_db()
    assert project.name == "Spring campaign"
