"""What every engine offers: plain requests in, plain results out. Adapters know nothing of the studio's tables."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from providers.catalog.model import Model

Payload = dict[str, Any]


class ErrorCode(StrEnum):
    """The closed list of reasons why a generation failed."""

    CONTENT_REJECTED = "content_rejected"
    INVALID_INPUT = "invalid_input"
    NO_CREDIT = "no_credit"
    RATE_LIMITED = "rate_limited"
    PROVIDER_DOWN = "provider_down"
    TIMED_OUT = "timed_out"
    UNSUPPORTED = "unsupported"
    RESULT_LOST = "result_lost"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class ProviderError(Exception):
    """An answer that is not a result. `raw` is the provider's body, for administrators only.

    Vendors' own exceptions do not survive pickling, so none of them leaves an adapter.
    """

    def __init__(self, code: ErrorCode, message: str, raw: str = "") -> None:
        super().__init__(code, message, raw)
        self.code, self.message, self.raw = code, message, raw[:20_000]

    def __str__(self) -> str:
        return self.message


class Rejected(ProviderError):
    """Final: the provider will not make this. Nothing is running there."""


class NotAccepted(ProviderError):
    """The provider certainly did not take the request (429, no connection): it may be sent again."""


class Ambiguous(ProviderError):
    """The request went out and no clear answer came back: it may be running and paid. Never send it again."""


class TryLater(ProviderError):
    """A look, a fetch or a preparation failed for now; repeating it costs nothing."""


@dataclass(frozen=True, slots=True)
class InputFile:
    """A stored picture that goes to a model."""

    path: Path
    content_type: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Request:
    """One call to one model. `workdir` is a folder of this request alone that survives a crash."""

    model: Model
    prompt: str
    token: str
    workdir: Path
    aspect_ratio: str = ""
    resolution: str = ""
    outputs: int = 1
    seed: int | None = None
    duration: int | None = None
    camera_move: str = ""
    source: InputFile | None = None
    references: tuple[InputFile, ...] = ()
    webhook_url: str = ""

    @property
    def inputs(self) -> tuple[InputFile, ...]:
        """The pictures in the order in which a model gets them: the source first."""
        return ((self.source,) if self.source else ()) + self.references


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


@dataclass(frozen=True, slots=True)
class Handle:
    """Names a running request, also after a restart. `submitted_at` is the studio's own time of the POST."""

    model: Model
    request_id: str
    workdir: Path


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


class Provider(Protocol):
    """One vendor. Every method may be called from any thread of any process."""

    key: str
    slots: int | None  # how many requests may run at once, None = the provider queues by itself
    repeatable: bool  # sending a request twice costs nothing and does no harm

    def why_not(self, model: Model) -> str:
        """Why the model cannot be picked now, as a sentence that says what to do; "" when it can."""

    def prepare(self, request: Request) -> Payload:
        """Upload inputs and build the body. Free and repeatable. Raises Rejected, TryLater."""

    def submit(self, request: Request, payload: Payload, notify: Notify) -> Submission:
        """Send exactly one paid request, never a second. Raises Rejected, NotAccepted, Ambiguous."""

    def look(self, handle: Handle) -> Look:
        """Ask once how it stands. Raises TryLater."""

    def fetch(self, handle: Handle) -> Result:
        """Bring the files of a finished request into the workdir. Repeatable. Raises TryLater, Rejected."""

    def cancel(self, handle: Handle) -> None:
        """Ask the provider to stop. The truth comes from the next look. Raises TryLater."""

    def find(self, request: Request, since: datetime) -> str | None:
        """The id of the request whose answer was lost, if the provider can tell. Raises TryLater."""
