"""Words that people sort outputs and batches by."""

from typing import Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce, Now

from projects.models import InProjectQuerySet, Project

TAG_MAX = 40


class TagQuerySet(InProjectQuerySet["Tag"]):
    def unused(self) -> Self:
        """One use is enough to know: a join would pass all of them."""
        uses = [of.through.objects.filter(tag=OuterRef("pk")) for of in (Tag.outputs, Tag.batches)]
        return self.filter(*(~Exists(rows) for rows in uses))

    def with_counts(self) -> Self:
        """Of what is not in the trash."""
        alive = {"deleted_at": None, "session__deleted_at": None}
        of_output = {f"generation__{name}": value for name, value in alive.items()}
        generations = apps.get_model("generations", "Generation").objects.filter(**alive)
        outputs = apps.get_model("generations", "Output").objects.filter(deleted_at=None, hidden_at=None, **of_output)
        batches = apps.get_model("generations", "Batch").objects.filter(pk__in=generations.values("batch"))
        return self.annotate(output_count=_count(outputs), batch_count=_count(batches))


def _count(rows: models.QuerySet[models.Model]) -> Coalesce:
    # Without an order, which Django would add to the GROUP BY.
    counted = rows.filter(tags=OuterRef("pk")).order_by().values("tags").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)


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
