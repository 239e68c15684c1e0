"""Sending the next turn from the page: what a click makes, what it is told before, and who was faster."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from conversations.actions import delete_conversation, update_conversation
from conversations.models import Conversation, Turn
from generations.actions import create_batch
from generations.models import Generation
from generations.planning import Order
from generations.states import State
from generations.work.requests import request_of
from live.models import Event
from projects.models import Session
from tests.conversations.conftest import Start
from tests.conversations.working import GROK, SEEDREAM, a_still, fail, first_turn, pictures, rows, sent, settle

ClientOf = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("engines")


@pytest.fixture
def editor(bob: User, signed_in: ClientOf) -> Client:
    return signed_in(bob)


@pytest.fixture
def conversation(start: Start) -> Conversation:
    """With one turn, whose two pictures are there."""
    made = start(SEEDREAM, GROK)
    settle(first_turn(made))
    return made


@pytest.fixture
def post(editor: Client, conversation: Conversation) -> Callable[..., Any]:
    words = {"prompt": "more stars", "models": [SEEDREAM, GROK], "number": "2", "resolution": "1k"}
    return lambda path="send", **changes: editor.post(f"/edit/{conversation.pk}/{path}/", {**words, **changes})


Post = Callable[..., Any]


def test_a_click_makes_the_next_turn(post: Post, conversation: Conversation) -> None:
    response = post(continues="", aspect_ratio="", references=[])
    assert response.status_code == 204
    turn = conversation.turns.get(number=2)
    assert turn.references == [output.pk for output in pictures(first_turn(conversation))]
    events = json.loads(response["HX-Trigger"])
    assert events["px:touch"]["refs"] == [f"turn:{turn.pk}", f"conversation:{conversation.pk}"]
    assert events["px:made"] == {"turn": 2}


def test_a_single_picture_is_continued_and_own_ones_come_after(
    post: Post, conversation: Conversation, session: Session
) -> None:
    picture, own = pictures(first_turn(conversation))[1], a_still(session, "red")
    post(continues=f"output:{picture.pk}", references=[str(own.pk)])
    turn = conversation.turns.get(number=2)
    assert turn.continues == f"output:{picture.pk}"
    assert sent(rows(turn)[0]) == [picture.pk, own.pk]


def test_an_enhanced_instruction_is_sent_and_the_typed_one_is_kept(post: Post, conversation: Conversation) -> None:
    post(prompt_enhanced="more stars, long exposure")
    turn = conversation.turns.get(number=2)
    assert turn.instruction == "more stars"
    assert {request_of(row).prompt for row in rows(turn)} == {"more stars, long exposure"}


def test_what_was_sent_is_what_the_next_turn_starts_from(post: Post, conversation: Conversation) -> None:
    post(models=[GROK], aspect_ratio="16:9")
    conversation.refresh_from_db()
    assert (conversation.models, conversation.aspect_ratio, conversation.resolution) == ([GROK], "16:9", "1k")


def test_a_double_click_makes_one_turn(post: Post, conversation: Conversation) -> None:
    assert post(idempotency_key="k1")["HX-Trigger"] == post(idempotency_key="k1")["HX-Trigger"]
    assert conversation.turns.count() == 2


def test_the_same_click_once_more_takes_back_no_settings(post: Post, conversation: Conversation) -> None:
    post(models=[GROK], idempotency_key="k1")
    update_conversation(conversation=conversation, models=[SEEDREAM])
    post(models=[GROK], idempotency_key="k1")
    conversation.refresh_from_db()
    assert conversation.models == [SEEDREAM]


def test_a_click_is_told_of_in_one_go(post: Post, conversation: Conversation) -> None:
    before = Event.objects.filter(topic=conversation.topic).count()
    post(models=[GROK], aspect_ratio="16:9")
    told = Event.objects.filter(topic=conversation.topic).order_by("rev")[before:]
    row = Generation.objects.get(batch__turn__number=2)
    assert sorted((event.ref, event.change) for event in told) == [
        (conversation.topic, "put"),
        (conversation.topic, "put"),
        (f"generation:{row.pk}", "new"),
        (f"turn:{row.batch_id}", "new"),
    ]


def test_a_click_that_has_made_something_else_is_refused_in_words(
    post: Post, conversation: Conversation, editor: Client, session: Session, bob: User
) -> None:
    order = Order(models=("local-flow",), prompts=("waves",))
    create_batch(session=session, by=bob, order=order, idempotency_key="k1")
    words = {"prompt": "night", "models": [GROK], "idempotency_key": "k1"}
    for response in (post(**words), editor.post(f"/outputs/{conversation.source_id}/edit/", words)):
        assert response.status_code == 422
        assert "has made something else already" in response.content.decode()


def test_beside_earlier_turns_it_says_that_the_newest_is_continued(
    post: Post, conversation: Conversation, editor: Client
) -> None:
    post()
    settle(conversation.turns.get(number=2))
    assert "2 from turn 2, of 5" in editor.get(f"/edit/{conversation.pk}/?before=2").content.decode()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"prompt": "  "}, "Say what should change."),
        ({"models": []}, "Pick at least one model."),
        ({"models": ["local-landscape"]}, "cannot edit"),
        ({"references": ["4711"]}, "There is no picture 4711"),
        ({"references": ["x"]}, "not numbers of pictures"),
        ({"continues": "turn:4711"}, "There is no such turn or picture"),
        ({"continues": "nonsense"}, "There is no such turn or picture"),
        ({"number": "soon"}, "whole number"),
    ],
)
def test_a_refusal_says_why_and_sends_nothing(
    post: Post, conversation: Conversation, changes: dict[str, Any], told: str
) -> None:
    response = post(**changes)
    assert response.status_code == 422
    assert told in response.content.decode()
    assert conversation.turns.count() == 1


@pytest.mark.parametrize(("number", "told"), [("2", "Turn 2 is being made."), ("1", "Turn 2 is being made.")])
def test_while_a_turn_is_made_none_is_sent(post: Post, conversation: Conversation, number: str, told: str) -> None:
    post()
    response = post(number=number, prompt="too early")
    assert response.status_code == 409
    assert told in response.content.decode()
    turn = conversation.turns.get(number=2)
    assert json.loads(response["HX-Trigger"])["px:touch"]["refs"] == [
        f"turn:{turn.pk}",
        f"conversation:{conversation.pk}",
    ]


def test_who_did_not_see_the_newest_turn_is_shown_it_first(post: Post, conversation: Conversation) -> None:
    post()
    settle(conversation.turns.get(number=2))
    response = post(prompt="from another tab")
    assert response.status_code == 409
    assert response.content.decode() == "Turn 2 has been sent meanwhile. Look at it before you go on."
    assert conversation.turns.count() == 2


def test_the_price_comes_with_what_will_be_sent(post: Post, conversation: Conversation, session: Session) -> None:
    html = post("estimate", prompt="", references=[str(a_still(session, "red").pk)]).content.decode()
    assert re.search(r"<strong>\$0\.\d+</strong>", html)
    assert 'id="sent" hx-swap-oob="true" data-context="2" data-most="5"' in html
    assert "2 from turn 1 + 1 yours, of 5" in html
    assert "data-busy" not in html
    assert conversation.turns.count() == 1


def test_what_a_model_would_drop_is_said_before(post: Post, conversation: Conversation, session: Session) -> None:
    own = [str(a_still(session, colour).pk) for colour in ("red", "blue")]
    html = post("estimate", models=["fal-flux-2-klein-9b", GROK], references=own).content.decode()
    assert re.search(r"takes 3 of these 4 pictures and drops 1 of yours", html)


def test_too_many_say_so_and_cannot_be_sent(post: Post, conversation: Conversation, session: Session) -> None:
    own = [str(a_still(session, colour).pk) for colour in ("red", "blue", "green", "black")]
    html = post("estimate", references=own).content.decode()
    assert "Take away 1 of yours." in html
    assert "data-busy" in html
    assert post(references=own).status_code == 422


def test_what_cannot_be_continued_any_more_says_so(post: Post, conversation: Conversation, editor: Client) -> None:
    picture = pictures(first_turn(conversation))[0]
    editor.post(f"/outputs/{picture.pk}/delete/")
    html = post("estimate", continues=f"output:{picture.pk}").content.decode()
    assert "There is no such turn or picture" in html
    assert "Go on from the newest" in html


def test_a_failed_turn_is_retried_whole(editor: Client, start: Start) -> None:
    turn = settle(first_turn(start(SEEDREAM, GROK)), {SEEDREAM: fail, GROK: fail})
    response = editor.post(f"/turns/{turn.pk}/retry/")
    again = rows(turn)
    assert [row.state for row in again] == [State.QUEUED] * 2
    refs = json.loads(response["HX-Trigger"])["px:touch"]["refs"]
    assert refs == [f"turn:{turn.pk}", *(f"generation:{row.pk}" for row in again)]


def test_nothing_to_retry_is_a_sentence(editor: Client, conversation: Conversation) -> None:
    response = editor.post(f"/turns/{first_turn(conversation).pk}/retry/")
    assert response.status_code == 422
    assert response.content.decode() == "No model of this turn has failed."


def test_a_whole_turn_is_cancelled(editor: Client, start: Start) -> None:
    turn = first_turn(start(SEEDREAM, GROK))
    assert editor.post(f"/turns/{turn.pk}/cancel/").status_code == 204
    assert {row.state for row in rows(turn)} == {State.CANCELLED}


@pytest.mark.parametrize("path", ["edit/{0}/send", "edit/{0}/estimate", "turns/{1}/retry", "turns/{1}/cancel"])
def test_a_viewer_may_not_and_a_stranger_finds_nothing(
    vera: User, charlie: User, signed_in: ClientOf, conversation: Conversation, path: str
) -> None:
    url = f"/{path.format(conversation.pk, first_turn(conversation).pk)}/"
    made = Generation.objects.count()
    assert signed_in(vera).post(url, {"prompt": "x", "models": [GROK]}).status_code == 403
    assert signed_in(charlie).post(url, {"prompt": "x", "models": [GROK]}).status_code == 404
    assert Generation.objects.count() == made


def test_a_deleted_conversation_takes_no_turn(post: Post, conversation: Conversation) -> None:
    pk = conversation.pk
    delete_conversation(conversation=Conversation.objects.get(pk=pk))
    assert post().status_code == 404
    assert Turn.objects.filter(conversation_id=pk).count() == 1
