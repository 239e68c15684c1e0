"""Asking again for what failed: never for what succeeded, and in its old place."""

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404

from accounts.models import User
from conversations.actions import delete_conversation, retry_turn
from conversations.models import Status, Turn
from generations.actions import delete_output, retry_generation
from generations.errors import Conflict
from generations.models import Generation, Output
from generations.states import State
from generations.work import recovery
from live.models import Event
from tests.conversations.conftest import Send, Start
from tests.conversations.working import (
    GROK,
    KLEIN,
    SEEDREAM,
    begin,
    cancel,
    completions,
    fail,
    first_turn,
    lose,
    rows,
    sent,
    settle,
    succeed,
)

pytestmark = pytest.mark.django_db(transaction=True)


def again(turn: Turn, by: User) -> list[str]:
    return [row.model for row in retry_turn(turn=Turn.objects.get(pk=turn.pk), by=by)]


def test_only_what_failed_or_got_lost(start: Start, bob: User) -> None:
    turn = settle(first_turn(start(SEEDREAM, GROK, KLEIN)), {SEEDREAM: fail, KLEIN: lose})
    assert again(turn, bob) == [SEEDREAM, KLEIN]
    assert [(row.model, row.state) for row in rows(turn)] == [
        (SEEDREAM, State.QUEUED),
        (GROK, State.SUCCEEDED),
        (KLEIN, State.QUEUED),
    ]
    assert Turn.objects.get(pk=turn.pk).pending_models == [SEEDREAM, KLEIN]


def test_what_somebody_cancelled_stays_so_beside_a_picture(start: Start, bob: User) -> None:
    turn = settle(first_turn(start(SEEDREAM, GROK, KLEIN)), {SEEDREAM: cancel, KLEIN: fail})
    assert again(turn, bob) == [KLEIN]


def test_a_turn_of_which_nothing_came_is_asked_again_as_a_whole(start: Start, bob: User) -> None:
    turn = settle(first_turn(start(SEEDREAM, GROK)), {SEEDREAM: cancel, GROK: fail})
    assert again(turn, bob) == [SEEDREAM, GROK]
    settle(turn)
    assert Turn.objects.get(pk=turn.pk).status == Status.COMPLETED


@pytest.mark.parametrize("ends", [{}, {GROK: cancel}], ids=["all made", "one cancelled"])
def test_without_a_failure_there_is_nothing_to_retry(start: Start, bob: User, ends: dict[str, object]) -> None:
    turn = settle(first_turn(start(SEEDREAM, GROK)), ends)  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        again(turn, bob)
    assert Generation.objects.filter(batch=turn.batch).count() == 2


def test_while_others_still_run_the_failed_one_can_be_asked_again(start: Start, bob: User) -> None:
    turn = first_turn(start(SEEDREAM, GROK))
    fail(rows(turn)[0])
    assert again(turn, bob) == [SEEDREAM]
    with pytest.raises(Conflict):
        again(turn, bob)
    assert completions(turn) == []


def test_all_of_them_are_told_of_in_one_go(start: Start, bob: User) -> None:
    turn = settle(first_turn(start(SEEDREAM, GROK, KLEIN)), dict.fromkeys((SEEDREAM, GROK, KLEIN), fail))
    assert again(turn, bob) == [SEEDREAM, GROK, KLEIN]
    told = Event.objects.filter(topic=f"conversation:{turn.conversation_id}", ref=f"turn:{turn.pk}")
    assert list(told.order_by("rev").values_list("state", flat=True)) == ["generating", "failed", "generating"]


def test_a_lost_one_that_turns_up_at_the_same_moment_is_not_paid_twice(start: Start, bob: User) -> None:
    turn = settle(first_turn(start(SEEDREAM)), {SEEDREAM: lose})
    [stale] = rows(turn)
    assert Generation.objects.move(stale.pk, State.UNKNOWN, State.SUBMITTED)
    with pytest.raises(Conflict):
        retry_generation(generation=stale, by=bob)
    assert Generation.objects.filter(batch=turn.batch).count() == 1


def test_asking_twice_is_one_retry(start: Start, bob: User) -> None:
    turn = settle(first_turn(start(GROK)), {GROK: fail})
    seen = Turn.objects.with_generations().get(pk=turn.pk)
    assert retry_turn(turn=seen, by=bob) == retry_turn(turn=seen, by=bob)
    assert Generation.objects.filter(batch=turn.batch).count() == 2


def test_it_gets_the_same_pictures_and_words(start: Start, send: Send, bob: User) -> None:
    conversation = start(SEEDREAM, GROK)
    settle(first_turn(conversation))
    turn = settle(send(conversation), {GROK: fail})
    failed = rows(turn)[1]
    again(turn, bob)
    retried = rows(turn)[1]
    assert retried.retry_of == failed
    assert (sent(retried), retried.prompt) == (sent(failed), failed.prompt)
    assert retried.parameters == failed.parameters


def test_the_turn_ends_once_more(start: Start, bob: User) -> None:
    turn = settle(first_turn(start(GROK)), {GROK: fail})
    again(turn, bob)
    told = Event.objects.filter(topic=turn.conversation.topic, ref=f"turn:{turn.pk}").order_by("rev")
    assert told.values_list("state", flat=True).last() == "generating"
    settle(turn)
    assert completions(turn) == ["failed", "completed"]


def test_a_lost_one_that_turns_up_counts_beside_its_retry(start: Start, bob: User) -> None:
    turn = settle(first_turn(start(GROK)), {GROK: lose})
    (lost,) = rows(turn)
    again(turn, bob)
    succeed(rows(turn)[0])
    assert recovery.adopt(lost, "r-1")
    assert Turn.objects.get(pk=turn.pk).status == Status.GENERATING
    succeed(lost)
    assert len(rows(turn)) == 2
    assert completions(turn) == ["failed", "completed", "completed"]


def test_a_picture_that_went_meanwhile_refuses_the_whole_retry(start: Start, source: Output, bob: User) -> None:
    turn = settle(first_turn(start(SEEDREAM, GROK)), {SEEDREAM: fail, GROK: fail})
    delete_output(output=source)
    with pytest.raises(ValidationError):
        again(turn, bob)
    assert Generation.objects.filter(batch=turn.batch).count() == 2


def test_one_that_cannot_be_asked_again_refuses_the_whole_retry(start: Start, bob: User) -> None:
    turn = settle(first_turn(start(SEEDREAM, GROK)), {SEEDREAM: fail, GROK: fail})
    Generation.objects.filter(batch=turn.batch, model=GROK).update(model="no-longer-offered")
    with pytest.raises(ValidationError):
        again(turn, bob)
    assert Generation.objects.filter(batch=turn.batch).count() == 2


def test_what_was_deleted_cannot_be_retried(start: Start, bob: User) -> None:
    conversation = start(SEEDREAM, GROK)
    turn = first_turn(conversation)
    failed, running = rows(turn)
    fail(failed)
    begin(running)
    failed.refresh_from_db()
    delete_conversation(conversation=conversation)
    with pytest.raises(Http404):
        retry_generation(generation=failed, by=bob)
