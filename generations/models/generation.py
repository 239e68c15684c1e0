"""One call to one model: one row, one state, one price, at most one paid submission."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.db.models.functions import Now

from accounts.models import User
from generations.models.batch import Batch
from generations.states import OPEN, RETRIABLE, TRANSITIONS, State
from projects.models import Project, Session, TrashQuerySet


def attempt_token() -> str:
    return secrets.token_urlsafe(24)


def _has_output() -> Exists:
    outputs = apps.get_model("generations", "Output").objects
    return Exists(outputs.filter(generation=OuterRef("pk"), deleted_at=None, hidden_at=None))


# With the states in the statement itself: from parameters SQLite cannot tell that the index covers what is asked for.
_IS_OPEN = Func(
    F("state"),
    template=f"%(expressions)s IN ({', '.join(repr(state.value) for state in OPEN)})",
    output_field=models.BooleanField(),
)


def _check(source: State, target: State) -> None:
    if target not in TRANSITIONS[source]:
        raise ValueError(f"a generation cannot go from {source} to {target}")


class GenerationQuerySet(TrashQuerySet["Generation"]):
    def visible_to(self, user: User) -> Self:
        return super().visible_to(user).filter(deleted_at=None, session__deleted_at=None)

    def open(self) -> Self:
        """What the runner may still have to do something for: few rows, by a small index, however many have ended."""
        return self.filter(_IS_OPEN)

    def current(self) -> Self:
        """Without those that were retried: their retry stands in their place, unless a lost one turns up after all."""
        return self.filter(Q(retry=None) | ~Q(state__in=RETRIABLE))

    def iterations(self) -> Self:
        """Videos made from stills, newest first; a retry stands in the place of what it retries."""
        return self.current().clips_of_stills()

    def clips_of_stills(self) -> Self:
        """Without those of which nothing is left to watch."""
        alive = {"deleted_at": None, "session__deleted_at": None}
        left = ~Q(state=State.SUCCEEDED) | _has_output()
        return self.filter(left, kind="video", source__isnull=False, **alive)

    def hold_free(self) -> list[int]:
        """Those that nobody else holds, until the commit. Whoever changes many rows at once waits for none of them:

        two who wait for each other's rows would never end.
        """
        return list(self.select_for_update(of=("self",), skip_locked=True).values_list("pk", flat=True))

    def move(self, pk: int, source: State, target: State, *, held: int | None = None, **changes: Any) -> bool:
        """Compare and set. True for exactly one caller: only that one may go on.

        A caller that holds the row names the fence it was given; once its lease was taken over, it writes nothing.
        """
        _check(source, target)
        rows = self.filter(pk=pk, state=source) if held is None else self.filter(pk=pk, state=source, fence=held)
        return bool(rows.update(state=target, **changes))

    def move_all(self, source: State, target: State, **changes: Any) -> int:
        """Like move(), for all of these that are in that state; the caller holds them. How many they were."""
        _check(source, target)
        return self.filter(state=source).update(state=target, **changes)

    def for_events(self) -> Self:
        """With no more than telling of them takes."""
        return self.only("project", "session", "batch", "source", "topic", "kind", "state")

    def claim(self, pk: int, source: State, target: State, *, lease: timedelta, **changes: Any) -> bool:
        """Like move(), and nobody else takes the row over until the lease has passed (by the database's clock)."""
        return self.move(pk, source, target, lease_until=Now() + lease, fence=F("fence") + 1, **changes)


class Generation(models.Model):
    project = models.ForeignKey(Project, models.CASCADE, related_name="generations")
    session = models.ForeignKey(Session, models.CASCADE, related_name="generations")
    batch = models.ForeignKey(Batch, models.CASCADE, related_name="generations")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="generations")

    # What was asked
    model = models.CharField(max_length=64)
    provider = models.CharField(max_length=16)
    kind = models.CharField(max_length=5)
    prompt = models.TextField(blank=True)
    # Sent instead of what was typed; in the end `prompt_sent` is what the provider says it has used.
    prompt_enhanced = models.TextField(blank=True)
    prompt_sent = models.TextField(blank=True)
    parameters = models.JSONField(default=dict)
    source = models.ForeignKey(
        "generations.Output", models.RESTRICT, null=True, blank=True, related_name="iterations", db_index=False
    )
    # What a clip ends with.
    end_frame = models.ForeignKey(
        "generations.Output", models.RESTRICT, null=True, blank=True, related_name="ended", db_index=False
    )
    # Where a picture may be changed: its transparent part.
    mask = models.ForeignKey(
        "generations.Output", models.RESTRICT, null=True, blank=True, related_name="masked", db_index=False
    )
    retry_of = models.OneToOneField("self", models.CASCADE, null=True, blank=True, related_name="retry")
    prompt_index = models.PositiveIntegerField(default=0)
    variant_index = models.PositiveIntegerField(default=0)

    # Where it stands
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    fence = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    next_look_at = models.DateTimeField(null=True, blank=True)
    attempt_token = models.CharField(max_length=64, default=attempt_token, unique=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Committed right before the one POST: with it set, a lost worker means "unknown", never "send again".
    posted_at = models.DateTimeField(null=True, blank=True)
    refused_since = models.DateTimeField(null=True, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    provider_request_id = models.CharField(max_length=128, blank=True)
    progress = models.JSONField(default=dict, blank=True)

    # How it ended
    error_code = models.CharField(max_length=20, blank=True)
    error_text = models.TextField(blank=True)
    error_raw = models.TextField(blank=True)
    notes = models.JSONField(default=dict, blank=True)
    price = models.DecimalField(max_digits=10, decimal_places=4, default=0)
    cost = models.DecimalField(max_digits=10, decimal_places=4, null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    submitted_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    # In the trash with what it was a part of; then the row goes, unless something was made from its outputs.
    deleted_at = models.DateTimeField(null=True, blank=True)
    # Outputs of it were deleted for good: that it has none is no loss.
    emptied_at = models.DateTimeField(null=True, blank=True)
    # The batch's, so that telling of a generation needs no other row.
    topic = models.CharField(max_length=40, blank=True)

    objects = GenerationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["session", "-id"], name="generation_of_session"),
            models.Index(fields=["model"], name="generation_of_model"),
            models.Index(fields=["source", "-id"], name="generation_of_source", condition=Q(source__isnull=False)),
            models.Index(fields=["end_frame"], name="generation_to_end", condition=Q(end_frame__isnull=False)),
            models.Index(fields=["mask"], name="generation_of_mask", condition=Q(mask__isnull=False)),
            models.Index(fields=["deleted_at"], name="generation_deleted", condition=Q(deleted_at__isnull=False)),
            # The work lists of the runner: small partial indexes, however many rows have ended.
            models.Index(fields=["state"], name="generation_open", condition=Q(state__in=OPEN)),
            models.Index(fields=["provider", "id"], name="generation_queued", condition=Q(state="queued")),
            models.Index(
                fields=["next_look_at"], name="generation_to_look", condition=Q(state__in=["submitted", "unknown"])
            ),
            models.Index(
                fields=["lease_until"], name="generation_leased", condition=Q(state__in=["submitting", "storing"])
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="generation_state"),
            models.UniqueConstraint(
                fields=["provider", "provider_request_id"],
                condition=~Q(provider_request_id=""),
                name="generation_request_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.pk} ({self.state})"
