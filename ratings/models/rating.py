"""What a person thinks of an output."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from generations.models import Output
from projects.models import InProjectQuerySet, Project

NOTE_MAX = 2000


class Value(models.IntegerChoices):
    LIKE = 1, "Liked"
    DISLIKE = -1, "Disliked"


class RatingQuerySet(InProjectQuerySet["Rating"]):
    def likes(self) -> Self:
        return self.filter(value=Value.LIKE)


class Rating(models.Model):
    project = models.ForeignKey(Project, models.CASCADE, related_name="ratings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="ratings")
    output = models.ForeignKey(Output, models.CASCADE, related_name="ratings")
    value = models.SmallIntegerField(choices=Value)
    note = models.TextField(blank=True, max_length=NOTE_MAX)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())

    objects = RatingQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["user", "value", "-output"], name="rating_of_person")]
        constraints = [
            models.UniqueConstraint(fields=["user", "output"], name="rating_once"),
            models.CheckConstraint(condition=models.Q(value__in=Value.values), name="rating_value"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.get_value_display()} {self.output_id}"
