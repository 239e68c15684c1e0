"""POST /api/prompts/enhance/: a better prompt, who wrote it, and every way in which that does not work."""

import json
from typing import Any

import pytest
from django.http import HttpResponse
from hypothesis import HealthCheck, given, settings as profile, strategies as st

from accounts.models import IdempotencyKey, User
from prompts.throttles import EnhanceThrottle
from tests.accounts.callers import JSON, program_of
from tests.doubles.server import DoubleServer
from tests.generations.api.test_schema import check, document

ADDRESS = "/api/prompts/enhance/"
EMPTY = "Write a prompt first."


def send(user: User, prompt: Any = "a lighthouse at dawn", key: str = "", **more: Any) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return program_of(user).post(ADDRESS, json.dumps({"prompt": prompt, **more}), JSON, headers=headers)


def error(response: HttpResponse) -> Any:
    return json.loads(response.content)["error"]


def test_without_a_key_the_local_rules_answer_and_say_so(bob: User, no_text_model: None) -> None:
    said = send(bob).json()
    assert (said["prompt"], said["engine"]) == ("a lighthouse at dawn", "local")
    assert said["enhanced"].startswith("a lighthouse at dawn, low, raking light")
    assert said["notes"] == ["Added: light, composition, lens, texture."]


def test_with_a_key_the_text_model_is_asked_once(bob: User, text_model: DoubleServer) -> None:
    said = send(bob, kind="video").json()
    assert said["engine"] == "openai"
    assert said["notes"] == ["Written by gpt-6-luna."]
    assert "a lighthouse at dawn" in said["enhanced"]
    assert len(text_model.bill()) == 1


def test_the_local_rules_can_be_asked_for_by_name(bob: User, text_model: DoubleServer) -> None:
    assert send(bob, engine="local").json()["engine"] == "local"
    assert text_model.bill() == []


@pytest.mark.parametrize(
    ("marker", "status", "code"),
    [
        ("content_policy", 422, "content_rejected"),
        ("too_long", 422, "invalid_input"),
        ("balance", 503, "no_credit"),
        ("always429", 503, "rate_limited"),
        ("plain500", 502, "unknown"),
    ],
)
def test_a_refusal_is_told_and_nobody_else_is_asked_instead(
    bob: User, text_model: DoubleServer, marker: str, status: int, code: str
) -> None:
    response = send(bob, f"a boat [[sim:{marker}]]")
    assert (response.status_code, error(response)["code"]) == (status, code)
    assert error(response)["message"].endswith(".")
    assert "enhanced" not in response.json()
    assert len(text_model.requests("/chat/completions")) == 1


def test_a_text_model_that_is_not_there_cannot_be_asked_for(bob: User, no_text_model: None) -> None:
    response = send(bob, engine="openai")
    assert response.status_code == 400
    assert "OPENAI_API_KEY" in error(response)["fields"]["engine"][0]


@pytest.mark.parametrize(
    ("body", "field", "told"),
    [
        ({"prompt": "  "}, "prompt", EMPTY),
        ({"prompt": ""}, "prompt", EMPTY),
        ({"prompt": "x" * 20_001}, "prompt", "20000"),
        ({"prompt": "a\0b"}, "prompt", "Null characters"),
        ({"prompt": 5}, "prompt", "valid string"),
        ({"prompt": None}, "prompt", "null"),
        ({"kind": "song"}, "kind", "song"),
        ({"camera_move": "teleport"}, "camera_move", "teleport"),
        ({"engine": "fal"}, "engine", "fal"),
    ],
)
def test_what_cannot_be_enhanced_says_why(bob: User, body: dict[str, Any], field: str, told: str) -> None:
    response = send(bob, **{"prompt": "a lake", **body})
    assert response.status_code == 400
    assert told in error(response)["fields"][field][0]


@pytest.mark.parametrize("prompt", ["x" * 20_000, "夜の東京", '{"subject": "a boat"}', '"Sale" in “red”', "a\r\nb"])
def test_odd_prompts_get_a_sensible_answer(bob: User, no_text_model: None, prompt: str) -> None:
    said = send(bob, prompt).json()
    assert said["enhanced"].startswith(prompt.rstrip('"')) or said["enhanced"] == prompt
    assert len(said["enhanced"]) <= 20_000


def test_the_same_key_asks_once(bob: User, text_model: DoubleServer) -> None:
    first, again = send(bob, key="k"), send(bob, key="k")
    assert first.json() == again.json()
    assert again["Idempotent-Replayed"] == "true"
    assert send(bob, "another", key="k").status_code == 422
    assert len(text_model.bill()) == 1


def test_a_refused_request_leaves_its_key_free(bob: User, text_model: DoubleServer) -> None:
    assert send(bob, "a boat [[sim:busy429=1]]", key="k").status_code == 503
    assert not IdempotencyKey.objects.exists()
    assert send(bob, "a boat [[sim:busy429=1]]", key="k").status_code == 200


def test_it_takes_the_right_to_spend(bob: User) -> None:
    body = json.dumps({"prompt": "a lake"})
    assert program_of(bob, "read", "write").post(ADDRESS, body, JSON).status_code == 403
    assert program_of(bob).get(ADDRESS).status_code == 405


def test_nobody_asks_without_end(bob: User, vera: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EnhanceThrottle, "rate", "2/min")
    answers = [send(bob, engine="local") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2]["Retry-After"]) > 0
    assert send(vera, engine="local").status_code == 200


def test_the_answer_is_as_described(bob: User) -> None:
    operation = document()["paths"][ADDRESS]["post"]
    check(send(bob, engine="local").json(), operation, "200")
    check(send(bob, "").json(), operation, "400")


@profile(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.dictionaries(st.sampled_from(["prompt", "kind", "camera_move", "engine", "x"]), st.text() | st.none()))
def test_whatever_is_sent_the_answer_is_an_answer(
    bob: User, no_text_model: None, monkeypatch: pytest.MonkeyPatch, body: dict[str, Any]
) -> None:
    monkeypatch.setattr(EnhanceThrottle, "rate", "100000/min")
    assert program_of(bob).post(ADDRESS, json.dumps(body), JSON).status_code in {200, 400}
