"""A provider that keeps a bill, in this process: what it was asked for, what it took, and how that stands in truth."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache

from providers.base import (
    Ambiguous,
    ErrorCode,
    Handle,
    Look,
    Media,
    NotAccepted,
    Notify,
    Payload,
    Phase,
    ProviderError,
    Rejected,
    Request,
    Result,
    Submission,
    TryLater,
)
from providers.catalog.model import Model
from tests.generations.rows import png
from tests.reliability.machine.workers import Crew

AWAY = TryLater(ErrorCode.PROVIDER_DOWN, "away")
UNFINISHED = {
    Phase.FAILED: Rejected(ErrorCode.CONTENT_REJECTED, "no"),
    Phase.CANCELLED: Rejected(ErrorCode.CANCELLED, ""),
}
# What can happen to the one POST before it is taken, and after.
BEFORE: dict[str, ProviderError] = {
    "refused": NotAccepted(ErrorCode.RATE_LIMITED, "too many"),
    "rejected": Rejected(ErrorCode.CONTENT_REJECTED, "no"),
    "lost": Ambiguous(ErrorCode.UNKNOWN, "no answer"),
}
AFTER: dict[str, Exception] = {
    "taken and lost": Ambiguous(ErrorCode.UNKNOWN, "no answer"),
    "taken and torn": RuntimeError("the answer makes no sense"),
}
MOODS = (*BEFORE, *AFTER, "away")
UNDER_WAY = (Phase.WAITING, Phase.RUNNING)


@dataclass
class Job:
    token: str
    seed: int | None
    price: Decimal
    obeys: bool = True  # stops when it is told to
    phase: Phase = Phase.WAITING


class Vendor:
    key = "fal"
    repeatable = False

    def __init__(self, crew: Crew) -> None:
        self.crew = crew
        self.jobs: dict[str, Job] = {}

    def taken(self) -> Counter[str]:
        """How many paid requests it took for each generation."""
        return Counter(job.token for job in self.jobs.values())

    def bill(self) -> Decimal:
        return sum((job.price for job in self.jobs.values() if job.phase is Phase.DONE), Decimal(0))

    def under_way(self) -> list[Job]:
        return [job for job in self.jobs.values() if job.phase in UNDER_WAY]

    def why_not(self, _model: Model) -> str:
        return ""

    def prepare(self, _request: Request) -> Payload:
        self._meet("prepare")
        return {}

    def submit(self, request: Request, _payload: Payload, _notify: Notify) -> Submission:
        self.crew.at("post")
        mood = self.crew.current.fate.mood
        if mood in BEFORE:
            raise BEFORE[mood]
        number = len(self.jobs) + 1
        # Each price once, so that a wrong one does not stay unseen.
        self.jobs[f"r{number}"] = Job(request.token, request.seed, Decimal(number) / 100)
        self.crew.at("accepted")
        if mood in AFTER:
            raise AFTER[mood]
        return Submission(f"r{number}")

    def look(self, handle: Handle) -> Look:
        self._meet("look")
        phase = self.jobs[handle.request_id].phase
        self.crew.at("looked")
        return Look(phase, error=BEFORE["rejected"] if phase is Phase.FAILED else None)

    def fetch(self, handle: Handle) -> Result:
        self._meet("fetch")
        job = self.jobs[handle.request_id]
        if job.phase is not Phase.DONE:
            raise UNFINISHED.get(job.phase, AWAY)
        handle.workdir.mkdir(parents=True, exist_ok=True)
        path = handle.workdir / "picture.png"
        path.write_bytes(_picture() + handle.workdir.name.encode())
        return Result((Media(path),), cost=job.price)

    def cancel(self, handle: Handle) -> None:
        self._meet("cancel")
        job = self.jobs[handle.request_id]
        if job.obeys and job.phase in UNDER_WAY:
            job.phase = Phase.CANCELLED

    def find(self, request: Request, _since: datetime) -> list[str]:
        """By the seed, as the real history: it does not know our tokens."""
        self._meet("find")
        return [name for name, job in self.jobs.items() if job.seed == request.seed]

    def charges(self, _since: datetime) -> dict[str, Decimal]:
        return {}

    def _meet(self, point: str) -> None:
        self.crew.at(point)
        if self.crew.current.fate.mood == "away":
            raise AWAY


@cache
def _picture() -> bytes:
    return png(8, 6).getvalue()
