"""What a person could restore, of what is larger than an output."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, Literal

from django.urls import reverse

from accounts.models import User
from conversations.models import Conversation
from projects.models import TRASH_KEPT, Project, Role, Session

# Of each kind; what is older shows as soon as something of these has been restored or is gone.
LISTED = 500

Kind = Literal["session", "project", "conversation"]


@dataclass(frozen=True, slots=True)
class Trashed:
    kind: Kind
    pk: int
    name: str
    project_id: int
    deleted_at: datetime

    @property
    def purge_at(self) -> datetime:
        return self.deleted_at + TRASH_KEPT

    @property
    def restore_url(self) -> str:
        return reverse(f"{self.kind}s:restore", args=[self.pk])


def trash_for(user: User) -> list[Trashed]:
    """Deleted last comes first. Sessions and projects are the owners' to restore."""
    return sorted(_rows(user), key=attrgetter("deleted_at"), reverse=True)


def _rows(user: User) -> Iterator[Trashed]:
    for project in _newest(Project.objects.trash_of(user, Role.OWNER)):
        yield Trashed("project", project.pk, project.name, project.pk, project.deleted_at)
    for session in _newest(Session.objects.trash_of(user, Role.OWNER)):
        yield Trashed("session", session.pk, session.name, session.project_id, session.deleted_at)
    for row in _newest(Conversation.objects.trash_of(user)):
        yield Trashed("conversation", row.pk, row.title, row.project_id, row.deleted_at)


def _newest(rows: Any) -> Any:
    return rows.order_by("-deleted_at", "-pk")[:LISTED]
