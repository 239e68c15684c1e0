"""Who may delete and restore a conversation: owners of its project, and its author as long as they may edit there."""

from django.core.exceptions import PermissionDenied

from accounts.models import User
from conversations.models import Conversation
from projects.access import get_trashed, get_visible
from projects.models import Role


def may_delete(conversation: Conversation, user: User) -> bool:
    """Of a row that came with_role()."""
    return conversation.can_manage or (conversation.can_edit and conversation.author_id == user.pk)


def get_deletable(user: User, pk: int) -> Conversation:
    return _managed(get_visible(Conversation.objects.all(), user, pk, Role.EDITOR), user)


def get_restorable(user: User, pk: int) -> Conversation:
    return _managed(get_trashed(Conversation.objects.all(), user, pk, Role.EDITOR), user)


def _managed(conversation: Conversation, user: User) -> Conversation:
    if not may_delete(conversation, user):
        raise PermissionDenied("Only its author or an owner of the project can delete or restore this conversation.")
    return conversation
