"""What changed in a conversation, to whoever has it or its project's list open."""

from typing import Literal

from conversations.models import Conversation
from live.publish import Change, publish


def conversation_changed(conversation: Conversation, change: Literal["new", "put"] = "put") -> None:
    publish(_of(conversation, change))


def conversation_gone(conversation: Conversation) -> Change:
    """For the transaction that deletes more than this."""
    return _of(conversation, "del")


def _of(conversation: Conversation, change: Literal["new", "put", "del"]) -> Change:
    topics = (conversation.topic, f"project:{conversation.project_id}")
    return Change(topics, conversation.topic, change)
