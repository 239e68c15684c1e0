from conversations.models.conversation import Conversation
from conversations.models.turn import Status, Turn

__all__ = ["Conversation", "Status", "Turn"]
