"""Moderation of conversations. Looked at here, and changed only through the same actions as everywhere."""

from conversations.admin.conversations import ConversationAdmin
from conversations.admin.turns import TurnAdmin

__all__ = ["ConversationAdmin", "TurnAdmin"]
