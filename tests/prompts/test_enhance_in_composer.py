"""The composer's own part: enhance, see before and after, undo, and what happens when the words change."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client

from accounts.models import User
from generations.views.composer import Composer
from projects.models import Session
from prompts.throttles import EnhanceThrottle
from tests.doubles.server import DoubleServer

ClientOf = Callable[[User], Client]
ADDRESS, KEEP = "/prompts/enhance/", "/prompts/enhance/keep/"
HTMX = {"HX-Request": "true", "HX-Target": "edit-enhance"}


@pytest.fixture
def post(bob: User, signed_in: ClientOf) -> Callable[..., HttpResponse]:
    client = signed_in(bob)
    return lambda path=ADDRESS, **form: client.post(path, {"kind": "image", **form}, headers=HTMX)  # type: ignore[return-value]


def text(response: HttpResponse) -> str:
    return unescape(response.content.decode())


def field(response: HttpResponse, name: str) -> str:
    return str(re.findall(rf'name="{name}" value="([^"]*)"', response.content.decode())[0])


def test_before_and_after_stand_side_by_side(post: Callable[..., HttpResponse], no_text_model: None) -> None:
    response = post(prompt='a "lighthouse" & <sea>', models="local-flow", camera_move="")
    assert unescape(field(response, "enhanced_of")) == 'a "lighthouse" & <sea>'
    assert unescape(field(response, "prompt_enhanced")).startswith('a "lighthouse" & <sea>, soft')
    assert "You wrote" in text(response)
    assert "Will be sent · Local rules" in text(response)
    assert "Undo" in text(response)
    assert 'id="edit-enhance-button"' in text(response)


def test_the_text_model_is_named(post: Callable[..., HttpResponse], text_model: DoubleServer) -> None:
    response = post(prompt="a boat", kind="video")
    assert "Will be sent · Text model" in text(response)
    assert field(response, "prompt_enhanced") == "SIMULATED: a boat"


def test_a_refusal_says_why_and_offers_the_local_rules(
    post: Callable[..., HttpResponse], text_model: DoubleServer
) -> None:
    response = post(prompt="a boat [[sim:always429]]")
    assert response.status_code == 422
    assert "takes no more requests" in text(response)
    assert "Use the local rules" in text(response)
    assert "prompt_enhanced" not in text(response)
    assert "Local rules" in text(post(prompt="a boat [[sim:always429]]", engine="local"))


def test_an_empty_prompt_is_told_in_one_sentence(post: Callable[..., HttpResponse]) -> None:
    response = post(prompt=" ")
    assert response.status_code == 422
    assert '<p class="error">Write a prompt first.</p>' in text(response)
    assert "Use the local rules" not in text(response)


def test_nothing_to_add_is_said_and_nothing_is_sent(post: Callable[..., HttpResponse], no_text_model: None) -> None:
    response = post(prompt='{"a": 1}')
    assert "nothing was added" in text(response)
    assert "prompt_enhanced" not in text(response)


def test_it_stays_while_the_words_are_the_same(post: Callable[..., HttpResponse]) -> None:
    assert post(KEEP, prompt="a boat\r\nat sea", enhanced_of="a boat\nat sea").status_code == 204
    changed = post(KEEP, prompt="a boat at", enhanced_of="a boat")
    assert "prompt_enhanced" not in text(changed)
    assert "autofocus" not in text(changed)


def test_undo_takes_it_back_and_leaves_the_focus_here(post: Callable[..., HttpResponse]) -> None:
    response = post(KEEP, prompt="a boat", enhanced_of="a boat", undo="1")
    assert "prompt_enhanced" not in text(response)
    assert "autofocus" in text(response)


def test_page_and_programs_share_one_limit(
    post: Callable[..., HttpResponse], no_text_model: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EnhanceThrottle, "rate", "1/min")
    assert post(prompt="a boat").status_code == 200
    refused = post(prompt="a boat")
    assert refused.status_code == 422
    assert "throttled" in text(refused)


@pytest.mark.parametrize("path", [ADDRESS, KEEP])
def test_strangers_sign_in_first(db: None, path: str) -> None:
    assert Client().post(path, {"prompt": "a boat"}).status_code == 302
    assert Client().get(path).status_code == 302


@pytest.mark.parametrize(
    ("variant", "kind"), [("compose", "image"), ("edit", "edit"), ("start", "edit"), ("overlay", "video")]
)
def test_every_composer_says_what_the_prompt_is_for(session: Session, variant: str, kind: str) -> None:
    composer: Any = {"id": "edit-", "variant": variant, "session": session}
    part = unescape(render_to_string("prompts/_enhance.html", {"composer": composer}))
    assert f'hx-vals=\'{{"kind": "{kind}"}}\'' in part
    assert 'id="edit-enhance"' in part
    assert Composer.of(session).variant == "compose"
