"""What the live layer may show of conversations, and to whom. Loaded by AppConfig.ready()."""

from conversations.models import Conversation
from live import topics

topics.register("conversation", Conversation.objects.visible_to)
