"""The next turn: what it goes on from, what each model gets of it, and who may send it when."""

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404

from accounts.models import User
from conversations.actions import Asked, delete_conversation, estimate_turn
from conversations.errors import TurnTaken
from conversations.models import Conversation, Status, Turn
from generations.actions import cancel_generation, delete_output, hide_output
from generations.models import Batch, Generation, Output
from generations.states import State
from projects.models import Session
from tests.conversations.conftest import Send, Start
from tests.conversations.working import (
    GROK,
    KLEIN,
    MASKED,
    SEEDREAM,
    a_still,
    begin,
    cancel,
    claimed,
    completions,
    fail,
    first_turn,
    lose,
    pictures,
    rows,
    sent,
    settle,
    succeed,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def conversation(start: Start) -> Conversation:
    """Whose first turn made a picture with each of three models."""
    made = start(SEEDREAM, GROK, KLEIN)
    settle(first_turn(made))
    return made


def ids(turn: Turn) -> list[int]:
    return [output.pk for output in pictures(turn)]


def refusals(send: Send, conversation: Conversation, **asked: object) -> dict[str, list[str]]:
    before = Batch.objects.count()
    with pytest.raises(ValidationError) as caught:
        send(conversation, **asked)
    assert Batch.objects.count() == before
    return caught.value.message_dict


def test_it_takes_the_pictures_of_the_last_turn_and_each_model_its_own_first(
    conversation: Conversation, send: Send, session: Session
) -> None:
    red = a_still(session, "red").pk
    one, two, three = ids(first_turn(conversation))
    turn = send(conversation, references=(red,))
    assert (turn.number, turn.continues) == (2, f"turn:{first_turn(conversation).pk}")
    assert turn.references == [one, two, three, red]
    assert [sent(row) for row in rows(turn)] == [[one, two, three, red], [two, one, three], [three, one, two, red]]


def test_a_model_that_is_new_to_the_conversation_starts_from_the_first(conversation: Conversation, send: Send) -> None:
    turn = send(conversation, MASKED)
    assert sent(rows(turn)[0]) == ids(first_turn(conversation))
    conversation.refresh_from_db()
    assert (turn.models, conversation.models) == ([MASKED], [SEEDREAM, GROK, KLEIN])


def test_a_turn_without_pictures_is_skipped(conversation: Conversation, send: Send) -> None:
    settle(send(conversation), dict.fromkeys((SEEDREAM, GROK, KLEIN), fail))
    assert send(conversation).continues == f"turn:{first_turn(conversation).pk}"


def test_a_turn_whose_pictures_were_deleted_or_hidden_is_skipped(conversation: Conversation, send: Send) -> None:
    second = settle(send(conversation, GROK, KLEIN))
    delete_output(output=pictures(second)[0])
    hide_output(output=pictures(second)[1])
    third = send(conversation, GROK)
    assert third.continues == f"turn:{first_turn(conversation).pk}"


def test_without_any_picture_left_it_goes_on_from_the_source(start: Start, send: Send, source: Output) -> None:
    conversation = start(GROK)
    settle(first_turn(conversation), {GROK: fail})
    turn = send(conversation)
    assert (turn.continues, turn.references) == (f"output:{source.pk}", [source.pk])


def test_with_nothing_left_at_all_it_says_so(start: Start, send: Send, source: Output) -> None:
    conversation = start(GROK)
    settle(first_turn(conversation), {GROK: fail})
    delete_output(output=source)
    assert refusals(send, conversation) == {
        "continues": ["Every picture of this conversation has been deleted: nothing is left to continue from."]
    }


def test_a_deleted_source_does_not_stop_what_has_pictures_of_its_own(
    conversation: Conversation, send: Send, source: Output
) -> None:
    delete_output(output=source)
    assert len(send(conversation).references) == 3


def test_of_more_than_five_pictures_the_first_five_are_taken_and_the_rest_is_told(
    start: Start, send: Send, bob: User
) -> None:
    conversation = start(SEEDREAM, GROK)
    first, second = rows(first_turn(conversation))
    succeed(first, "red", "green", "blue", "gold")
    succeed(second, "gray", "pink")
    draft = estimate_turn(conversation=conversation, by=bob, asked=Asked("more", ()))
    assert draft.warnings[0] == "1 more of what is continued is left out: a turn takes 5 pictures."
    assert send(conversation).references == ids(first_turn(conversation))[:5]


def test_mine_do_not_push_out_what_is_continued(conversation: Conversation, send: Send, session: Session) -> None:
    mine = tuple(a_still(session, colour).pk for colour in ("red", "green", "blue"))
    assert "Take away 1 of yours." in refusals(send, conversation, references=mine)["references"][0]


def test_what_was_estimated_is_what_is_sent(
    conversation: Conversation, send: Send, bob: User, session: Session
) -> None:
    asked = Asked("more", (GROK, SEEDREAM), references=(a_still(session, "red").pk,))
    draft = estimate_turn(conversation=conversation, by=bob, asked=asked)
    turn = send(conversation, GROK, SEEDREAM, references=asked.references)
    assert turn.references == list(draft.context.pictures)
    assert [sent(row) for row in rows(turn)] == [list(draft.shares[key].sent) for key in turn.models]
    assert sum(row.price for row in rows(turn)) == draft.total


@pytest.mark.parametrize("state", [State.QUEUED, State.SUBMITTED, State.STORING])
def test_nothing_is_sent_while_the_last_turn_is_being_made(start: Start, send: Send, state: State) -> None:
    conversation = start(SEEDREAM, GROK)
    first, second = rows(first_turn(conversation))
    succeed(first)
    if state == State.SUBMITTED:
        begin(second)
    elif state == State.STORING:
        claimed(second)
    with pytest.raises(TurnTaken) as caught:
        send(conversation)
    assert caught.value.turn == first_turn(conversation)
    assert "Turn 1 is being made." in str(caught.value)


def test_nor_while_a_turn_before_it_is_retried(conversation: Conversation, send: Send) -> None:
    settle(send(conversation, GROK))
    Generation.objects.filter(batch=first_turn(conversation).batch, model=KLEIN).update(state=State.QUEUED)
    with pytest.raises(TurnTaken) as caught:
        send(conversation)
    assert caught.value.turn == first_turn(conversation)


def test_whoever_saw_an_older_turn_is_shown_the_new_one(conversation: Conversation, send: Send) -> None:
    second = settle(send(conversation, number=2))
    with pytest.raises(TurnTaken) as caught:
        send(conversation, number=2)
    assert caught.value.turn == second
    assert send(conversation, number=3).number == 3


def test_the_same_click_twice_sends_once(conversation: Conversation, send: Send) -> None:
    turn = send(conversation, number=2, key="k2")
    assert send(conversation, number=2, key="k2") == turn
    settle(turn)
    assert send(conversation, number=2, key="k2") == turn
    assert conversation.turns.count() == 2


def test_a_conversation_that_is_gone_takes_no_turn(conversation: Conversation, send: Send) -> None:
    stale = Conversation.objects.get(pk=conversation.pk)
    delete_conversation(conversation=conversation)
    with pytest.raises(Http404):
        send(stale)


@pytest.mark.parametrize(
    ("ends", "status"),
    [
        ({}, Status.COMPLETED),
        ({SEEDREAM: fail, GROK: fail, KLEIN: fail}, Status.FAILED),
        ({SEEDREAM: lose, GROK: cancel, KLEIN: fail}, Status.FAILED),
        ({SEEDREAM: cancel, GROK: cancel, KLEIN: cancel}, Status.FAILED),
        ({SEEDREAM: fail, GROK: lose}, Status.COMPLETED),
        ({KLEIN: cancel}, Status.COMPLETED),
    ],
    ids=["all made", "all failed", "nothing made", "all cancelled", "one made", "two made"],
)
def test_a_turn_ends_once_and_partly_failed_is_completed(start: Start, ends: dict[str, object], status: Status) -> None:
    turn = settle(first_turn(start(SEEDREAM, GROK, KLEIN)), ends)  # type: ignore[arg-type]
    assert (turn.status, turn.pending_models) == (status, [])
    assert completions(turn) == [status.value]


def test_the_status_on_the_way(start: Start) -> None:
    turn = first_turn(start(SEEDREAM, GROK))
    first, second = rows(turn)
    seen = [(turn.status, turn.pending_models)]
    for step in (lambda: begin(first), lambda: fail(first), lambda: cancel_generation(generation=second)):
        step()
        turn = first_turn(turn.conversation)
        seen.append((turn.status, turn.pending_models))
    assert seen == [
        (Status.PENDING, [SEEDREAM, GROK]),
        (Status.GENERATING, [SEEDREAM, GROK]),
        (Status.GENERATING, [GROK]),
        (Status.FAILED, []),
    ]
    assert completions(turn) == ["failed"]
