from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from generations.actions.tags import tags_named
from generations.models import Batch
from projects.models import Session
from tests.accounts.callers import JSON, program_of
from tests.generations.rows import a_generation

URL = "/api/batches/"


def a_batch(session: Session, **facts: Any) -> Batch:
    tags = facts.pop("tags", [])
    batch = Batch.objects.create(project=session.project, session=session, author=session.created_by, **facts)
    batch.tags.set(tags_named(session.project_id, tags))
    a_generation(session, batch=batch, prompt=f"prompt of {batch.title}")
    return batch


def test_a_batch_tells_how_far_it_is(vera: User, session: Session) -> None:
    batch = a_batch(session, title="Lakes")
    [row] = program_of(vera).get(URL).json()["results"]
    assert row == program_of(vera).get(f"{URL}{batch.pk}/").json()
    assert row["title"] == "Lakes"
    assert row["progress"]["total"] == row["progress"]["succeeded"] == 1


@pytest.mark.parametrize(
    "query",
    [
        {"purpose": "upload"},
        {"tag": "nächtlich"},
        {"q": "FOG"},
        {"q": "concept of"},
        {"q": "prompt of Fog"},
        {"tag": 'quo"te', "q": "fog"},
    ],
)
def test_find_a_batch(bob: User, session: Session, query: dict[str, str]) -> None:
    a_batch(session, title="Lakes", tags=["nächt", "quo"])
    wanted = a_batch(session, title="Fog", concept="concept of fog", purpose="upload", tags=["nächtlich", 'quo"te'])
    assert [row["id"] for row in program_of(bob).get(URL, query).json()["results"]] == [wanted.pk]


def test_name_and_sort_it_and_change_nothing_else(bob: User, alice: User, session: Session) -> None:
    batch = a_batch(session, title="Lakes", concept="still water")
    asked = {"title": "Ponds", "tags": ["wet", "wet", "calm"], "author": bob.pk, "purpose": "upload", "id": 7}
    answer = program_of(bob).patch(f"{URL}{batch.pk}/", asked, JSON).json()
    assert (answer["title"], answer["concept"], answer["tags"]) == ("Ponds", "still water", ["calm", "wet"])
    assert (answer["author"], answer["purpose"], answer["id"]) == (alice.pk, "compose", batch.pk)


@pytest.mark.parametrize("asked", [{"title": "x" * 121}, {"title": 5}, {"tags": "wet"}, {"tags": [1]}, {"tags": [""]}])
def test_words_that_do_not_fit(bob: User, session: Session, asked: dict[str, Any]) -> None:
    batch = a_batch(session, title="Lakes")
    assert program_of(bob).patch(f"{URL}{batch.pk}/", asked, JSON).status_code == 400
    batch.refresh_from_db()
    assert (batch.title, batch.tag_names) == ("Lakes", [])


@pytest.mark.parametrize("count", [2, 20])
def test_a_page_takes_the_same_queries_however_long(
    bob: User, session: Session, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        a_batch(session, title=f"{number}")
    program = program_of(bob)
    program.get(URL)
    # The token, the page, the counts of its batches, their tags.
    with django_assert_num_queries(4):
        assert len(program.get(URL).json()["results"]) == count
