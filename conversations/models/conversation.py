"""Refining one still, turn by turn."""

from typing import Self

from django.apps import apps
from django.conf import settings
from django.db.models import (
    CASCADE,
    RESTRICT,
    SET_NULL,
    CharField,
    Count,
    DateTimeField,
    Exists,
    ForeignKey,
    Index,
    JSONField,
    Model,
    OuterRef,
    Q,
    Subquery,
)
from django.db.models.functions import Coalesce, Now

from accounts.models import User
from generations.models import Generation, Output
from generations.states import ACTIVE
from projects.models import Project, Session, TrashQuerySet
from projects.models.roles import Role, RoleOfViewer

TITLE_MAX = 120


class ConversationQuerySet(TrashQuerySet["Conversation"]):
    def visible_to(self, user: User) -> Self:
        return super().visible_to(user).filter(deleted_at=None, session__deleted_at=None)

    def trash_of(self, user: User, needed: Role = Role.EDITOR) -> Self:
        """Of other editors, only their authors may restore them."""
        mine = Q(role=Role.OWNER) | Q(author=user)
        return super().trash_of(user, needed).filter(mine, session__deleted_at=None)

    def with_facts(self) -> Self:
        """With `turn_count` and `generating`: derived, never stored."""
        turns = apps.get_model("conversations", "Turn").objects.filter(conversation=OuterRef("pk")).order_by()
        counted = turns.values("conversation").annotate(count=Count("pk")).values("count")
        running = Generation.objects.filter(batch__turn__conversation=OuterRef("pk"), state__in=ACTIVE)
        return self.annotate(turn_count=Coalesce(Subquery(counted), 0), generating=Exists(running))


class Conversation(RoleOfViewer, Model):
    """Its turns may override `models`, `aspect_ratio` and `resolution`; empty strings mean "as the picture"."""

    project = ForeignKey(Project, CASCADE, related_name="conversations")
    session = ForeignKey(Session, CASCADE, related_name="conversations")
    author = ForeignKey(settings.AUTH_USER_MODEL, SET_NULL, null=True, related_name="conversations")
    source = ForeignKey(Output, RESTRICT, related_name="conversations")
    title = CharField(max_length=TITLE_MAX)
    models = JSONField(default=list)
    aspect_ratio = CharField(max_length=16, blank=True)
    resolution = CharField(max_length=16, blank=True)
    created_at = DateTimeField(db_default=Now())
    updated_at = DateTimeField(db_default=Now())
    deleted_at = DateTimeField(null=True, blank=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at", "-id"]
        indexes = [Index(fields=["project", "-updated_at"], name="conversation_by_activity")]

    def __str__(self) -> str:
        return self.title

    @property
    def topic(self) -> str:
        return f"conversation:{self.pk}"
