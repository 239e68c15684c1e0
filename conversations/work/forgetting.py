"""Conversations that were in the trash for as long as they are kept."""

from django.db import transaction

from conversations.models import Conversation
from generations.models import Batch, Generation
from projects.models import too_long_in_trash

AT_ONCE = 1000


def forget_conversations() -> None:
    """Their pictures go after them, or stay in their session because something else needs them."""
    due = Conversation.objects.filter(too_long_in_trash("", "session__", "project__"))
    for conversation in due.order_by("pk")[:AT_ONCE]:
        with transaction.atomic():
            Batch.objects.filter(turn__conversation=conversation).update(topic="")
            Generation.objects.filter(batch__turn__conversation=conversation).update(topic="")
            conversation.delete()
