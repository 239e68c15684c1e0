"""GET /api/trash/: what a person can restore, deleted last first, and until when."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from accounts.models import User
from conversations.actions import delete_conversation
from conversations.models import Conversation
from generations.actions import delete_output
from library.trash import trash_for
from projects.actions import create_project, create_session, delete_project, delete_session
from projects.models import TRASH_KEPT, Session, SessionKind
from tests.accounts.callers import program_of
from tests.generations.rows import an_output
from tests.generations.trash import time_passes

pytestmark = pytest.mark.django_db


@pytest.fixture
def conversation(session: Session, bob: User) -> Conversation:
    facts = {"project": session.project, "session": session, "author": bob, "title": "At night"}
    return Conversation.objects.create(source=an_output(session), **facts)


def test_newest_first_with_the_day_on_which_it_goes(session: Session, conversation: Conversation, alice: User) -> None:
    other = create_session(project=session.project, kind=SessionKind.IMAGE, name="Drafts", by=alice)
    gone = create_project(name="Last year", by=alice)
    delete_conversation(conversation=conversation)
    time_passes(timedelta(days=1))
    delete_session(session=other)
    time_passes(timedelta(days=1))
    delete_project(project=gone)
    rows = program_of(alice).get("/api/trash/").json()
    assert [(row["kind"], row["id"], row["name"]) for row in rows] == [
        ("project", gone.pk, "Last year"),
        ("session", other.pk, "Drafts"),
        ("conversation", conversation.pk, "At night"),
    ]
    assert {row["project"] for row in rows} == {gone.pk, session.project_id}
    assert all(row.purge_at - row.deleted_at == TRASH_KEPT for row in trash_for(alice))


def test_only_what_the_person_may_restore(
    session: Session, conversation: Conversation, bob: User, vera: User, charlie: User
) -> None:
    other = create_session(project=session.project, kind=SessionKind.IMAGE, name="Drafts", by=bob)
    delete_session(session=other)
    delete_conversation(conversation=conversation)
    assert [row.kind for row in trash_for(bob)] == ["conversation"]
    assert not trash_for(vera)
    assert not trash_for(charlie)


def test_what_is_in_something_deleted_is_not_listed(session: Session, conversation: Conversation, alice: User) -> None:
    delete_conversation(conversation=conversation)
    delete_session(session=session)
    assert [row.kind for row in trash_for(alice)] == ["session"]
    delete_project(project=session.project)
    assert [row.kind for row in trash_for(alice)] == ["project"]


def test_outputs_are_in_the_list_of_outputs(session: Session, bob: User, vera: User) -> None:
    there, gone = an_output(session), an_output(session)
    delete_output(output=gone)

    def ids(person: User, query: str) -> list[int]:
        return [row["id"] for row in program_of(person).get(f"/api/outputs/{query}").json()["results"]]

    assert ids(bob, "") == [there.pk]
    assert ids(bob, "?trash=true") == [gone.pk]
    assert ids(vera, "?trash=true") == []


def test_a_long_list_costs_no_more_queries(
    session: Session, alice: User, django_assert_num_queries: Callable[..., object]
) -> None:
    for number in range(30):
        delete_session(session=create_session(project=session.project, kind="image", name=f"{number}", by=alice))
    with django_assert_num_queries(3):  # type: ignore[attr-defined]
        assert len(trash_for(alice)) == 30
