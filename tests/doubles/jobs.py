"""Accepted requests. Where one stands is a pure function of its row and the clock: nothing has to run meanwhile."""

import hashlib
import json
import math
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from decimal import Decimal
from sqlite3 import Row
from typing import Any

from tests.doubles.catalogue import Payload
from tests.doubles.faults import CANCELLED, FAILURES, Answer, Markers, markers, seconds
from tests.doubles.inputs import Box, Input
from tests.doubles.store import Store

NEVER = 1e12
STEPS = 10


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a request waits and runs when its prompt does not say otherwise."""

    queue: float = 0.05
    run: float = 0.3


@dataclass(frozen=True, slots=True)
class Job:
    request_id: str
    provider: str
    endpoint: str
    base: str
    prompt: str
    payload: Payload
    created: float
    starts: float
    run: float
    ends: float
    cancelled: float | None
    barrier: str | None
    width: int
    height: int
    images: int
    cost: str
    failure: Answer | None
    inputs: list[str]
    edit_area: list[int] | None
    webhook: str

    @classmethod
    def load(cls, row: Row) -> "Job":
        values = {name: row[name] for name in FIELDS}
        for name in ("payload", "inputs", "edit_area"):
            values[name] = json.loads(row[name])
        values["failure"] = Answer(**json.loads(row["failure"])) if row["failure"] else None
        return cls(**values)

    @property
    def markers(self) -> Markers:
        return markers(self.prompt)

    @property
    def seed(self) -> int:
        """The asked seed, else one of this request's own."""
        drawn = int.from_bytes(hashlib.sha256(self.request_id.encode()).digest()[:4], "big")
        return int(self.payload.get("seed") or drawn)

    def state(self, now: float) -> str:
        if self.cancelled or now >= self.ends:
            return "COMPLETED"
        return "IN_PROGRESS" if now >= self.starts else "IN_QUEUE"

    def position(self, now: float) -> int:
        """Requests ahead: three at first, none just before the start."""
        return math.floor(3.999 * (self.starts - now) / max(self.starts - self.created, 0.001))

    def steps(self, now: float) -> int:
        """How many of the ten steps are done; a request that never ends stays before its last one."""
        if self.cancelled is None and now >= self.ends:
            return STEPS
        until = min(now, self.cancelled or now)
        return max(0, min(STEPS - 1, int(STEPS * (until - self.starts) / max(self.run, 0.001))))

    @property
    def drawn(self) -> tuple[int, int]:
        """Width and height of what comes back: [[sim:small]] saves the time of drawing what nobody looks at."""
        return (64, 64) if "small" in self.markers else (self.width, self.height)

    @property
    def drift(self) -> Decimal:
        """[[sim:price=1.5]]: what fal charges is not what it has published. OpenAI's answers say what they cost."""
        return Decimal(self.markers.get("price") or 1) if self.provider == "fal" else Decimal(1)

    @property
    def trouble(self) -> Answer | None:
        """What stands in place of a result, if it failed."""
        return CANCELLED if self.cancelled else self.failure

    def bill(self) -> Payload:
        """Providers charge once per accepted request; what failed or was cancelled in time is free."""
        return {
            "request_id": self.request_id,
            "provider": self.provider,
            "endpoint_id": self.endpoint,
            "timestamp": iso(self.created),
            "output_units": self.images,
            "cost": "0" if self.trouble else str(Decimal(self.cost) * self.drift),
            "status": self.state(time.time()),
            "payload": self.payload,
            "inputs": self.inputs,
            "edit_area": self.edit_area,
            "webhook": self.webhook,
        }


FIELDS = tuple(item.name for item in fields(Job))


def iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat()


class Jobs:
    def __init__(self, store: Store, pace: Pace) -> None:
        self.store, self.pace = store, pace

    def accept(
        self,
        provider: str,
        endpoint: str,
        prompt: str,
        payload: Payload,
        *,
        inputs: Sequence[Input] = (),
        edit_area: Box | None = None,
        webhook: str = "",
        **more: Any,
    ) -> Job:
        """From here on the request is paid. `more`: base, width, height, images, cost, failure."""
        now, marks, request_id = time.time(), markers(prompt), str(uuid.uuid4())
        early = marks.get("hook") == "early"
        queue = 0.0 if early else seconds(marks, "queue", self.pace.queue)
        run = 0.0 if early else seconds(marks, "run", self.pace.run, endpoint)
        ordered = next((FAILURES[name] for name in marks if name in FAILURES), None)
        failure: Answer | None = more.pop("failure", None) or ordered
        self.store.insert(
            "job",
            request_id=request_id,
            provider=provider,
            endpoint=endpoint,
            prompt=prompt,
            payload=json.dumps(payload),
            created=now,
            starts=now + queue,
            run=run,
            ends=NEVER if {"stuck", "barrier"} & marks.keys() else now + queue + run,
            barrier=marks.get("barrier"),
            inputs=json.dumps([picture.sha256 for picture in inputs]),
            edit_area=json.dumps(edit_area),
            webhook=webhook,
            failure=json.dumps({"status": failure.status, "body": failure.body, "headers": dict(failure.headers)})
            if failure
            else None,
            **more,
        )
        if barrier := marks.get("barrier"):
            self._open(barrier, now + queue + run)
        return Job.load(self.store.run("SELECT * FROM job WHERE request_id = ?", request_id)[0])

    def _open(self, barrier: str, ends: float) -> None:
        """The last of N requests lets all of them end at one instant."""
        waiting = self.store.run("SELECT request_id FROM job WHERE barrier = ?", barrier)
        if len(waiting) < int(barrier.rpartition(":")[2]):
            return
        self.store.run("UPDATE job SET ends = ? WHERE barrier = ? AND ends = ?", ends, barrier, NEVER)
        for row in waiting:
            self.store.run("UPDATE hook SET due = ? + delay WHERE request_id = ?", ends, row["request_id"])

    def get(self, request_id: str) -> Job | None:
        rows = self.store.run("SELECT * FROM job WHERE request_id = ?", request_id)
        return Job.load(rows[0]) if rows else None

    def cancel(self, job: Job, now: float) -> None:
        if "nocancel" not in job.markers:
            self.store.run("UPDATE job SET cancelled = ? WHERE request_id = ?", now, job.request_id)
            self.store.run("DELETE FROM hook WHERE request_id = ?", job.request_id)

    def all(
        self,
        provider: str = "",
        endpoint: str = "",
        since: float = 0,
        until: float = NEVER,
        *,
        start: int = 0,
        limit: int = -1,
    ) -> list[Job]:
        """Newest first. Without a limit, all."""
        rows = self.store.run(
            "SELECT * FROM job WHERE created BETWEEN ? AND ? AND (? IN ('', provider)) AND (? IN ('', endpoint))"
            " ORDER BY created DESC, rowid DESC LIMIT ? OFFSET ?",
            since,
            until,
            provider,
            endpoint,
            limit,
            start,
        )
        return [Job.load(row) for row in rows]

    def refused(self, prompt: str, times: int) -> bool:
        """True for the first `times` attempts with this prompt."""
        self.store.run("INSERT INTO refusal VALUES (?, 1) ON CONFLICT (prompt) DO UPDATE SET times = times + 1", prompt)
        return bool(self.store.run("SELECT times FROM refusal WHERE prompt = ?", prompt)[0]["times"] <= times)
