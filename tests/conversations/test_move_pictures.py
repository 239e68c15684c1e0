"""A picture of a conversation goes to another session, and the conversation keeps it."""

import pytest

from accounts.models import User
from generations.actions import move_outputs
from projects.actions import create_session, delete_session
from projects.models import Session
from tests.accounts.callers import program_of
from tests.conversations.conftest import Send, Start
from tests.conversations.working import GROK, SEEDREAM, first_turn, pictures, settle

pytestmark = pytest.mark.usefixtures("engines")


def test_it_shows_its_pictures_wherever_they_are(start: Start, send: Send, session: Session, bob: User) -> None:
    conversation = start(SEEDREAM, GROK)
    moved, stays = pictures(settle(first_turn(conversation)))
    room = create_session(project=session.project, kind="image", name="Covers", by=bob)
    move_outputs(outputs=[moved], session=room)
    url = f"/api/conversations/{conversation.pk}/"
    rows = program_of(bob).get(f"{url}outputs/").json()["results"]
    assert {row["id"]: row["session"] for row in rows} == {moved.pk: room.pk, stays.pk: session.pk}
    [turn] = program_of(bob).get(f"{url}turns/").json()["results"]
    assert turn["status"] == "completed"
    assert {moved.pk, stays.pk} <= set(send(conversation).references)


def test_what_is_in_the_trash_is_in_none_of_its_turns(start: Start, session: Session, bob: User) -> None:
    conversation = start(SEEDREAM, GROK)
    moved, stays = pictures(settle(first_turn(conversation)))
    room = create_session(project=session.project, kind="image", name="Covers", by=bob)
    move_outputs(outputs=[moved], session=room)
    delete_session(session=room)
    [turn] = program_of(bob).get(f"/api/conversations/{conversation.pk}/turns/").json()["results"]
    assert [output["id"] for row in turn["generations"] for output in row["outputs"]] == [stays.pk]
    assert turn["status"] == "completed"
