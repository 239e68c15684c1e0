"""The composer: what it offers, what it says before the click, and what a click makes."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from generations.engines import providers
from generations.models import Batch, Generation
from projects.models import Session
from providers.catalog import MODELS
from tests.generations.rows import an_output

ClientOf = Callable[[User], Client]
ORDER = {"prompt": "a lighthouse", "models": ["local-landscape", "local-flow"], "outputs": "1", "idempotency_key": "k1"}


@pytest.fixture
def editor(bob: User, signed_in: ClientOf) -> Client:
    return signed_in(bob)


@pytest.fixture
def post(editor: Client, session: Session) -> Callable[..., Any]:
    return lambda path="generate", **changes: editor.post(f"/sessions/{session.pk}/{path}/", {**ORDER, **changes})


def _picker(client: Client, session: Session) -> dict[str, str]:
    """The checkbox of each model."""
    page = client.get(f"/sessions/{session.pk}/").content.decode()
    boxes = re.findall(r'<input type="checkbox" name="models" value="([^"]+)"([^>]*)>', page)
    assert boxes
    return dict(boxes)


def test_a_click_makes_one_generation_of_each_model(post: Callable[..., Any]) -> None:
    response = post()
    assert response.status_code == 204
    made = set(Generation.objects.values_list("pk", "model"))
    assert {model for _, model in made} == {"local-landscape", "local-flow"}
    events = json.loads(response["HX-Trigger"])
    assert set(events["px:touch"]["refs"]) == {f"generation:{pk}" for pk, _ in made}
    assert "px:made" in events


def test_a_double_click_makes_one_batch(post: Callable[..., Any]) -> None:
    assert post()["HX-Trigger"] == post()["HX-Trigger"]
    assert Batch.objects.count() == 1
    assert post(idempotency_key="k2").status_code == 204
    assert Batch.objects.count() == 2


def test_more_pictures_than_a_model_makes_at_a_time_are_spread(post: Callable[..., Any]) -> None:
    post(models=["local-landscape"], outputs="5")
    rows = Generation.objects.values_list("parameters", flat=True)
    assert sum(parameters["outputs"] for parameters in rows) == 5


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"prompt": "  "}, "Write what you want to see."),
        ({"models": []}, "Pick at least one model."),
        ({"models": ["no-such"]}, "no-such"),
        ({"seed": "soon"}, "whole number"),
        ({"outputs": "99"}, "less than or equal to 8"),
        ({"references": ["x"]}, "not numbers of pictures"),
        ({"references": ["4711"]}, "There is no picture 4711"),
        ({"aspect_ratio": "7:1"}, "7:1"),
    ],
)
def test_a_refusal_says_why_and_makes_nothing(post: Callable[..., Any], changes: dict[str, Any], told: str) -> None:
    response = post(**changes)
    assert response.status_code == 422
    assert told in response.content.decode()
    assert not Batch.objects.exists()


def test_the_price_is_known_before_a_word_is_typed(post: Callable[..., Any]) -> None:
    html = post(
        "estimate", prompt="", models=["fal-seedream-4.5"], aspect_ratio="1:1", resolution="2k"
    ).content.decode()
    assert "<strong>$0.04</strong>" in html
    assert "Write what you want" not in html
    assert not Batch.objects.exists()


def test_the_estimate_warns_where_a_click_would_be_refused(post: Callable[..., Any], session: Session) -> None:
    output = an_output(session)
    response = post("estimate", models=["local-landscape"], references=[str(output.pk)])
    assert response.status_code == 200
    assert "takes no reference pictures" in response.content.decode()


def test_without_keys_three_free_models_are_chosen(editor: Client, session: Session, settings: Any) -> None:
    settings.FAL_KEY = settings.OPENAI_KEY = ""
    providers.cache_clear()
    picker = _picker(editor, session)
    providers.cache_clear()
    chosen = [key for key, attributes in picker.items() if "checked" in attributes]
    assert len(chosen) == 3
    assert {MODELS[key].provider for key in chosen} == {"local"}
    assert "FAL_KEY" in picker["fal-seedream-4.5"]
    assert "disabled" in picker["fal-seedream-4.5"]


def test_what_was_used_last_is_chosen_again(post: Callable[..., Any], editor: Client, session: Session) -> None:
    post(models=["local-flow"], aspect_ratio="9:16")
    picker = _picker(editor, session)
    assert [key for key, attributes in picker.items() if "checked" in attributes] == ["local-flow"]
    page = editor.get(f"/sessions/{session.pk}/").content.decode()
    assert 'value="9:16" checked' in page


def test_only_models_of_the_session_are_offered(editor: Client, session: Session) -> None:
    assert {MODELS[key].kind for key in _picker(editor, session)} == {"image"}


@pytest.mark.parametrize("path", ["generate", "estimate", "uploads"])
def test_a_viewer_may_not_and_a_stranger_finds_nothing(
    vera: User, charlie: User, signed_in: ClientOf, session: Session, path: str
) -> None:
    url = f"/sessions/{session.pk}/{path}/"
    assert signed_in(vera).post(url, ORDER).status_code == 403
    assert signed_in(charlie).post(url, ORDER).status_code == 404
    assert not Batch.objects.exists()


def test_files_are_made_as_they_were_asked_for_and_offered_so_the_next_time(
    post: Callable[..., Any], editor: Client, session: Session
) -> None:
    assert post(format="jpeg").status_code == 204
    assert {row.parameters["format"] for row in Generation.objects.all()} == {"jpeg"}
    page = editor.get(f"/sessions/{session.pk}/").content.decode()
    assert 'name="format" value="jpeg" checked' in page
    assert 'data-formats="png jpeg"' in _picker(editor, session)["fal-flux-2-pro"]
    assert (
        "cannot make WEBP files"
        in post(models=["fal-flux-2-pro"], format="webp", idempotency_key="k2").content.decode()
    )
