"""A picture to edit and bob, who edits it. What is paid for goes to the doubles."""

from collections.abc import Callable

import pytest

from accounts.models import User
from conversations.actions import Asked, continue_conversation, start_conversation
from conversations.models import Conversation, Turn
from generations.models import Output
from projects.models import Session
from tests.conversations.working import SEEDREAM, a_still
from tests.generations.conftest import doubles, engines

__all__ = ["doubles", "engines"]

Start = Callable[..., Conversation]
Send = Callable[..., Turn]


@pytest.fixture
def source(session: Session) -> Output:
    return a_still(session)


@pytest.fixture
def start(source: Output, bob: User) -> Start:
    """`start("fal-seedream-5", instruction="at night")`: bob starts a conversation about `source`."""

    def make(*models: str, source: Output = source, key: str | None = None, **asked: object) -> Conversation:
        words = {"instruction": "make it night", "models": models or (SEEDREAM,), **asked}
        return start_conversation(source=source, by=bob, asked=Asked(**words), idempotency_key=key)  # type: ignore[arg-type]

    return make


@pytest.fixture
def send(bob: User) -> Send:
    """`send(conversation, continues="turn:3")`: bob sends the next turn, to the conversation's models."""

    def make(
        conversation: Conversation,
        *models: str,
        continues: str | None = None,
        number: int | None = None,
        key: str | None = None,
        **asked: object,
    ) -> Turn:
        words = Asked(**{"instruction": "more stars", "models": models, **asked})  # type: ignore[arg-type]
        return continue_conversation(
            conversation=conversation, by=bob, asked=words, continues=continues, number=number, idempotency_key=key
        )

    return make
