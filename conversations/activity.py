"""Conversations in pages: newest activity first, and by key, so that an old page is as quick as the first.

For the list and for the API: both cut their pages at the same marks.
"""

import re
from datetime import UTC, datetime, timedelta

from conversations.models import Conversation
from conversations.models.conversation import ConversationQuerySet

MARK = re.compile(r"([0-9]{1,16})-([1-9][0-9]{0,17})", re.ASCII)
EPOCH = datetime.fromtimestamp(0, UTC)
MOMENT = timedelta.resolution


def mark_of(conversation: Conversation) -> str:
    return f"{(conversation.updated_at - EPOCH) // MOMENT}-{conversation.pk}"


def older_than(rows: ConversationQuerySet, mark: str) -> ConversationQuerySet:
    """Those after `mark`, as mark_of() made it; without a mark all of them."""
    if not (match := MARK.fullmatch(mark)):
        return rows
    at, pk = EPOCH + int(match[1]) * MOMENT, int(match[2])
    # Never "equal": SQLite compares times as text, and writes fewer digits than it is asked with.
    return rows.filter(updated_at__lt=at + MOMENT).exclude(updated_at__gt=at - MOMENT, pk__gte=pk)
