"""What was asked for in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from accounts.models import User
from generations.models.tag import Tag
from projects.models import InProjectQuerySet, Project, Session

if TYPE_CHECKING:
    from generations.progress import Progress


class Purpose(models.TextChoices):
    COMPOSE = "compose", "Composed"
    TURN = "turn", "Turn of an edit conversation"
    UPLOAD = "upload", "Uploaded"
    ASSETS = "assets", "Asset Monster"


class BatchQuerySet(InProjectQuerySet["Batch"]):
    def visible_to(self, user: User) -> Self:
        """Those of which a generation is left to see, in whichever session it is now."""
        alive = {"deleted_at": None, "session__deleted_at": None}
        left = apps.get_model("generations", "Generation").objects.filter(batch=OuterRef("pk"), **alive)
        return super().visible_to(user).filter(Exists(left))


class Batch(models.Model):
    """`settings` is the order as it was asked for; status and counts are derived, never stored."""

    # Set by generations.progress.with_progress().
    progress: Progress

    project = models.ForeignKey(Project, models.CASCADE, related_name="batches")
    session = models.ForeignKey(Session, models.CASCADE, related_name="batches")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="batches")
    purpose = models.CharField(max_length=12, choices=Purpose, default=Purpose.COMPOSE)
    title = models.CharField(max_length=120, blank=True)
    concept = models.TextField(blank=True)
    tags = models.ManyToManyField(Tag, related_name="batches", blank=True)
    settings = models.JSONField(default=dict)
    # What it is a part of ("conversation:9"): a topic that hears of it, too.
    topic = models.CharField(max_length=40, blank=True)
    # Given by the screen or the caller: the same click sent twice makes one batch.
    idempotency_key = models.CharField(max_length=64, null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "batches"
        indexes = [
            models.Index(fields=["session", "-id"], name="batch_of_session"),
            models.Index(fields=["project", "purpose", "-id"], name="batch_of_project"),
        ]
        constraints = [models.UniqueConstraint(fields=["author", "idempotency_key"], name="batch_once_per_click")]

    def __str__(self) -> str:
        return self.title or f"Batch {self.pk}"

    @property
    def tag_names(self) -> list[str]:
        return [tag.name for tag in self.tags.all()]
