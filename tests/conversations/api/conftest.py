"""Bob's program, and what it sends."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from accounts.models import IdempotencyKey, User
from conversations.models import Conversation, Turn
from generations.models import Batch, Generation, Output, Reference
from tests.accounts.callers import JSON, program_of
from tests.conversations.working import KLEIN, SEEDREAM
from tests.live.conftest import redis_server, way

__all__ = ["redis_server", "way"]

URL = "/api/conversations/"
EVERYTHING = (Conversation, Turn, Batch, Generation, Output, Reference, IdempotencyKey)

Post = Callable[..., Any]


@pytest.fixture
def program(bob: User) -> Client:
    return program_of(bob)


@pytest.fixture
def post_start(program: Client, source: Output) -> Post:
    """`post_start("estimate/", models=[...])`: two models are asked to edit the source, unless told otherwise."""

    def post(address: str = "", by: Client = program, key: str = "", **changes: Any) -> Any:
        body = {"source": source.pk, "instruction": "make it night", "models": [SEEDREAM, KLEIN], **changes}
        return by.post(f"{URL}{address}", body, JSON, headers={"Idempotency-Key": key} if key else {})

    return post


@pytest.fixture
def post_turn(program: Client) -> Post:
    """`post_turn(conversation, continues="turn:7")`"""

    def post(conversation: Conversation, address: str = "", by: Client = program, key: str = "", **changes: Any) -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        body = {"instruction": "more stars", **changes}
        return by.post(f"{URL}{conversation.pk}/turns/{address}", body, JSON, headers=headers)

    return post


def how_many() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in EVERYTHING}


@pytest.fixture
def nothing_made(source: Output) -> Iterator[Callable[[], None]]:
    """From where it is called to the end of the test no row comes or goes."""
    before: dict[str, int] = {}
    yield lambda: before.update(how_many())
    assert before == how_many()
