"""A conversation out of the trash: what went with it comes back, and nothing else."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import Http404
from django.test import Client

from accounts.models import User
from conversations.actions import delete_conversation, restore_conversation
from conversations.models import Conversation, Turn
from generations.actions import create_batch, delete_output
from generations.errors import Conflict
from generations.models import Generation, Output
from generations.planning import Order
from generations.states import State
from generations.work import recovery, storing
from live.models import Event
from projects.actions import delete_session
from projects.models import TRASH_KEPT, Session
from providers.base import Result
from tests.accounts.callers import program_of
from tests.conversations.conftest import Send, Start
from tests.conversations.working import (
    GROK,
    SEEDREAM,
    claimed,
    fail,
    first_turn,
    kept,
    missing,
    orphans,
    pictures,
    rows,
    settle,
)
from tests.generations.trash import empty_trash, time_passes

pytestmark = pytest.mark.django_db(transaction=True)
SignedIn = Callable[[User], Client]


@pytest.fixture
def conversation(start: Start, send: Send) -> Conversation:
    """Two turns, two pictures each."""
    made = start(SEEDREAM, GROK)
    settle(first_turn(made))
    settle(send(made))
    return made


def seen(conversation: Conversation, by: User) -> set[int]:
    rows = Output.objects.visible_to(by).filter(generation__batch__turn__conversation=conversation)
    return set(rows.values_list("pk", flat=True))


def test_turns_and_pictures_come_back(conversation: Conversation, bob: User, send: Send) -> None:
    before = seen(conversation, bob)
    delete_conversation(conversation=conversation)
    assert not seen(conversation, bob)
    assert not Turn.objects.visible_to(bob)
    restore_conversation(conversation=conversation)
    assert seen(conversation, bob) == before
    assert Turn.objects.visible_to(bob).count() == 2
    assert settle(send(conversation)).number == 3
    empty_trash()
    assert seen(conversation, bob) > before
    assert not orphans() | missing()


def test_what_had_been_deleted_before_stays_in_the_trash(conversation: Conversation, bob: User) -> None:
    gone = pictures(first_turn(conversation))[0]
    delete_output(output=gone)
    before = seen(conversation, bob)
    delete_conversation(conversation=conversation)
    assert not Output.objects.trash_of(bob)
    restore_conversation(conversation=conversation)
    assert seen(conversation, bob) == before
    assert list(Output.objects.trash_of(bob)) == [gone]


def test_what_stayed_in_its_session_is_of_the_conversation_again(
    conversation: Conversation, session: Session, bob: User
) -> None:
    used = pictures(first_turn(conversation))[0]
    create_batch(session=session, by=bob, order=Order((SEEDREAM,), ("waves",), references=(used.pk,)))
    delete_conversation(conversation=conversation)
    assert seen(conversation, bob) == {used.pk}
    restore_conversation(conversation=conversation)
    assert set(Generation.objects.filter(batch__purpose="turn").values_list("topic", flat=True)) == {conversation.topic}
    assert {turn.batch.topic for turn in conversation.turns.all()} == {conversation.topic}


def test_stopped_work_stays_stopped_and_a_late_result_comes_back_with_it(start: Start, bob: User) -> None:
    conversation = start(SEEDREAM, GROK)
    waiting, late = rows(first_turn(conversation))
    late = claimed(late)
    delete_conversation(conversation=conversation)
    recovery.stop_deleted()
    assert storing.finish(late, Result(media=()), [kept("red")])
    late.refresh_from_db()
    assert late.cost == late.price
    assert not Output.objects.visible_to(bob).filter(generation=late)
    restore_conversation(conversation=conversation)
    waiting.refresh_from_db()
    assert waiting.state == State.CANCELLED
    assert Output.objects.visible_to(bob).filter(generation=late).exists()


def test_a_failed_one_can_be_retried_again(start: Start, bob: User) -> None:
    conversation = start(GROK)
    fail(rows(first_turn(conversation))[0])
    delete_conversation(conversation=conversation)
    url = f"/api/turns/{first_turn(conversation).pk}/retry/"
    assert program_of(bob).post(url).status_code == 404
    restore_conversation(conversation=conversation)
    assert program_of(bob).post(url).status_code == 202


def test_only_once_and_only_for_thirty_days(conversation: Conversation) -> None:
    delete_conversation(conversation=conversation)
    restore_conversation(conversation=conversation)
    with pytest.raises(Http404):
        restore_conversation(conversation=conversation)
    delete_conversation(conversation=conversation)
    time_passes(TRASH_KEPT + timedelta(seconds=1))
    with pytest.raises(Http404):
        restore_conversation(conversation=conversation)


def test_not_before_its_session(conversation: Conversation, session: Session, bob: User) -> None:
    delete_conversation(conversation=conversation)
    delete_session(session=session)
    assert not Conversation.objects.trash_of(bob)
    with pytest.raises(Conflict, match="session is in the trash"):
        restore_conversation(conversation=conversation)


def test_whoever_looks_at_the_list_hears_of_it(conversation: Conversation) -> None:
    delete_conversation(conversation=conversation)
    Event.objects.all().delete()
    restore_conversation(conversation=conversation)
    told = Event.objects.filter(change="new", ref=conversation.topic).values_list("topic", flat=True)
    assert set(told) == {conversation.topic, f"project:{conversation.project_id}"}


def test_its_author_and_owners_restore_it(
    conversation: Conversation, alice: User, bob: User, vera: User, charlie: User
) -> None:
    url = f"/api/conversations/{conversation.pk}/"
    for person in (alice, bob):
        assert program_of(bob).delete(url).status_code == 204
        assert program_of(person).get(url).status_code == 404
        refused = [program_of(other).post(f"{url}restore/").status_code for other in (vera, charlie)]
        assert refused == [403, 404]
        assert program_of(person).post(f"{url}restore/").json()["id"] == conversation.pk
    Conversation.objects.update(author=alice)
    delete_conversation(conversation=conversation)
    assert program_of(bob).post(f"{url}restore/").status_code == 403
    assert not Conversation.objects.trash_of(bob)


def test_pages_restore_and_say_so(conversation: Conversation, bob: User, signed_in: SignedIn) -> None:
    path = f"/edit/{conversation.pk}/restore/"
    assert signed_in(bob).post(path).status_code == 404
    delete_conversation(conversation=conversation)
    assert signed_in(bob).get("/edit/").context is not None
    assert signed_in(bob).post(path).headers["Location"] == f"/edit/{conversation.pk}/"
    assert signed_in(bob).get(f"/edit/{conversation.pk}/").status_code == 200
