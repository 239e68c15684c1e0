"""The revision counter of each topic, and what happened lately, so that a reader who was away can catch up."""

from django.db import models
from django.db.models.functions import Now


class Topic(models.Model):
    key = models.CharField(max_length=64, primary_key=True)
    rev = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.key} at {self.rev}"


class Event(models.Model):
    """One change of a topic. Kept for a while only (publish.KEPT): the rows that it names are the truth."""

    topic = models.CharField(max_length=64)
    rev = models.BigIntegerField()
    ref = models.CharField(max_length=64)
    change = models.CharField(max_length=3)
    state = models.CharField(max_length=16, blank=True)
    created_at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "rev"], name="event_rev_once")]
