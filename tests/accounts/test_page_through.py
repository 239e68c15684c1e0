"""Keyset pages of a REST list."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from projects.models import Project, Session
from tests.accounts.callers import program_of


def _add(project: Project, count: int) -> list[int]:
    return [Session.objects.create(project=project, name="x").pk for _ in range(count)]


def _pages(client: Client, url: str) -> list[list[int]]:
    pages: list[list[int]] = []
    page: dict[str, Any] = {"next": url}
    while page["next"]:
        page = client.get(page["next"]).json()
        pages.append([row["id"] for row in page["results"]])
    return pages


def test_every_row_once_newest_first(alice: User, project: Project) -> None:
    made = _add(project, 7)
    pages = _pages(program_of(alice), "/api/sessions/?limit=3")
    assert [len(page) for page in pages] == [3, 3, 1]
    assert [row for page in pages for row in page] == made[::-1]


def test_a_full_last_page_has_no_next(alice: User, project: Project) -> None:
    _add(project, 3)
    assert len(_pages(program_of(alice), "/api/sessions/?limit=3")) == 1


def test_rows_added_meanwhile_neither_repeat_nor_hide_any(alice: User, project: Project) -> None:
    made = _add(project, 4)
    client = program_of(alice)
    first = client.get("/api/sessions/?limit=2").json()
    _add(project, 3)
    second = client.get(first["next"]).json()
    assert [row["id"] for row in first["results"] + second["results"]] == made[::-1]


def test_next_keeps_the_filters(alice: User, project: Project) -> None:
    _add(project, 3)
    Session.objects.create(project=project, name="clip", kind="video")
    pages = _pages(program_of(alice), f"/api/sessions/?limit=1&kind=image&project={project.pk}")
    assert len(pages) == 3


def test_a_page_is_50_rows_and_200_at_most(alice: User, project: Project) -> None:
    Session.objects.bulk_create(Session(project=project, name="x") for _ in range(201))
    client = program_of(alice)
    assert len(client.get("/api/sessions/").json()["results"]) == 50
    assert len(client.get("/api/sessions/?limit=1000").json()["results"]) == 200


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=-1", "limit=x", "limit=", "limit=1.5", "before=x", "before=0", "before=٣"]
)
def test_a_bad_page_is_named(alice: User, query: str) -> None:
    response = program_of(alice).get(f"/api/projects/?{query}")
    assert response.status_code == 400
    assert list(response.json()["error"]["fields"]) == [query.partition("=")[0]]
