"""Prompts that a person keeps."""

import json
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from generations.actions import delete_output
from generations.models import Output
from projects.actions import create_project
from projects.models import Project, Session
from ratings.models import Favorite
from tests.accounts.callers import JSON, program_of
from tests.generations.rows import an_output

URL = "/api/favorites/"


def keep(by: Client, **body: Any) -> Any:
    return by.post(URL, body, JSON)


def kept(by: Client, **query: Any) -> list[str]:
    return [row["text"] for row in by.get(URL, query).json()["results"]]


def test_the_same_words_are_kept_once(program: Client, output: Output) -> None:
    first = keep(program, output=output.pk)
    assert first.status_code == 201
    assert first.json()["text"] == "a lighthouse at dawn"
    assert first.json()["output"] == output.pk
    again = keep(program, project=output.project_id, text=" a lighthouse at dawn ")
    assert (again.status_code, again.json()) == (200, first.json())
    assert Favorite.objects.count() == 1


def test_they_are_paged_and_found_by_project_and_words(program: Client, bob: User, project: Project) -> None:
    other = create_project(name="Other", by=bob)
    for place, text in ((project, "a lake"), (project, "a harbour"), (other, "the lake")):
        keep(program, project=place.pk, text=text)
    assert kept(program) == ["the lake", "a harbour", "a lake"]
    assert kept(program, q="LAKE") == ["the lake", "a lake"]
    assert kept(program, project=project.pk) == ["a harbour", "a lake"]
    page = program.get(URL, {"limit": 2}).json()
    assert [row["text"] for row in program.get(page["next"]).json()["results"]] == ["a lake"]
    assert program.get(URL, {"project": "x"}).status_code == 400


def test_they_are_the_persons_own(program: Client, alice: User, output: Output) -> None:
    row = keep(program, output=output.pk).json()
    other = program_of(alice)
    assert kept(other) == []
    assert other.delete(f"{URL}{row['id']}/").status_code == 404
    assert keep(other, output=output.pk).status_code == 201
    assert program.delete(f"{URL}{row['id']}/").status_code == 204
    assert program.delete(f"{URL}{row['id']}/").status_code == 404
    assert kept(other) == ["a lighthouse at dawn"]


def test_the_words_stay_when_the_picture_goes(program: Client, output: Output) -> None:
    keep(program, output=output.pk)
    delete_output(output=output)
    (row,) = program.get(URL).json()["results"]
    assert (row["text"], row["output"]) == ("a lighthouse at dawn", None)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": "words"},
        {"project": "P"},
        {"project": "P", "text": "  "},
        {"project": "P", "text": 5},
        {"project": "P", "text": "x" * 20_001},
        {"project": "P", "text": "\ud800"},
        {"output": "O", "text": "other words"},
        {"output": True},
        {"output": 2**63},
        {"output": "U"},
    ],
)
def test_what_is_no_prompt_is_refused(program: Client, session: Session, output: Output, body: dict[str, Any]) -> None:
    ids = {"P": session.project_id, "O": output.pk, "U": an_output(session, provider="upload", prompt="sea.png").pk}
    sent = {name: ids.get(value, value) if isinstance(value, str) else value for name, value in body.items()}
    answer = program.post(URL, json.dumps(sent), JSON)
    assert answer.status_code == 400
    assert answer.json()["error"]["fields"]
    assert not Favorite.objects.exists()


@pytest.mark.parametrize(("name", "status"), [("vera", 403), ("charlie", 404)])
def test_only_those_who_work_there_keep(request: pytest.FixtureRequest, output: Output, name: str, status: int) -> None:
    program = program_of(request.getfixturevalue(name))
    assert keep(program, output=output.pk).status_code == status
    assert keep(program, project=output.project_id, text="words").status_code == status
    assert not Favorite.objects.exists()


def test_who_has_left_the_project_finds_none(program: Client, bob: User, output: Output) -> None:
    keep(program, output=output.pk)
    bob.memberships.all().delete()
    assert kept(program) == []
