"""What changed in a conversation, to whoever has it or its project's list open."""

from typing import Literal

from conversations.models import Conversation
from live.publish import Change, publish


def conversation_changed(conversation: Conversation) -> None:
    publish(changed(conversation, "put"))


def changed(conversation: Conversation, change: Literal["new", "put", "del"]) -> Change:
    """For the transaction that changes more than this."""
    topics = (conversation.topic, f"project:{conversation.project_id}")
    return Change(topics, conversation.topic, change)
