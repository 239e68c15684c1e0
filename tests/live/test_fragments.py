"""The pieces of pages that are fetched again, and what a page asks whose websocket does not come through."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import cast

import pytest
from django.conf import settings
from django.test import Client
from django.test.utils import override_settings
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from live import fragments
from live.publish import Change, publish
from projects.models import Project

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A kind of fragment that exists only here, registered like every other."""
    (tmp_path / "_sample.html").write_text('<li id="sample-{{ project.pk }}">{{ project.name }}</li>')

    def rows(user: User, pks: Sequence[int]) -> Iterable[Project]:
        return Project.objects.visible_to(user).filter(pk__in=pks)

    monkeypatch.setattr(fragments, "kinds", dict(fragments.kinds))
    fragments.register("sample", "_sample.html", rows, "project")
    engine = settings.TEMPLATES[0]
    with override_settings(TEMPLATES=[engine | {"DIRS": [tmp_path, *cast("list[Path]", engine["DIRS"])]}]):
        yield


def get(client: Client, *refs: str, status: int = 200) -> str:
    answer = client.get("/live/", {"f": refs})
    assert answer.status_code == status
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode()


def test_visible_rows_are_rendered_once_and_others_left_out(alice_browser: Client, project: Project) -> None:
    foreign = Project.objects.create(name="Secret")
    html = get(alice_browser, *(f"sample:{pk}" for pk in (project.pk, foreign.pk, 10**17, project.pk)))
    assert html == f'<li id="sample-{project.pk}">Spring campaign</li>'


def test_names_are_escaped(alice_browser: Client, project: Project) -> None:
    Project.objects.update(name="<script>")
    assert "&lt;script&gt;" in get(alice_browser, f"sample:{project.pk}")


def test_the_number_of_queries_does_not_grow(
    alice_browser: Client, project: Project, alice: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many = Project.objects.bulk_create(Project(name="Another") for _ in range(100))
    for row in many:
        row.memberships.create(user=alice)
    with django_assert_num_queries(3):  # the session, the person, the rows
        assert get(alice_browser, *(f"sample:{row.pk}" for row in many)).count("<li") == 100


@pytest.mark.parametrize(
    "refs", [["nothing:1"], ["sample:x"], ["sample"], ["sample:"], [":1"], ["sample:" + "9" * 40], ["sample:1"] * 101]
)
def test_impossible_questions_are_refused(alice_browser: Client, refs: list[str]) -> None:
    get(alice_browser, *refs, status=400)


def test_nobody_gets_nothing(client: Client, project: Project, mine: str) -> None:
    assert client.get("/live/", {"f": f"sample:{project.pk}"}).status_code == 403
    assert client.get("/live/changes/", {"topic": mine}).status_code == 403


def test_changes_answer_like_the_websocket(
    signed_in: Callable[[User], Client], alice: User, charlie: User, mine: str
) -> None:
    publish(Change((mine,), "project:1", "put"), Change((mine,), "project:2", "new"))
    answer = signed_in(alice).get("/live/changes/", {"topic": mine, "since": "1"})
    assert answer.json() == {"op": "ok", "topic": mine, "rev": 2, "refs": ["project:2"]}
    assert signed_in(alice).get("/live/changes/", {"topic": mine}).json()["refs"] == []
    refused = signed_in(charlie).get("/live/changes/", {"topic": mine, "since": "1"})
    assert (refused.status_code, refused.json()) == (404, {"op": "deny", "topic": mine})


@pytest.mark.parametrize("since", ["x", "-1", "1.5", "²", ""])
def test_a_revision_is_a_number(alice_browser: Client, mine: str, since: str) -> None:
    assert alice_browser.get("/live/changes/", {"topic": mine, "since": since}).status_code == 400
