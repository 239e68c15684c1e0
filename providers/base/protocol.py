from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from providers.base.requests import Handle, Payload, Request
from providers.base.results import Look, Notify, Result, Submission
from providers.catalog.model import Model


class Provider(Protocol):
    """One vendor. Every method may be called from any thread of any process."""

    key: str
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

    def find(self, request: Request, since: datetime) -> Sequence[str]:
        """The ids of requests like this one, whose answer was lost, oldest first. Raises TryLater."""

    def charges(self, since: datetime) -> Mapping[str, Decimal]:
        """What was charged since then, USD by request id; {} when the answers themselves say it. Raises TryLater."""
