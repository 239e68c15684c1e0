"""From the front door of a conversation to the wire: the pictures that each service was really given, in order."""

import pytest

from generations.actions import delete_output
from generations.models import Generation, Output
from generations.states import State
from projects.models import Session
from tests.conversations.conftest import Send, Start
from tests.conversations.working import GROK, KLEIN, MASKED, SEEDREAM, a_still, first_turn, rows, sent
from tests.doubles.server import DoubleServer
from tests.generations.runner import drain

pytestmark = pytest.mark.django_db(transaction=True)
QUICK = "night [[sim:run=0]] [[sim:queue=0]]"
WITHIN_ALL_LIMITS = (480, 400)


@pytest.fixture
def source(session: Session) -> Output:
    return a_still(session, "teal", WITHIN_ALL_LIMITS)


@pytest.fixture
def mine(session: Session) -> tuple[int, ...]:
    return tuple(a_still(session, colour, WITHIN_ALL_LIMITS).pk for colour in ("red", "green", "blue"))


def digests(generation: Generation) -> list[str]:
    return [Output.objects.get(pk=pk).sha256 for pk in sent(generation)]


def given(engines: DoubleServer, generations: list[Generation]) -> None:
    """Each was made, and its service saw just its pictures."""
    assert [(row.state, row.error_text) for row in generations] == [(State.SUCCEEDED, "")] * len(generations)
    bill = sorted(row["inputs"] for row in engines.bill())
    assert bill == sorted(digests(row) for row in generations)


@pytest.mark.parametrize("model", [SEEDREAM, GROK, KLEIN, "fal-qwen-image-2", "fal-gpt-image-2", MASKED])
def test_the_source_first_and_then_mine(
    engines: DoubleServer, start: Start, source: Output, mine: tuple[int, ...], model: str
) -> None:
    turn = first_turn(start(model, references=mine, instruction=QUICK))
    drain()
    (row,) = rows(turn)
    assert digests(row)[0] == source.sha256
    given(engines, [row])


def test_each_model_goes_on_from_its_own_picture(
    engines: DoubleServer, start: Start, send: Send, mine: tuple[int, ...]
) -> None:
    conversation = start(SEEDREAM, GROK, MASKED, instruction=QUICK)
    drain()
    engines.reset()
    turn = send(conversation, references=mine[:2], instruction=QUICK)
    drain()
    for before, row in zip(rows(first_turn(conversation)), rows(turn), strict=True):
        assert row.source_id == before.outputs.get().pk
    assert [len(sent(row)) for row in rows(turn)] == [5, 3, 5]
    given(engines, rows(turn))


def test_a_picture_that_went_before_the_sending_fails_the_model_and_costs_nothing(
    engines: DoubleServer, start: Start, mine: tuple[int, ...]
) -> None:
    turn = first_turn(start(references=mine[:1], instruction=QUICK))
    delete_output(output=Output.objects.get(pk=mine[0]))
    drain()
    assert rows(turn)[0].error_text == "A picture that this is made from has been deleted."
    assert engines.bill() == []


def test_what_was_sent_stays_what_was_sent(
    engines: DoubleServer, start: Start, send: Send, source: Output, mine: tuple[int, ...]
) -> None:
    """Pictures that come or go later change nothing in a turn that was made."""
    conversation = start(GROK, instruction=QUICK, references=mine[:1])
    before = first_turn(conversation).references, sent(rows(first_turn(conversation))[0])
    drain()
    send(conversation, continues=f"output:{source.pk}", instruction=QUICK)
    delete_output(output=Output.objects.get(pk=mine[0]))
    assert (first_turn(conversation).references, sent(rows(first_turn(conversation))[0])) == before
