"""The one door to write: views, API methods and admin actions make exactly one call in here."""

from conversations.actions.describe import update_conversation
from conversations.actions.discard import delete_conversation, restore_conversation
from conversations.actions.drafting import INSTRUCTION_MAX, Asked, Draft
from conversations.actions.send import (
    continue_conversation,
    estimate_start,
    estimate_turn,
    retry_turn,
    start_conversation,
)

__all__ = [
    "INSTRUCTION_MAX",
    "Asked",
    "Draft",
    "continue_conversation",
    "delete_conversation",
    "estimate_start",
    "estimate_turn",
    "restore_conversation",
    "retry_turn",
    "start_conversation",
    "update_conversation",
]
