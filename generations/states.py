"""The life of a generation as one table. Nothing else may move a generation from one state to another."""

from django.db import models


class State(models.TextChoices):
    QUEUED = "queued", "Queued"
    SUBMITTING = "submitting", "Sending"
    SUBMITTED = "submitted", "Working"
    STORING = "storing", "Storing"
    SUCCEEDED = "succeeded", "Done"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"
    UNKNOWN = "unknown", "Unknown"


S = State

# unknown: the request went out and its answer was lost. It is asked for, never sent again; a late answer revives it.
TRANSITIONS: dict[State, frozenset[State]] = {
    S.QUEUED: frozenset({S.SUBMITTING, S.CANCELLED, S.FAILED}),
    S.SUBMITTING: frozenset({S.SUBMITTED, S.STORING, S.QUEUED, S.FAILED, S.CANCELLED, S.UNKNOWN}),
    S.SUBMITTED: frozenset({S.STORING, S.FAILED, S.CANCELLED}),
    S.STORING: frozenset({S.SUCCEEDED, S.FAILED, S.CANCELLED}),
    S.UNKNOWN: frozenset({S.SUBMITTED, S.STORING, S.FAILED}),
    S.SUCCEEDED: frozenset(),
    S.FAILED: frozenset(),
    S.CANCELLED: frozenset(),
}

ACTIVE = (S.QUEUED, S.SUBMITTING, S.SUBMITTED, S.STORING)
AT_PROVIDER = (S.SUBMITTING, S.SUBMITTED)
ENDED = (S.SUCCEEDED, S.FAILED, S.CANCELLED, S.UNKNOWN)
# What the runner may still have to do something for.
OPEN = (*ACTIVE, S.UNKNOWN)
RETRIABLE = (S.FAILED, S.CANCELLED, S.UNKNOWN)
