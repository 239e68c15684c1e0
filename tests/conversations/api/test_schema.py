"""The answers are what the OpenAPI document says."""

import pytest
from django.test import Client

from projects.models import Session
from tests.conversations.api.conftest import Post
from tests.conversations.conftest import Send, Start
from tests.conversations.working import GROK, KLEIN, SEEDREAM, fail, first_turn, settle
from tests.generations.api.test_schema import check, document
from tests.generations.rows import an_output


def described(path: str, method: str = "get") -> dict[str, object]:
    operation: dict[str, object] = document()["paths"][path][method]
    return operation


@pytest.mark.parametrize(
    "path",
    [
        "/api/conversations/",
        "/api/conversations/{id}/",
        "/api/conversations/{conversation}/turns/",
        "/api/conversations/{id}/outputs/",
        "/api/turns/{turn}/",
    ],
)
def test_answers_are_as_described(program: Client, start: Start, send: Send, path: str) -> None:
    talk = start(SEEDREAM, KLEIN)
    settle(first := first_turn(talk), {KLEIN: fail})
    send(talk, GROK, continues=f"turn:{first.pk}")
    answer = program.get(path.format(id=talk.pk, conversation=talk.pk, turn=first.pk)).json()
    assert "results" not in answer or answer["results"]
    check(answer, described(path), "200")


def test_what_is_made_is_as_described(post_start: Post, post_turn: Post, program: Client, start: Start) -> None:
    talk, turns = start(), "/api/conversations/{conversation}/turns/"
    check(post_turn(talk).json(), described(turns, "post"), "409")
    settle(first_turn(talk), {SEEDREAM: fail})
    retried = program.post(f"/api/turns/{first_turn(talk).pk}/retry/")
    check(retried.json(), described("/api/turns/{turn}/retry/", "post"), "202")
    settle(first_turn(talk))
    check(post_turn(talk).json(), described(turns, "post"), "202")
    check(post_start().json(), described("/api/conversations/", "post"), "202")
    check(post_start(models=[]).json(), described("/api/conversations/", "post"), "400")
    changed = program.patch(f"/api/conversations/{talk.pk}/", {"title": "Night"}, "application/json")
    check(changed.json(), described("/api/conversations/{id}/", "patch"), "200")


def test_prices_are_as_described(post_start: Post, post_turn: Post, start: Start, session: Session) -> None:
    own = [an_output(session).pk for _ in range(4)]
    said = {"models": [SEEDREAM, GROK], "references": own}
    estimate = "/api/conversations/{}estimate/"
    check(post_start("estimate/", **said).json(), described(estimate.format(""), "post"), "200")
    turn = post_turn(start(), "estimate/", **said)
    check(turn.json(), described(estimate.format("{conversation}/turns/"), "post"), "200")
