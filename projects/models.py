"""Projects, who may do what in them, and their sessions."""

from __future__ import annotations

from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from accounts.models import User

T = TypeVar("T", bound=models.Model)


class Role(models.TextChoices):
    """Each role may also do what the roles before it may."""

    VIEWER = "viewer", "Viewer: looks"
    EDITOR = "editor", "Editor: also makes and rates"
    OWNER = "owner", "Owner: also manages members and deletes"

    def allows(self, needed: Role) -> bool:
        order = list(Role)
        return order.index(self) >= order.index(needed)


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(deleted_at=None, memberships__user=user)


class Project(models.Model):
    name = models.CharField(max_length=120)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Membership", related_name="projects")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    # Deleted here means gone for everybody at once; generations.work stops its work and removes rows and files.
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    project = models.ForeignKey(Project, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.EDITOR)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="membership_once"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.project}: {self.role}"


class InProjectQuerySet(models.QuerySet[T]):
    """Rows that belong to a project: the one door to read them."""

    def visible_to(self, user: User) -> Self:
        return self.filter(project__deleted_at=None, project__memberships__user=user)


class SessionKind(models.TextChoices):
    IMAGE = "image", "Pictures"
    VIDEO = "video", "Videos"
    AUDIO = "audio", "Sound"


class SessionQuerySet(InProjectQuerySet["Session"]):
    def visible_to(self, user: User) -> Self:
        return super().visible_to(user).filter(deleted_at=None)


class Session(models.Model):
    """A named lane of work inside a project. `last_used_at` orders the list: the one worked in last comes first."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="sessions")
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
