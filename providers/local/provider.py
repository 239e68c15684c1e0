"""The engine of this machine. A job is a folder and a child process; the folder alone survives a crash."""

import hashlib
import logging
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import IO

from providers.base import (
    ErrorCode,
    Handle,
    Look,
    Media,
    NotAccepted,
    Notify,
    Payload,
    Phase,
    Rejected,
    Request,
    Result,
    Submission,
    TryLater,
)
from providers.catalog.model import Model
from providers.local.jobs import Job

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
STARTS_MAX = 3
LOST = "The files of this picture are gone from this machine. Retry makes them again."
NO_START = "The drawing could not be started. Check that this machine has free disk space and memory."


class LocalProvider:
    key = "local"
    repeatable = True

    def why_not(self, model: Model) -> str:
        return ""

    def prepare(self, request: Request) -> Payload:
        if not all(picture.path.is_file() for picture in request.inputs):
            raise Rejected(ErrorCode.INVALID_INPUT, "A reference picture is missing. Remove it or add it again.")
        model = request.model
        if model.source == "required" and request.source is None:
            raise Rejected(ErrorCode.INVALID_INPUT, f"{model.label} needs a picture to start from.")
        width, height = model.size(
            request.aspect_ratio or model.aspect_ratios[0], request.resolution or model.resolutions[0]
        )
        return {
            "model": model.endpoint,
            "prompt": request.prompt,
            "seed": _seed(request),
            "outputs": request.outputs,
            "width": width,
            "height": height,
            **_pictures(request),
            **(_motion(request) if model.kind == "video" else {"format": request.format or model.formats[0]}),
        }

    def submit(self, request: Request, payload: Payload, notify: Notify) -> Submission:
        job = Job(request.workdir)
        try:
            job.folder.mkdir(parents=True, exist_ok=True)
            job.write("job", payload)
            self._start(job, notify)
        except OSError as error:
            with suppress(OSError):
                job.forget()
            raise NotAccepted(ErrorCode.PROVIDER_DOWN, NO_START, repr(error)) from error
        return Submission(request.token)

    def look(self, handle: Handle) -> Look:
        try:
            return self._look(Job(handle.workdir), _nobody)
        except OSError as error:
            raise TryLater(ErrorCode.PROVIDER_DOWN, NO_START, repr(error)) from error

    def fetch(self, handle: Handle) -> Result:
        result = Job(handle.workdir).read("result")
        media = tuple(Media(handle.workdir / file["name"], file["seed"]) for file in result["files"]) if result else ()
        if result is None or not all(output.path.is_file() for output in media):
            raise Rejected(ErrorCode.RESULT_LOST, LOST)
        return Result(media, Decimal(0), result["notes"])

    def cancel(self, handle: Handle) -> None:
        job = Job(handle.workdir)
        if not job.exists or job.is_finished:
            return
        job.mark_cancelled()
        # Only while the lock is held is the number surely that of our child, and not of a later process.
        if worker := job.worker:
            with suppress(ProcessLookupError):
                os.killpg(worker, signal.SIGKILL)

    def find(self, request: Request, since: datetime) -> list[str]:
        return [request.token] if Job(request.workdir).exists else []

    def charges(self, since: datetime) -> dict[str, Decimal]:
        return {}

    def _look(self, job: Job, notify: Notify) -> Look:
        if not job.exists:
            return Look(Phase.FAILED, error=Rejected(ErrorCode.RESULT_LOST, LOST))
        if end := _end(job) or self._start(job, notify):
            return end
        progress = job.read("progress") or {}
        return Look(Phase.RUNNING, percent=progress.get("percent"), message=progress.get("message", ""))

    def _start(self, job: Job, notify: Notify) -> Look | None:
        """Sees that a child is at work. Returns the end instead, when there is one or when too many starts failed."""
        if (lock := job.lock()) is None:
            return None
        with lock:
            if end := _end(job):  # the child may have ended just before its lock was taken
                return end
            if job.starts >= STARTS_MAX:
                message = f"Drawing this picture was stopped {STARTS_MAX} times. Retry, or try a smaller size."
                return Look(Phase.FAILED, error=Rejected(ErrorCode.UNKNOWN, message))
            job.count_start()
            child = _spawn(job, lock)
        threading.Thread(target=self._listen, args=(child, job, notify), name="local-child", daemon=True).start()
        return None

    def _listen(self, child: "subprocess.Popen[bytes]", job: Job, notify: Notify) -> None:
        """Hands on what the child says and how it ended, and reaps it. One that was killed is started again."""
        with child:
            for line in child.stdout or ():
                percent, _, message = line.decode().strip().partition(" ")
                _tell(notify, Look(Phase.RUNNING, percent=int(percent), message=message))
        try:
            _tell(notify, self._look(job, notify))
        except OSError:
            logger.exception("Nobody looks after the drawing in %s until the next look", job.folder)


def _spawn(job: Job, lock: IO[str]) -> "subprocess.Popen[bytes]":
    with (job.folder / "child.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "providers.local.child", str(job.folder), str(lock.fileno())],
            cwd=ROOT,
            # More threads in the child would only take the cores from pages and from other drawings.
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            pass_fds=[lock.fileno()],
            start_new_session=True,  # Ctrl-C in the studio's terminal must not reach a drawing half-way
        )


def _pictures(request: Request) -> Payload:
    """Models that edit get the picture apart from those that only lend their colours."""
    if request.model.source == "no" or request.source is None:
        return {"references": [str(picture.path) for picture in request.inputs]}
    return {
        "source": str(request.source.path),
        "aspect_ratio": request.aspect_ratio,
        "references": [str(picture.path) for picture in request.references],
    }


def _motion(request: Request) -> Payload:
    return {
        "aspect_ratio": request.aspect_ratio,
        "seconds": request.duration or request.model.durations[0],
        "camera_move": request.camera_move,
        "camera_strength": request.camera_strength,
    }


def _seed(request: Request) -> int:
    """The person's, or one that stays the same however often the request is prepared."""
    if request.seed is not None:
        return request.seed
    return int.from_bytes(hashlib.sha256(request.token.encode()).digest()[:4]) >> 1


def _end(job: Job) -> Look | None:
    if job.is_finished:
        return Look(Phase.DONE, percent=100)
    if job.is_cancelled:
        return Look(Phase.CANCELLED)
    if error := job.read("error"):
        return Look(Phase.FAILED, error=Rejected(ErrorCode(error["code"]), error["message"]))
    return None


def _nobody(look: Look) -> None:
    """Listens to a child that was started by looking: whoever looked will look again."""


def _tell(notify: Notify, look: Look) -> None:
    try:
        notify(look)
    except Exception:  # a listener's trouble must not leave the child unwatched
        logger.exception("A listener failed")
