"""The time that deleted rows have been in the trash, moved on in the rows themselves."""

from datetime import timedelta
from typing import Any

from django.db.models import F

from conversations.models import Conversation
from generations.models import Generation, Output
from generations.work.tidying import tidy
from projects.models import TRASH_KEPT, Project, Session

TABLES: tuple[Any, ...] = (Project, Session, Conversation, Generation, Output)


def time_passes(span: timedelta) -> None:
    for table in TABLES:
        table.objects.exclude(deleted_at=None).update(deleted_at=F("deleted_at") - span)


def empty_trash() -> None:
    """Thirty days and a little later."""
    time_passes(TRASH_KEPT + timedelta(hours=1))
    tidy()
