"""Going on from an earlier turn, or from one picture."""

import pytest
from django.core.exceptions import ValidationError

from conversations.models import Conversation, Turn
from generations.actions import delete_output, hide_output
from generations.models import Output
from projects.models import Session
from tests.conversations.conftest import Send, Start
from tests.conversations.working import GROK, KLEIN, SEEDREAM, a_still, fail, first_turn, pictures, rows, sent, settle

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def conversation(start: Start, send: Send) -> Conversation:
    """Of two turns with two pictures each."""
    made = start(SEEDREAM, GROK)
    settle(first_turn(made))
    settle(send(made))
    return made


def refused(send: Send, conversation: Conversation, continues: str) -> str:
    count = conversation.turns.count()
    with pytest.raises(ValidationError) as caught:
        send(conversation, continues=continues)
    assert conversation.turns.count() == count
    return str(caught.value.message_dict["continues"][0])


def test_from_an_earlier_turn(conversation: Conversation, send: Send) -> None:
    first = first_turn(conversation)
    turn = send(conversation, continues=f"turn:{first.pk}")
    one, two = (output.pk for output in pictures(first))
    assert (turn.number, turn.continues, turn.references) == (3, f"turn:{first.pk}", [one, two])
    assert [sent(row) for row in rows(turn)] == [[one, two], [two, one]]


def test_from_one_picture_every_model_starts_with_that(conversation: Conversation, send: Send) -> None:
    picked = pictures(first_turn(conversation))[1]
    turn = send(conversation, continues=f"output:{picked.pk}")
    assert (turn.continues, turn.references) == (f"output:{picked.pk}", [picked.pk])
    assert [sent(row) for row in rows(turn)] == [[picked.pk]] * 2


def test_from_the_source_again(conversation: Conversation, send: Send, source: Output) -> None:
    turn = send(conversation, continues=f"output:{source.pk}")
    assert [sent(row) for row in rows(turn)] == [[source.pk]] * 2


def test_what_follows_a_branch_goes_on_from_it(conversation: Conversation, send: Send) -> None:
    branch = settle(send(conversation, KLEIN, continues=f"turn:{first_turn(conversation).pk}"))
    turn = send(conversation)
    assert (turn.continues, turn.references) == (f"turn:{branch.pk}", [pictures(branch)[0].pk])


def test_a_deleted_picture_of_the_turn_is_left_out(conversation: Conversation, send: Send) -> None:
    first, second = pictures(first_turn(conversation))
    delete_output(output=first)
    turn = send(conversation, continues=f"turn:{first_turn(conversation).pk}")
    assert turn.references == [second.pk]
    assert [sent(row) for row in rows(turn)] == [[second.pk]] * 2


def test_a_turn_without_pictures_says_so(conversation: Conversation, send: Send) -> None:
    third = settle(send(conversation), {SEEDREAM: fail, GROK: fail})
    assert refused(send, conversation, f"turn:{third.pk}") == "Turn 3 has no pictures to continue from."


def test_a_picture_that_went_or_was_hidden_is_not_there(conversation: Conversation, send: Send) -> None:
    deleted, hidden = pictures(first_turn(conversation))
    delete_output(output=deleted)
    hide_output(output=hidden)
    for output in (deleted, hidden):
        assert refused(send, conversation, f"output:{output.pk}") == NOT_THERE


NOT_THERE = "There is no such turn or picture in this conversation."


@pytest.mark.parametrize("odd", ["turn:0", "turn:-1", "turn", "turn:x", "batch:1", "output:١", "turn:1 ", "9" * 30])
def test_odd_words_are_refused(conversation: Conversation, send: Send, odd: str) -> None:
    assert refused(send, conversation, odd) == NOT_THERE
    assert refused(send, conversation, f"turn:{10**17}") == NOT_THERE


def test_another_conversation_cannot_be_continued_from(
    conversation: Conversation, start: Start, send: Send, session: Session
) -> None:
    other = start(GROK)
    theirs = settle(first_turn(other))
    for key in (f"turn:{theirs.pk}", f"output:{pictures(theirs)[0].pk}", f"output:{a_still(session, 'red').pk}"):
        assert refused(send, conversation, key) == NOT_THERE


def test_a_turn_forgets_a_branch_point_that_is_no_more(conversation: Conversation, send: Send) -> None:
    """The row of a deleted picture stays while a turn was made from it."""
    picked = pictures(first_turn(conversation))[0]
    turn = send(conversation, continues=f"output:{picked.pk}")
    delete_output(output=picked)
    assert Turn.objects.get(pk=turn.pk).continues == f"output:{picked.pk}"
    assert Turn.objects.get(pk=turn.pk).references == [picked.pk]
