"""The next turn: from what, to whom, and when it has to wait."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from conversations.models import Conversation
from generations.models import Generation, Output
from projects.models import Session
from tests.conversations.api.conftest import Post
from tests.conversations.conftest import Send, Start
from tests.conversations.working import GROK, KLEIN, SEEDREAM, first_turn, pictures, settle
from tests.generations.rows import an_output


@pytest.fixture
def conversation(start: Start) -> Conversation:
    """Its first turn has ended with a picture of each of two models."""
    made = start(SEEDREAM, KLEIN, aspect_ratio="16:9")
    settle(first_turn(made))
    return made


@pytest.mark.parametrize("said", [{}, {"continues": None}, {"continues": ""}, {"models": None, "references": None}])
def test_each_model_goes_on_from_its_own_picture(
    post_turn: Post, conversation: Conversation, said: dict[str, Any]
) -> None:
    first = first_turn(conversation)
    made = [output.pk for output in pictures(first)]
    response = post_turn(conversation, number=2, **said)
    turn = response.json()
    assert response.status_code == 202
    assert (turn["number"], turn["instruction"], turn["conversation"]) == (2, "more stars", conversation.pk)
    assert (turn["continues"], turn["references"]) == (f"turn:{first.pk}", made)
    assert [row["source_output"] for row in turn["generations"]] == made
    assert [row["parameters"]["aspect_ratio"] for row in turn["generations"]] == ["16:9", "16:9"]


def test_from_one_picture_with_settings_of_its_own(
    post_turn: Post, conversation: Conversation, source: Output, session: Session
) -> None:
    own = an_output(session)
    said = {"models": [GROK], "aspect_ratio": "", "references": [own.pk]}
    turn = post_turn(conversation, continues=f"output:{source.pk}", **said).json()
    assert (turn["models"], turn["total_models"]) == ([GROK], 1)
    assert (turn["continues"], turn["references"]) == (f"output:{source.pk}", [source.pk, own.pk])
    assert turn["generations"][0]["parameters"]["aspect_ratio"] == "4:3"
    conversation.refresh_from_db()
    assert conversation.models == [SEEDREAM, KLEIN]


def test_the_price_before_the_click_is_the_one_that_is_paid(post_turn: Post, conversation: Conversation) -> None:
    before = Generation.objects.count()
    answer = post_turn(conversation, "estimate/", number=7).json()
    assert Generation.objects.count() == before
    turn = post_turn(conversation).json()
    assert answer["references"] == turn["references"]
    assert [item["amount"] for item in answer["items"]] == [row["price"] for row in turn["generations"]]
    sent = [[row["source_output"], *row["references"]] for row in turn["generations"]]
    assert [share["sent"] for share in answer["models"]] == sent


def test_while_a_turn_is_being_made_nothing_is_sent(
    post_turn: Post, start: Start, program: Client, nothing_made: Callable[[], None]
) -> None:
    conversation = start()
    nothing_made()
    response = post_turn(conversation, key="click")
    assert response.status_code == 409
    assert response.json()["error"]["code"] == "conflict"
    assert response.json()["turn"] == program.get(f"/api/turns/{first_turn(conversation).pk}/").json()


def test_the_slower_one_is_shown_the_turn_that_won(
    post_turn: Post, conversation: Conversation, send: Send, nothing_made: Callable[[], None]
) -> None:
    settle(winner := send(conversation, instruction="less stars"))
    nothing_made()
    response = post_turn(conversation, number=2)
    assert response.status_code == 409
    assert response.json()["turn"]["id"] == winner.pk
    assert response.json()["turn"]["instruction"] == "less stars"


def test_the_same_key_sends_one(post_turn: Post, conversation: Conversation) -> None:
    first, again = (post_turn(conversation, key="click") for _ in range(2))
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json() == again.json()
    assert post_turn(conversation, key="click", models=[GROK]).status_code == 422
    assert conversation.turns.count() == 2


@pytest.mark.parametrize("address", ["", "estimate/"])
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"instruction": ""}, "instruction"),
        ({"instruction": "x" * 10_000}, "instruction"),
        ({"models": []}, "models"),
        ({"models": ["no-such-model"]}, "models"),
        ({"models": ["fal-z-image-turbo"]}, "models"),
        ({"aspect_ratio": "7:1"}, "models"),
        ({"references": [2**62]}, "references"),
        ({"references": "5"}, "references"),
        ({"mask": 2**62}, "mask"),
        ({"number": 0}, "number"),
        ({"number": "2"}, "number"),
        ({"continues": "turn:9999999"}, "continues"),
        ({"continues": "output:9999999"}, "continues"),
        ({"continues": "batch:1"}, "continues"),
        ({"continues": "turn:1:2"}, "continues"),
        ({"continues": "turn:-1"}, "continues"),
        ({"continues": "turn:" + "9" * 30}, "continues"),
        ({"continues": 5}, "continues"),
    ],
)
def test_what_cannot_be_made_names_the_field(
    post_turn: Post,
    conversation: Conversation,
    nothing_made: Callable[[], None],
    address: str,
    changes: dict[str, Any],
    field: str,
) -> None:
    nothing_made()
    response = post_turn(conversation, address, **changes)
    assert response.status_code == 400
    assert list(response.json()["error"]["fields"]) == [field]


def test_a_sixth_picture_is_refused(
    post_turn: Post, conversation: Conversation, session: Session, nothing_made: Callable[[], None]
) -> None:
    own = [an_output(session).pk for _ in range(4)]
    nothing_made()
    response = post_turn(conversation, references=own)
    assert response.status_code == 400
    assert "Take away 1" in response.json()["error"]["fields"]["references"][0]


def test_a_picture_that_was_deleted_is_not_continued(
    post_turn: Post, conversation: Conversation, program: Client, nothing_made: Callable[[], None]
) -> None:
    gone = pictures(first_turn(conversation))[0].pk
    program.delete(f"/api/outputs/{gone}/")
    nothing_made()
    for said in ({"continues": f"output:{gone}"}, {"references": [gone]}, {"mask": gone}):
        response = post_turn(conversation, **said)
        assert (response.status_code, list(response.json()["error"]["fields"])) == (400, list(said))
