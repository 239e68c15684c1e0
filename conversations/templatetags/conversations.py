from typing import Any

from django import template

from accounts.models import User
from conversations.access import may_delete
from conversations.models import Conversation

register = template.Library()

NAMED = 20


@register.filter
def deletable_by(conversation: Conversation, user: User) -> bool:
    return may_delete(conversation, user)


@register.simple_tag(takes_context=True)
def latest_conversations(context: dict[str, Any]) -> Any:
    """Those of the person who looks, newest activity first."""
    rows = Conversation.objects.visible_to(context["request"].user)
    return rows.filter(session__archived_at=None).select_related("project")[:NAMED]
