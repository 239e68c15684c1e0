"""Many ratings in one go, with what was said."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from library.actions import change_each, change_outputs
from live.models import Event
from projects.models import Session
from ratings.models import Rating
from tests.generations.rows import an_output


@pytest.fixture
def topics_locked() -> Iterator[list[str]]:
    found: list[str] = []

    def look(execute: Any, sql: str, *rest: Any) -> Any:
        found.extend([sql] if sql.startswith("INSERT INTO live_topic ") else [])
        return execute(sql, *rest)

    with connection.execute_wrapper(look):
        yield found


def test_a_note_alone_is_a_change_that_can_be_taken_back(session: Session, bob: User) -> None:
    liked, other = (an_output(session).pk for _ in range(2))
    change_outputs(by=bob, do="like", outputs=[liked])
    done = change_outputs(by=bob, do="like", outputs=[liked, other], note="The light")
    assert done.changed == 2
    assert set(Rating.objects.values_list("note", flat=True)) == {"The light"}
    assert change_outputs(by=bob, do="like", outputs=[liked, other], note="The light").changed == 0
    for request in done.undo:
        change_outputs(by=bob, **request)
    assert list(Rating.objects.values_list("output", "note")) == [(liked, "")]


def test_several_changes_as_one_are_told_once(session: Session, bob: User, topics_locked: list[str]) -> None:
    """Whoever locks topics twice in a transaction may wait for somebody who waits for them."""
    one, two = (an_output(session) for _ in range(2))
    do = [{"do": "like", "outputs": [two.pk]}, {"do": "tag", "outputs": [one.pk], "tags": ["night"]}]
    assert [done.changed for done in change_each(by=bob, requests=do)] == [1, 1]
    assert len(topics_locked) == 1
    told = Event.objects.filter(topic=f"session:{session.pk}").values_list("ref", flat=True)
    assert list(told)[-2:] == [f"output:{two.pk}", f"output:{one.pk}"]
