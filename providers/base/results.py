"""What comes back from an engine."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

from providers.base.errors import ProviderError


@dataclass(frozen=True, slots=True)
class Media:
    """One finished file, already on this machine. `path` lies in the request's workdir."""

    path: Path
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """`cost` is what the provider says it charged (USD), None when it does not say.

    `notes` are small facts for the person: a revised prompt, the words a local model understood.
    """

    media: tuple[Media, ...]
    cost: Decimal | None = None
    notes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Submission:
    """What an accepted POST answered. Synchronous services bring the `result` at once."""

    request_id: str
    result: Result | None = None


class Phase(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Look:
    """Where a request stands. `percent` only when the provider says one; `position` counts those ahead."""

    phase: Phase
    position: int | None = None
    percent: int | None = None
    message: str = ""
    error: ProviderError | None = None


# Called from any thread when something is new; a hint only, the truth is in look().
Notify = Callable[[Look], None]
