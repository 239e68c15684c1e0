"""Stored media files, and which of them went into a generation as references."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Now

from accounts.models import User
from generations import viewer
from generations.models.generation import Generation
from generations.models.tag import Tag
from generations.states import ACTIVE, State
from projects.models import Project, Role, TrashQuerySet


class OutputQuerySet(TrashQuerySet["Output"]):
    def for_viewer(self, user: User) -> Self:
        """With everything that a card and the API tell this person of each."""
        columns = {name: column for give in viewer.columns for name, column in give(user).items()}
        return self.with_iterations().annotate(**columns)

    def visible_to(self, user: User) -> Self:
        alive = {"generation__deleted_at": None, "generation__session__deleted_at": None}
        return super().visible_to(user).shown().filter(**alive)

    def trashed(self) -> Self:
        """What was hidden is in no trash of anybody: restoring would show it."""
        return super().trashed().filter(hidden_at=None).exclude(file="")

    def trash_of(self, user: User, needed: Role = Role.EDITOR) -> Self:
        """Without those that come back together with their conversation or session."""
        alone = {"generation__deleted_at": None, "generation__session__deleted_at": None}
        return super().trash_of(user, needed).filter(**alone)

    def shown(self) -> Self:
        return self.filter(deleted_at=None, hidden_at=None)

    def with_iterations(self) -> Self:
        """With the videos made from each: how many are there or being made, and how the newest one stands."""
        still = models.OuterRef("pk")
        videos = Generation.objects.iterations().filter(source=still)
        # None of these has been retried, so their retries need not be looked for.
        some = Generation.objects.clips_of_stills().filter(source=still, state__in=(*ACTIVE, State.SUCCEEDED))
        counted = some.order_by().values("source").annotate(count=models.Count("pk")).values("count")
        return self.annotate(
            iteration_count=Coalesce(models.Subquery(counted), 0),
            latest_iteration_state=models.Subquery(videos.values("state")[:1]),
        )


class Output(models.Model):
    """A deleted one is in the trash as long as it has its files.

    Then its row goes, unless something was made from it, which must still know its ancestry.
    """

    generation = models.ForeignKey(Generation, models.CASCADE, related_name="outputs")
    project = models.ForeignKey(Project, models.CASCADE, related_name="outputs")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=5)
    file = models.FileField(max_length=100)
    preview = models.FileField(max_length=100, blank=True)
    poster = models.FileField(max_length=100, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    duration = models.FloatField(null=True, blank=True, help_text="seconds")
    bytes = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64, db_index=True)
    seed = models.BigIntegerField(null=True, blank=True)
    tags = models.ManyToManyField(Tag, related_name="outputs", blank=True)
    # A WebP of a few pixels as a data: URI, shown until the picture has come.
    blur = models.CharField(max_length=600, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    hidden_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = OutputQuerySet.as_manager()

    # What is left of the files of one that was deleted for good.
    WITHOUT_FILES = {"file": "", "preview": "", "poster": "", "blur": ""}

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["project", "-id"], name="output_of_project"),
            models.Index(fields=["project", "kind", "-id"], name="output_of_kind"),
            models.Index(fields=["project", "created_at"], name="output_by_day"),
            models.Index(fields=["project", "-id"], name="output_in_trash", condition=Q(deleted_at__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["generation", "position"], name="output_position_once"),
            models.CheckConstraint(condition=Q(deleted_at__isnull=False) | ~Q(file=""), name="output_has_a_file"),
        ]

    def __str__(self) -> str:
        return f"Output {self.pk}"

    @property
    def tag_names(self) -> list[str]:
        return [tag.name for tag in self.tags.all()]

    @property
    def file_names(self) -> list[str]:
        return [name for name in (self.file.name, self.preview.name, self.poster.name) if name]


class Reference(models.Model):
    """Frozen when the generation is created."""

    generation = models.ForeignKey(Generation, models.CASCADE, related_name="references")
    output = models.ForeignKey(Output, models.RESTRICT, related_name="used_in")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["generation", "position"], name="reference_position_once")]
