"""The dialog over a still: what it offers, what a click would cost, and starting the conversation."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from conversations.models import Conversation
from generations.engines import providers
from generations.models import Batch, Output
from generations.models.batch import Purpose
from projects.models import Session
from providers.catalog import MODELS
from tests.generations.rows import an_output

ClientOf = Callable[[User], Client]
EDITOR, OTHER, PAINTER = "fal-flux-2-pro", "fal-seedream-4.5", "local-landscape"
HTMX = {"HX-Request": "true"}
WORDS = {"prompt": "make it night", "models": [EDITOR], "idempotency_key": "k1"}


@pytest.fixture
def editor(bob: User, signed_in: ClientOf) -> Client:
    return signed_in(bob)


@pytest.fixture
def still(session: Session) -> Output:
    return an_output(session, model=EDITOR, parameters={"aspect_ratio": "16:9", "resolution": "1k"})


@pytest.fixture
def post(editor: Client, still: Output) -> Callable[..., Any]:
    return lambda path="", **changes: editor.post(
        f"/outputs/{still.pk}/edit/{path}", {**WORDS, **changes}, headers=HTMX
    )


def _dialog(client: Client, output: Output) -> str:
    return client.get(f"/outputs/{output.pk}/edit/", headers=HTMX).content.decode()


def _picked(html: str) -> list[str]:
    return re.findall(r'name="models" value="([^"]+)"[^>]* checked>', html)


def test_the_dialog_shows_the_source_and_starts_from_what_made_it(editor: Client, still: Output) -> None:
    html = _dialog(editor, still)
    assert f'src="/api/outputs/{still.pk}/preview/"' in html
    assert "FLUX.2 Pro" in html
    assert "64 × 48" in html
    assert _picked(html) == [EDITOR]
    assert 'value="16:9" checked' in html


def test_only_models_that_take_a_picture_are_offered(editor: Client, still: Output) -> None:
    offered = re.findall(r'name="models" value="([^"]+)"', _dialog(editor, still))
    assert offered
    assert all(MODELS[key].source != "no" for key in offered)


def test_an_uploaded_picture_keeps_its_shape_and_costs_nothing_unasked(editor: Client, session: Session) -> None:
    html = _dialog(editor, an_output(session, model="upload", provider="upload"))
    assert 'value="" checked' in html
    assert {MODELS[key].provider for key in _picked(html)} <= {"local"}


def test_a_painter_that_edits_nothing_leaves_it_to_the_last_edit(
    editor: Client, session: Session, post: Callable[..., Any]
) -> None:
    post(models=[OTHER])
    assert _picked(_dialog(editor, an_output(session, model=PAINTER))) == [OTHER]


def test_starting_goes_to_the_conversation(post: Callable[..., Any], still: Output, session: Session) -> None:
    reference = an_output(session)
    response = post(aspect_ratio="", models=[EDITOR, OTHER], references=[str(reference.pk)])
    conversation = Conversation.objects.get()
    assert response["HX-Redirect"] == f"/edit/{conversation.pk}/"
    assert "px:made" in json.loads(response["HX-Trigger"])
    assert (conversation.source, conversation.models) == (still, [EDITOR, OTHER])
    turn = conversation.turns.get()
    assert turn.instruction == "make it night"
    assert turn.references == [still.pk, reference.pk]


def test_a_double_click_starts_one(post: Callable[..., Any]) -> None:
    assert post()["HX-Redirect"] == post()["HX-Redirect"]
    assert Conversation.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"prompt": "  "}, "Say what should change."),
        ({"models": []}, "Pick at least one model."),
        ({"models": [PAINTER]}, "cannot edit"),
        ({"references": ["4711"]}, "There is no picture 4711"),
        ({"references": ["x"]}, "not numbers of pictures"),
    ],
)
def test_a_refusal_says_why_and_starts_nothing(post: Callable[..., Any], changes: dict[str, Any], told: str) -> None:
    response = post(**changes)
    assert response.status_code == 422
    assert told in response.content.decode()
    assert not Conversation.objects.exists()


def test_the_price_is_known_before_a_word_is_typed(post: Callable[..., Any]) -> None:
    html = post("estimate/", prompt="").content.decode()
    assert re.search(r"<strong>\$0\.\d+</strong>", html)
    assert not Batch.objects.filter(purpose=Purpose.TURN).exists()


def test_the_price_warns_where_a_click_would_be_refused(post: Callable[..., Any], session: Session) -> None:
    references = [str(an_output(session).pk) for _ in range(5)]
    response = post("estimate/", references=references)
    assert response.status_code == 200
    assert "Take away 1 of yours." in response.content.decode()


@pytest.mark.parametrize("kind", ["video", "audio"])
def test_only_a_still_can_be_edited(editor: Client, session: Session, kind: str) -> None:
    output = an_output(session, kind=kind)
    assert editor.get(f"/outputs/{output.pk}/edit/", headers=HTMX).status_code == 404
    assert editor.post(f"/outputs/{output.pk}/edit/", WORDS).status_code == 404
    assert "/edit/" not in editor.get(f"/outputs/{output.pk}/details/").content.decode()


def test_a_viewer_may_not_and_a_stranger_finds_nothing(
    vera: User, charlie: User, signed_in: ClientOf, still: Output
) -> None:
    url = f"/outputs/{still.pk}/edit/"
    assert signed_in(vera).post(url, WORDS).status_code == 403
    assert signed_in(charlie).post(url, WORDS).status_code == 404
    assert url not in signed_in(vera).get(f"/outputs/{still.pk}/details/").content.decode()
    assert not Conversation.objects.exists()


def test_the_address_of_the_dialog_leads_to_the_picture(editor: Client, still: Output) -> None:
    assert editor.get(f"/outputs/{still.pk}/edit/").headers["Location"] == f"/outputs/{still.pk}/"


def test_a_picture_of_a_turn_says_which(post: Callable[..., Any], editor: Client) -> None:
    post()
    conversation = Conversation.objects.get()
    generation = conversation.turns.get().batch.generations.get()
    output = Output.objects.create(
        generation=generation,
        project=generation.project,
        kind="image",
        file="a/a.png",
        width=64,
        height=48,
        bytes=1,
        content_type="image/png",
        sha256="a",
    )
    html = editor.get(f"/outputs/{output.pk}/details/").content.decode()
    assert f'href="/edit/{conversation.pk}/#turn-1"' in html
    assert f'href="/edit/{conversation.pk}/?continues=output:{output.pk}"' in html


def test_without_a_key_nothing_that_costs_is_chosen(editor: Client, still: Output, settings: Any) -> None:
    settings.FAL_KEY = settings.OPENAI_KEY = ""
    providers.cache_clear()
    html = _dialog(editor, still)
    providers.cache_clear()
    assert EDITOR not in _picked(html)
    assert "FAL_KEY" in html
