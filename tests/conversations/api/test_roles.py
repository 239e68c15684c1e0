"""Who may do what with a conversation, by token and by session; and with a token of too few scopes."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from conversations.models import Conversation
from tests.accounts.callers import JSON, program_of
from tests.conversations.api.conftest import how_many
from tests.conversations.conftest import Start
from tests.conversations.working import SEEDREAM, fail, first_turn, settle

ClientOf = Callable[[User], Client]
PEOPLE = ("alice", "bob", "vera", "charlie", "nobody")
READ, SPEND, ESTIMATE = (200, 200, 200, 404, 401), (202, 202, 403, 404, 401), (200, 200, 403, 404, 401)
TURN = {"instruction": "more stars"}
START = {**TURN, "models": [SEEDREAM]}

ACTIONS: list[tuple[str, str, dict[str, Any], tuple[int, ...]]] = [
    ("get", "conversations/", {}, (200, 200, 200, 200, 401)),
    ("get", "conversations/{conversation}/", {}, READ),
    ("get", "conversations/{conversation}/turns/", {}, READ),
    ("get", "conversations/{conversation}/outputs/", {}, READ),
    ("get", "turns/{turn}/", {}, READ),
    ("post", "conversations/", START, SPEND),
    ("post", "conversations/{conversation}/turns/", {**TURN, "continues": "output:{source}"}, SPEND),
    ("post", "turns/{turn}/retry/", {}, SPEND),
    ("post", "conversations/estimate/", START, ESTIMATE),
    ("post", "conversations/{conversation}/turns/estimate/", TURN, ESTIMATE),
    ("patch", "conversations/{conversation}/", {"title": "New"}, ESTIMATE),
    ("delete", "conversations/{conversation}/", {}, (204, 204, 403, 404, 401)),
]
EACH = [
    pytest.param(action, person, answer, id=f"{action[0]}-{action[1]}-{person}")
    for action in ACTIONS
    for person, answer in zip(PEOPLE, action[3], strict=True)
]


@pytest.fixture
def ids(start: Start) -> dict[str, int]:
    conversation = start()
    settle(turn := first_turn(conversation), {SEEDREAM: fail})
    return {"conversation": conversation.pk, "turn": turn.pk, "source": conversation.source_id}


@pytest.fixture
def people(alice: User, bob: User, vera: User, charlie: User) -> dict[str, User]:
    return {"alice": alice, "bob": bob, "vera": vera, "charlie": charlie}


def call(client: Client, method: str, path: str, body: dict[str, Any], ids: dict[str, int]) -> Any:
    said = {name: value.format(**ids) if isinstance(value, str) else value for name, value in body.items()}
    sent = {} if method == "get" else {"data": {**said, "source": ids["source"]}, "content_type": JSON}
    return getattr(client, method)(f"/api/{path.format(**ids)}", **sent)


def facts() -> Any:
    return how_many(), list(Conversation.objects.values())


@pytest.mark.parametrize("by", ["token", "session"])
@pytest.mark.parametrize(("action", "person", "answer"), EACH)
def test_each_action_by_each_person(
    ids: dict[str, int], people: dict[str, User], signed_in: ClientOf, action: Any, person: str, answer: int, by: str
) -> None:
    method, path, body, _ = action
    client_of = program_of if by == "token" else signed_in
    client = client_of(people[person]) if person in people else Client()
    before = facts()
    assert call(client, method, path, body, ids).status_code == answer
    assert (facts() == before) is (answer >= 400 or method == "get" or "estimate" in path)


def test_the_list_of_a_stranger_is_empty(ids: dict[str, int], charlie: User) -> None:
    assert program_of(charlie).get("/api/conversations/").json() == {"results": [], "next": None}


def test_another_editor_may_not_delete_what_is_not_theirs(ids: dict[str, int], bob: User, alice: User) -> None:
    Conversation.objects.update(author=alice)
    assert program_of(bob).delete(f"/api/conversations/{ids['conversation']}/").status_code == 403


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: f"{action[0]}-{action[1]}")
def test_each_action_takes_its_own_scope(ids: dict[str, int], bob: User, action: Any) -> None:
    method, path, body, answers = action
    others = {SPEND: "generate"}.get(answers, "read" if method == "get" or "estimate" in path else "write")
    for scope in ("read", "write", "generate"):
        status = call(program_of(bob, scope), method, path, body, ids).status_code
        assert status == (answers[1] if scope == others else 403)
