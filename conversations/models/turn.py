"""One instruction to several models."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Prefetch, QuerySet

from accounts.models import User
from conversations.models.conversation import Conversation
from generations.models import Batch, Generation, Output
from generations.states import ACTIVE, State
from projects.models import InProjectQuerySet


class Status(models.TextChoices):
    PENDING = "pending", "Waiting"
    GENERATING = "generating", "Generating"
    COMPLETED = "completed", "Completed"
    FAILED = "failed", "Failed"


class TurnQuerySet(InProjectQuerySet["Turn"]):
    path = "conversation__project__"

    def visible_to(self, user: User) -> Self:
        return super().visible_to(user).filter(conversation__deleted_at=None, conversation__session__deleted_at=None)

    def with_generations(self, generations: QuerySet[Generation] | None = None) -> Self:
        """With `current`: the generations that count, a retry in the place of what it retries."""
        rows = Generation.objects.all() if generations is None else generations
        current = rows.current().order_by("pk")  # type: ignore[attr-defined]
        return self.select_related("batch").prefetch_related(
            Prefetch("batch__generations", current, to_attr="current_generations")
        )


class Turn(models.Model):
    """A batch that belongs to a conversation: a turn's id is its batch's.

    Status and pending models are derived from its generations, never stored. What it took and asked for is in
    `batch.settings`: models, references (ids in their order, the source first), aspect_ratio, resolution, mask.
    """

    batch = models.OneToOneField(Batch, models.CASCADE, primary_key=True, related_name="turn")
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="turns")
    number = models.PositiveIntegerField()
    instruction = models.TextField()
    # At most one of both; neither in the first turn, which takes the source.
    continues_turn = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="continued_by")
    continues_output = models.ForeignKey(Output, models.SET_NULL, null=True, blank=True, related_name="continued_by")

    objects = TurnQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "number"], name="turn_number_once"),
            models.CheckConstraint(
                condition=models.Q(continues_turn=None) | models.Q(continues_output=None), name="turn_continues_one"
            ),
        ]

    def __str__(self) -> str:
        return f"Turn {self.number}"

    @property
    def current(self) -> list[Generation]:
        """In the order of the models: of rows read by with_generations(), or by a query."""
        rows = getattr(self.batch, "current_generations", None)
        if rows is None:
            rows = self.batch.generations.current().order_by("pk")
        places = {key: place for place, key in enumerate(self.models)}
        return sorted(rows, key=lambda row: places.get(row.model, len(places)))

    @property
    def status(self) -> Status:
        states = {row.state for row in self.current}
        if states & set(ACTIVE):
            return Status.PENDING if states == {State.QUEUED} else Status.GENERATING
        return Status.COMPLETED if State.SUCCEEDED in states else Status.FAILED

    @property
    def models(self) -> list[str]:
        return list(self.batch.settings["models"])

    @property
    def pending_models(self) -> list[str]:
        return list(dict.fromkeys(row.model for row in self.current if row.state in ACTIVE))

    @property
    def references(self) -> list[int]:
        return list(self.batch.settings["references"])

    @property
    def continues(self) -> str | None:
        if self.continues_output_id:
            return f"output:{self.continues_output_id}"
        return f"turn:{self.continues_turn_id}" if self.continues_turn_id else None
