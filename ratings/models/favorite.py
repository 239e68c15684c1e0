"""Prompts that a person wants to find again."""

from hashlib import sha256
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from accounts.models import User
from generations.models import Output
from projects.models import InProjectQuerySet, Project


def digest_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


class FavoriteQuerySet(InProjectQuerySet["Favorite"]):
    def for_prompt(self, text: str, user: User, project_id: int) -> Self:
        """At most one: that person's, of these words."""
        return self.filter(user=user, project=project_id, digest=digest_of(text))


class Favorite(models.Model):
    """A prompt, and the output that it was found with, as long as that is there."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="favorites")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="favorites")
    output = models.ForeignKey(Output, models.SET_NULL, null=True, blank=True, related_name="favorites")
    text = models.TextField()
    # SHA-256 of the text: no index takes a text of any length.
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_default=Now())

    objects = FavoriteQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["user", "project", "digest"], name="favorite_once")]

    def __str__(self) -> str:
        return self.text[:60]
