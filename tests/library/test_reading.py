"""The newest of all projects: whose they are, in what order, and at what price, whichever way they are found."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from generations import search
from generations.actions.tags import tags_named
from generations.models import Output
from library import reading
from library.filters import OutputFilters
from library.reading import outputs_page
from projects.models import Project, Session
from ratings.actions import rate_outputs
from ratings.models.rating import Value
from tests.generations.rows import an_output

PROJECTS, EACH = 4, 6
NOTHING: dict[str, str] = {}
ASKED: list[dict[str, str]] = [
    NOTHING,
    {"q": "lake"},
    {"q": "rare"},
    {"q": "nowhere"},
    {"q": "-rare"},
    {"q": '"number 3"'},
    {"kind": "video"},
    {"kind": "video", "q": "lake -rare"},
    {"model": "local-flow"},
    {"from": "2020-01-01"},
    {"to": "2020-01-01"},
    {"videos": "false"},
    {"rating": "1"},
    {"rating": "1", "q": "rare"},
    {"tag": "blue"},
    {"tag": "blue", "q": "lake", "rating": "1"},
]


def rows_of(user: User, asked: Mapping[str, Any], **place: Any) -> list[Any]:
    filters = OutputFilters(data=asked)
    filters.is_valid(raise_exception=True)
    return outputs_page(user, filters, **place)


def found(user: User, asked: Mapping[str, Any] = NOTHING, **place: Any) -> list[int]:
    return [row.pk for row in rows_of(user, asked, **place)]


@pytest.fixture
def library(bob: User, charlie: User) -> list[Output]:
    """Of several projects in turns, newest first; of the last one bob is no member."""
    projects = [Project.objects.create(name=f"No. {number}") for number in range(PROJECTS)]
    for project in projects:
        project.memberships.create(user=charlie if project == projects[-1] else bob)
    sessions = [Session.objects.create(project=project, name="One", created_by=bob) for project in projects]
    rows = []
    for number in range(EACH):
        for place, session in enumerate(sessions):
            kind, model = ("image", "local-flow") if number % 2 else ("video", "local-landscape")
            prompt = f"a lake, number {number}" + (" rare" if number == 1 and place == 0 else "")
            rows.append(an_output(session, author=bob, kind=kind, model=model, prompt=prompt))
    for row in rows[::3]:
        row.tags.set(tags_named(row.project_id, ["blue"]))
    rate_outputs(outputs=[row for row in rows[::2] if row.project != projects[-1]], by=bob, value=Value.LIKE)
    return [row for row in reversed(rows) if row.project != projects[-1]]


@pytest.mark.parametrize(("recent", "few", "rare"), [(0, 24, 5000), (3, 24, 0), (0, 0, 0)])
def test_every_way_finds_the_same(
    bob: User, library: list[Output], monkeypatch: pytest.MonkeyPatch, recent: int, few: int, rare: int
) -> None:
    """In small libraries the first look finds everything; in large ones what is rare or old is found otherwise."""
    plain = {number: found(bob, asked) for number, asked in enumerate(ASKED)}
    assert plain[0] == [row.pk for row in library]
    assert [len(pks) for pks in plain.values()] == [18, 18, 1, 0, 17, 3, 9, 9, 9, 18, 0, 18, 12, 1, 6, 4]
    monkeypatch.setattr(reading, "RECENT", recent)
    monkeypatch.setattr(reading, "FEW", few)
    monkeypatch.setattr(search, "RARE", rare)
    for number, asked in enumerate(ASKED):
        assert found(bob, asked, count=2) == plain[number][:2], asked
        assert found(bob, asked, before=library[4].pk) == [pk for pk in plain[number] if pk < library[4].pk], asked
        assert found(bob, asked, newer=library[9].pk) == [pk for pk in plain[number] if pk > library[9].pk], asked


def test_pages_follow_each_other_while_others_are_made(bob: User, library: list[Output]) -> None:
    seen: list[int] = []
    while page := found(bob, count=5, before=seen[-1] if seen else None):
        seen += page
        an_output(library[0].generation.session, author=bob)
    assert seen == [row.pk for row in library]


def test_shows_nobody_what_is_not_theirs(bob: User, charlie: User, vera: User, library: list[Output]) -> None:
    theirs = set(found(charlie))
    assert len(theirs) == EACH
    assert not theirs & set(found(bob))
    assert found(vera) == []
    library[0].project.memberships.all().delete()
    assert library[0].project_id not in {row.project_id for row in Output.objects.filter(pk__in=found(bob))}
    for asked in ({"project": library[0].project_id}, {"q": "lake", "session": library[0].generation.session_id}):
        assert found(bob, asked) == []


@pytest.mark.parametrize("table", ["output", "generation", "session", "project", "hidden"])
def test_shows_nothing_that_was_deleted(bob: User, library: list[Output], table: str) -> None:
    gone, name = library[0], "hidden_at" if table == "hidden" else "deleted_at"
    of = gone.generation
    row = {"output": gone, "hidden": gone, "generation": of, "session": of.session, "project": of.project}[table]
    type(row)._base_manager.filter(pk=row.pk).update(**{name: "2026-01-01T00:00Z"})
    for asked in ({}, {"q": "lake"}, {"rating": "1"}, {"kind": gone.kind}, {"tag": "blue"}):
        assert gone.pk not in found(bob, asked)


def test_a_page_takes_few_queries_however_long(
    bob: User, library: list[Output], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "RECENT", 1)
    for asked in ASKED:
        for count in (2, 20):
            with CaptureQueriesContext(connection) as queries:
                for row in rows_of(bob, asked, count=count):
                    assert None not in (row.generation.prompt, row.role, row.rev, row.likes, row.iteration_count)
            assert len(queries) <= 6, asked
