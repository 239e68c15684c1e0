"""Projects over REST."""

import pytest

from accounts.models import User
from projects.models import Project, Role
from tests.accounts.callers import JSON, program_of


def test_who_makes_a_project_owns_it(charlie: User) -> None:
    response = program_of(charlie).post("/api/projects/", {"name": " Autumn "}, JSON)
    assert response.status_code == 201
    made = Project.objects.get()
    assert made.created_by == charlie
    assert response.json().items() >= {"id": made.pk, "name": "Autumn", "role": "owner"}.items()
    assert response.json()["created_at"].endswith("Z")


def test_each_member_sees_the_own_role(alice: User, bob: User, vera: User, charlie: User, project: Project) -> None:
    def roles(user: User) -> list[str]:
        return [row["role"] for row in program_of(user).get("/api/projects/").json()["results"]]

    assert [roles(user) for user in (alice, bob, vera, charlie)] == [["owner"], ["editor"], ["viewer"], []]


@pytest.mark.parametrize("name", ["", "  ", "x" * 121, None, {"a": 1}, "a\x00"])
def test_a_bad_name_is_named(alice: User, project: Project, name: object) -> None:
    client = program_of(alice)
    answers = [
        client.post("/api/projects/", {"name": name}, JSON),
        client.patch(f"/api/projects/{project.pk}/", {"name": name}, JSON),
    ]
    for response in answers:
        assert response.status_code == 400
        assert list(response.json()["error"]["fields"]) == ["name"]
    assert Project.objects.count() == 1


def test_renaming(alice: User, project: Project) -> None:
    response = program_of(alice).patch(f"/api/projects/{project.pk}/", {"name": "Summer"}, JSON)
    assert (response.json()["name"], response.json()["role"]) == ("Summer", "owner")


def test_changing_nothing_is_fine(alice: User, project: Project) -> None:
    assert program_of(alice).patch(f"/api/projects/{project.pk}/", {}, JSON).json()["name"] == "Spring campaign"


def test_deleting_marks_it_and_keeps_its_rows_for_tidying(alice: User, project: Project) -> None:
    assert program_of(alice).delete(f"/api/projects/{project.pk}/").status_code == 204
    project.refresh_from_db()
    assert project.deleted_at
    assert project.memberships.filter(role=Role.OWNER).exists()
