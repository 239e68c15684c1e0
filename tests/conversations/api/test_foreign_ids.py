"""Rows of the person's other projects and conversations are answered like rows that do not exist."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from conversations.actions import Asked, start_conversation
from conversations.models import Conversation
from generations.models import Output
from projects.actions import create_project, create_session
from projects.models import Session, SessionKind
from tests.conversations.api.conftest import URL, Post
from tests.conversations.conftest import Start
from tests.conversations.working import MASKED, SEEDREAM, a_still, first_turn, pictures, settle

MISSING = 999_999


def a_talk_of(person: User, name: str) -> Conversation:
    """In a project of their own, with one turn that has a picture."""
    project = create_project(name=name, by=person)
    session = create_session(project=project, kind=SessionKind.IMAGE, name=name, by=person)
    still, words = a_still(session, "navy", author=person), Asked("make it day", (SEEDREAM,))
    talk = start_conversation(source=still, by=person, asked=words)
    settle(first_turn(talk))
    return talk


@pytest.fixture
def elsewhere(bob: User) -> Conversation:
    """Bob may see it, but it has nothing to do with the project that he works in."""
    return a_talk_of(bob, "Elsewhere")


def told(response: Any, pk: int) -> tuple[int, str]:
    return response.status_code, response.content.decode().replace(str(pk), "N")


@pytest.mark.parametrize("address", ["", "estimate/"])
@pytest.mark.parametrize("field", ["references", "mask"])
def test_a_picture_of_another_project(
    elsewhere: Conversation, post_start: Post, post_turn: Post, start: Start,
    nothing_made: Callable[[], None], address: str, field: str,
) -> None:  # fmt: skip
    picture, talk = elsewhere.source_id, start(MASKED)
    settle(first_turn(talk))
    nothing_made()
    for post in (partial(post_start, address, models=[MASKED]), partial(post_turn, talk, address)):
        there, missing = (post(**{field: [pk] if field == "references" else pk}) for pk in (picture, MISSING))
        assert told(there, picture) == told(missing, MISSING)
        assert (there.status_code, list(there.json()["error"]["fields"])) == (400, [field])


@pytest.mark.parametrize("whose", ["elsewhere", "sibling"])
@pytest.mark.parametrize("address", ["", "estimate/"])
@pytest.mark.parametrize("kind", ["turn", "output"])
def test_a_part_of_another_conversation_to_go_on_from(
    request: pytest.FixtureRequest, post_turn: Post, start: Start,
    nothing_made: Callable[[], None], whose: str, address: str, kind: str,
) -> None:  # fmt: skip
    other, talk = start() if whose == "sibling" else request.getfixturevalue(whose), start()
    for each in {other, talk}:
        settle(first_turn(each))
    part = first_turn(other).pk if kind == "turn" else pictures(first_turn(other))[0].pk
    nothing_made()
    there, missing = (post_turn(talk, address, continues=f"{kind}:{pk}") for pk in (part, MISSING))
    assert told(there, part) == told(missing, MISSING)
    assert (there.status_code, list(there.json()["error"]["fields"])) == (400, ["continues"])


def test_what_a_deleted_session_held_is_gone(program: Client, start: Start, session: Session, source: Output) -> None:
    talk = start()
    Session.objects.filter(pk=session.pk).update(deleted_at="2026-01-01T00:00Z")
    for path in (f"{URL}{talk.pk}/", f"/api/turns/{first_turn(talk).pk}/", f"{URL}{talk.pk}/turns/"):
        assert program.get(path).status_code == 404
    assert program.get(URL).json()["results"] == []
