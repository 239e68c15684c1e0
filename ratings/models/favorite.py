"""Prompts that a person wants to find again."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from generations.models import Output
from projects.models import InProjectQuerySet, Project


class FavoriteQuerySet(InProjectQuerySet["Favorite"]):
    pass


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
