"""Words that people sort outputs and batches by."""

from django.db import models
from django.db.models.functions import Now

from projects.models import InProjectQuerySet, Project

TAG_MAX = 40


class TagQuerySet(InProjectQuerySet["Tag"]):
    pass


class Tag(models.Model):
    """One word of a project, however it is written: "Night" and "night" are the same tag, kept as it came first."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="tags")
    name = models.CharField(max_length=TAG_MAX)
    key = models.CharField(max_length=TAG_MAX * 3, help_text="The name in lower case: what makes it one tag.")
    created_at = models.DateTimeField(db_default=Now())

    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = ["key"]
        constraints = [models.UniqueConstraint(fields=["project", "key"], name="tag_once")]

    def __str__(self) -> str:
        return self.name
