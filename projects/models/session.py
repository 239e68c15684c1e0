"""Lanes of work inside a project."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from accounts.models import User
from projects.models.in_project import TrashQuerySet
from projects.models.roles import RoleOfViewer


class SessionKind(models.TextChoices):
    IMAGE = "image", "Pictures"
    VIDEO = "video", "Videos"
    AUDIO = "audio", "Sound"


class SessionQuerySet(TrashQuerySet["Session"]):
    def visible_to(self, user: User) -> Self:
        return super().visible_to(user).filter(deleted_at=None)

    def for_cards(self, user: User) -> Self:
        return self.visible_to(user).with_role().select_related("project")


class Session(RoleOfViewer, models.Model):
    """A named lane of work inside a project. `last_used_at` orders the list: the one worked in last comes first."""

    # By its name, because the cards of projects count sessions.
    project = models.ForeignKey("projects.Project", models.CASCADE, related_name="sessions")
    kind = models.CharField(max_length=5, choices=SessionKind, default=SessionKind.IMAGE)
    name = models.CharField(max_length=120)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    last_used_at = models.DateTimeField(db_default=Now())
    archived_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["-last_used_at", "-id"]
        indexes = [models.Index(fields=["project", "-last_used_at"], name="session_by_use")]
        constraints = [models.CheckConstraint(condition=models.Q(kind__in=SessionKind.values), name="session_kind")]

    def __str__(self) -> str:
        return self.name
