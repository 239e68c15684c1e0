"""Many at the same instant, on either database: one wins, nobody hangs, and nothing is left over."""

import os
import random
from collections.abc import Callable
from copy import copy
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db.models.functions import Now
from django.http import Http404

from accounts.models import User
from conversations.actions import delete_conversation, restore_conversation, retry_turn, update_conversation
from conversations.errors import TurnTaken
from conversations.models import Conversation, Turn
from generations.actions import cancel_generation, create_batch, delete_output, restore_outputs, retry_generation
from generations.errors import Conflict
from generations.media import files
from generations.models import Generation, Output
from generations.planning import Order
from generations.states import State
from generations.work import dispatching, ending, looking, recovery, storing
from generations.work.tidying import tidy
from live.models import Event, Topic
from projects.models import Session
from providers.base import ErrorCode, Look, Phase, Rejected, Result
from tests.conversations.conftest import Send, Start
from tests.conversations.together import Call, at_once, surprises
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
    kept,
    left_of,
    missing,
    orphans,
    pictures,
    rows,
    settle,
    succeed,
)
from tests.generations.trash import empty_trash

pytestmark = pytest.mark.django_db(transaction=True)
# More for a longer look.
ROUNDS = int(os.environ.get("PIXFLOW_TEST_ROUNDS", "8"))
# A round of turns. SQLite lets one write at a time, so there is less to find.
TURNS = {"embedded": 4, "production": 12}
FIVE = (SEEDREAM, GROK, KLEIN, MASKED, "fal-flux-2-pro")


def assert_whole() -> None:
    """Every topic counts on without a hole, and rows and files name each other."""
    for topic in Topic.objects.all():
        revs = list(Event.objects.filter(topic=topic.key).order_by("rev").values_list("rev", flat=True))
        assert revs == list(range(topic.rev - len(revs) + 1, topic.rev + 1)), topic.key
    assert not missing()


def assert_nothing_left(batches: list[int]) -> None:
    for row in Generation.objects.filter(batch__in=batches, state__in=(State.SUBMITTED, State.STORING)):
        cancel(row)
    recovery.stop_deleted()
    empty_trash()
    assert not [*left_of(batches)]
    assert not orphans()


@pytest.mark.parametrize("number", [2, None], ids=["the turn they saw coming", "whichever comes"])
def test_twenty_send_the_next_turn_and_one_wins(start: Start, send: Send, number: int | None) -> None:
    conversation = start(GROK)
    settle(first_turn(conversation))
    answers = at_once([partial(send, conversation, number=number)] * 20)
    (won,) = (answer for answer in answers if isinstance(answer, Turn))
    lost = [answer.turn for answer in answers if isinstance(answer, TurnTaken)]
    assert lost == [won] * 19, surprises(answers, TurnTaken)
    assert list(conversation.turns.values_list("number", flat=True)) == [1, 2]
    assert Generation.objects.filter(model=GROK).count() == 2
    assert_whole()


def test_the_same_click_from_ten_places_sends_once(start: Start, send: Send) -> None:
    conversation = start(GROK)
    settle(first_turn(conversation))
    answers = at_once([partial(send, conversation, number=2, key="k2")] * 10)
    assert answers == [conversation.turns.get(number=2)] * 10


def test_the_same_click_from_ten_places_starts_once(start: Start) -> None:
    answers = at_once([partial(start, GROK, key="k1")] * 10)
    assert answers == [Conversation.objects.get()] * 10
    assert Generation.objects.filter(model=GROK).count() == 1


def test_retrying_from_ten_places_is_one_retry(start: Start, bob: User) -> None:
    turn = settle(first_turn(start(GROK, SEEDREAM)), {GROK: fail, SEEDREAM: fail})
    answers = at_once([lambda: retry_turn(turn=Turn.objects.get(pk=turn.pk), by=bob) for _ in range(10)])
    assert not surprises(answers, Conflict)
    assert turn.batch.generations.count() == 4
    assert_whole()


def test_models_that_end_together_complete_their_turn_once(start: Start, topology: str) -> None:
    """Each result is delivered three times, all of them in the same instant."""
    stored, wrong, dice = kept("red"), [], random.Random(5)
    for _ in range(TURNS[topology] * ROUNDS):
        turn = first_turn(start(*FIVE[: dice.choice((4, 5))]))
        ends = [(dice.choice((made, refused)), row) for row in map(claimed, rows(turn))]
        # Each worker has read the row for itself.
        deliveries = [partial(end, copy(row), stored) for end, row in ends for _ in range(3)]
        dice.shuffle(deliveries)
        answers = at_once(deliveries)
        if answers.count(True) != len(ends) or surprises(answers) or completions(turn) != [turn.status]:
            wrong.append((turn.pk, answers, completions(turn)))
    assert not wrong
    assert_whole()


def made(row: Generation, stored: files.Stored) -> bool:
    return storing.finish(row, Result(media=()), [stored])


def refused(row: Generation, _stored: object) -> bool:
    return ending.fail(row, Rejected(ErrorCode.CONTENT_REJECTED, ""), held=row.fence)


@pytest.mark.parametrize("end", [made, refused])
def test_deleting_while_results_come(start: Start, end: Callable[..., bool]) -> None:
    for _ in range(ROUNDS):
        conversation = start(SEEDREAM, GROK, KLEIN)
        turn = first_turn(conversation)
        ready = map(claimed, rows(turn))
        ends = [partial(end, row, kept(f"#{row.pk:06x}") if end is made else None) for row in ready]
        assert not surprises(at_once([*ends, partial(delete_conversation, conversation=conversation)]))
        assert_nothing_left([turn.pk])


def test_deleting_while_a_turn_is_sent(start: Start, send: Send) -> None:
    for _ in range(ROUNDS):
        conversation = start(SEEDREAM, GROK)
        settle(first_turn(conversation))
        batches = set(conversation.turns.values_list("pk", flat=True))
        answers = at_once([*[partial(send, conversation)] * 4, partial(delete_conversation, conversation=conversation)])
        assert not surprises(answers, TurnTaken, Http404)
        assert_nothing_left([*batches, *(answer.pk for answer in answers if isinstance(answer, Turn))])


def test_deleting_while_it_is_retried_and_named(start: Start, bob: User) -> None:
    for _ in range(ROUNDS):
        conversation = start(SEEDREAM, GROK)
        turn = settle(first_turn(conversation), {SEEDREAM: fail, GROK: fail})
        calls: list[Call] = [
            partial(retry_turn, turn=turn, by=bob),
            partial(retry_generation, generation=rows(turn)[1], by=bob),
            partial(update_conversation, conversation=conversation, title="Night"),
            partial(delete_conversation, conversation=conversation),
        ]
        assert not surprises(at_once(calls), Http404)
        assert_nothing_left([turn.pk])


def test_deleting_while_its_pictures_are_used(start: Start, session: Session, bob: User) -> None:
    """Whoever was faster: either the picture stays with what was made from it, or that is refused."""
    for _ in range(ROUNDS):
        conversation = start(SEEDREAM, GROK)
        one, two = pictures(settle(first_turn(conversation)))
        order = Order((SEEDREAM,), ("waves",), references=(two.pk, one.pk))
        answers = at_once(
            [
                partial(start, GROK, source=one),
                partial(create_batch, session=session, by=bob, order=order),
                partial(delete_conversation, conversation=conversation),
                partial(delete_output, output=two),
            ]
        )
        assert not surprises(answers, ValidationError)
        for made in Conversation.objects.filter(deleted_at=None):
            assert not made.source.deleted_at
        assert_whole()


def test_deleting_while_the_runner_goes_round(start: Start) -> None:
    """Both change many generations at once: neither may wait for the other's rows."""
    for _ in range(ROUNDS):
        conversations = [start(*FIVE) for _ in range(3)]
        running = [row for made in conversations[1:] for row in rows(first_turn(made))]
        for row in running:
            begin(row)
        Generation.objects.filter(state=State.QUEUED).update(next_look_at=None)
        Generation.objects.filter(state=State.SUBMITTED).update(next_look_at=Now())
        deletions: list[Call] = [
            partial(delete_conversation, conversation=conversation) for conversation in conversations
        ]
        waits = [(row, Look(Phase.RUNNING)) for row in reversed(running)]
        runner: list[Call] = [
            dispatching.choose,
            looking.due,
            partial(looking._look_later, waits, []),
            tidy,
            recovery.stop_deleted,
        ]
        batches = [row.batch_id for row in Generation.objects.filter(model__in=FIVE)]
        assert not surprises(at_once([*deletions, *runner, *runner]))
        assert_nothing_left(batches)


def test_everything_at_once(start: Start, send: Send, session: Session, bob: User) -> None:
    """Two conversations that use each other's pictures, and all that people and the runner do, in any order."""
    dice = random.Random(7)
    shared = a_still(session, "gold")
    for _ in range(ROUNDS):
        one = start(SEEDREAM, GROK, KLEIN, references=(shared.pk,))
        settle(first_turn(one), {KLEIN: fail})
        two = start(GROK, SEEDREAM, source=pictures(first_turn(one))[0], references=(shared.pk,))
        settle(first_turn(two), {GROK: fail})
        running = send(one, SEEDREAM, KLEIN, GROK, MASKED)
        first, second, third, _queued = rows(running)
        begin(first)
        ready = claimed(second)
        calls: list[Call] = [
            partial(made, ready, kept(f"#{ready.pk:06x}")),
            partial(succeed, first),
            partial(cancel_generation, generation=third),
            partial(retry_turn, turn=first_turn(one), by=bob),
            partial(retry_turn, turn=first_turn(two), by=bob),
            partial(send, two, references=(shared.pk,)),
            partial(start, SEEDREAM, source=pictures(first_turn(two))[0]),
            partial(delete_output, output=pictures(first_turn(one))[1]),
            partial(update_conversation, conversation=one, title="Night"),
            partial(delete_conversation, conversation=one),
            partial(delete_conversation, conversation=two),
            dispatching.choose,
            looking.due,
            tidy,
            recovery.stop_deleted,
        ]
        dice.shuffle(calls)
        answers = at_once(calls)
        assert not surprises(answers, Conflict, Http404, ValidationError, AssertionError)
        assert_whole()
    Generation.objects.filter(state=State.STORING).update(state=State.SUBMITTED)
    for row in Generation.objects.filter(state=State.SUBMITTED):
        cancel(row)
    for conversation in Conversation.objects.filter(deleted_at=None):
        delete_conversation(conversation=conversation)
    recovery.stop_deleted()
    empty_trash()
    assert not orphans()
    assert not Turn.objects.exists()
    assert shared in Output.objects.shown()


def test_restoring_while_it_is_deleted_once_more_and_used(start: Start, session: Session, bob: User) -> None:
    """Whatever comes last: it is there or in the trash as a whole."""
    for _ in range(ROUNDS):
        conversation = start(SEEDREAM, GROK)
        one, _two = pictures(settle(first_turn(conversation)))
        delete_conversation(conversation=conversation)
        order = Order((SEEDREAM,), ("waves",), references=(one.pk,))
        calls: list[Call] = [
            partial(restore_conversation, conversation=conversation),
            partial(restore_outputs, outputs=[one]),
            partial(create_batch, session=session, by=bob, order=order),
            partial(delete_conversation, conversation=conversation),
            tidy,
        ]
        assert not surprises(at_once(calls), Conflict, Http404, ValidationError)
        conversation.refresh_from_db()
        marks = {row.deleted_at for row in rows(first_turn(conversation)) if row.pk != one.generation_id}
        assert marks == {conversation.deleted_at}
        assert_whole()
