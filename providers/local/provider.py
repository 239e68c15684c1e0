"""The engine of this machine. A job is a folder and a child process; the folder alone survives a crash."""

import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from providers.base import (
    ErrorCode,
    Handle,
    Look,
    Media,
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

ROOT = Path(__file__).resolve().parents[2]
STARTS_MAX = 3


class LocalProvider:
    key = "local"
    repeatable = True

    def __init__(self, slots: int | None = None) -> None:
        self.slots: int | None = slots or max(1, os.cpu_count() or 1)

    def why_not(self, model: Model) -> str:
        return ""

    def prepare(self, request: Request) -> Payload:
        width, height = request.model.size(request.aspect_ratio, request.resolution)
        return {
            "model": request.model.endpoint,
            "prompt": request.prompt,
            "seed": request.seed or 0,
            "outputs": request.outputs,
            "width": width,
            "height": height,
            "references": [str(picture.path) for picture in request.inputs],
        }

    def submit(self, request: Request, payload: Payload, notify: Notify) -> Submission:
        request.workdir.mkdir(parents=True, exist_ok=True)
        job = Job(request.workdir)
        job.write("job.json", payload)
        self._start(job, notify)
        return Submission(request.token)

    def look(self, handle: Handle) -> Look:
        job = Job(handle.workdir)
        if not job.exists:
            lost = "The work folder of this picture is gone. Retry makes it again."
            return Look(Phase.FAILED, error=Rejected(ErrorCode.RESULT_LOST, lost))
        if job.read("result.json"):
            return Look(Phase.DONE)
        if job.read("cancelled.json"):
            return Look(Phase.CANCELLED)
        if error := job.read("error.json"):
            return Look(Phase.FAILED, error=Rejected(ErrorCode.UNSUPPORTED, str(error["message"])))
        if not self._start(job):
            message = "Painting this picture stopped several times. Change the request and try again."
            return Look(Phase.FAILED, error=Rejected(ErrorCode.TIMED_OUT, message))
        progress = job.read("progress.json") or {}
        return Look(Phase.RUNNING, percent=progress.get("percent"), message=str(progress.get("message", "")))

    def fetch(self, handle: Handle) -> Result:
        result = Job(handle.workdir).read("result.json")
        if result is None:
            raise TryLater(ErrorCode.UNKNOWN, "The picture is not finished.")
        media = tuple(Media(handle.workdir / file["name"], file["seed"]) for file in result["files"])
        return Result(media, Decimal(0), result["notes"])

    def cancel(self, handle: Handle) -> None:
        job = Job(handle.workdir)
        if not job.exists or job.read("result.json"):
            return
        job.write("cancelled.json", {})
        child = job.read("child.json")
        # Only while the lock is held is the number surely that of our child, and not of a later process.
        if child and job.is_worked_on:
            with suppress(ProcessLookupError):
                os.kill(child["pid"], signal.SIGTERM)

    def find(self, request: Request, since: datetime) -> str | None:
        return request.token if Job(request.workdir).exists else None

    def _start(self, job: Job, notify: Notify | None = None) -> bool:
        """Unless somebody works on it. False when it was started too often: something kills its child each time."""
        if (lock := job.lock()) is None:
            return True
        starts = (job.read("child.json") or {"starts": 0})["starts"]
        if starts >= STARTS_MAX:
            lock.close()
            return False
        with lock, (job.folder / "child.log").open("ab") as log:
            child = subprocess.Popen(
                [sys.executable, "-m", "providers.local.child", str(job.folder)],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
                pass_fds=[lock.fileno()],
            )
            job.write("child.json", {"pid": child.pid, "starts": starts + 1})
        threading.Thread(target=_listen, args=(child, notify), name="local-child", daemon=True).start()
        return True


def _listen(child: "subprocess.Popen[bytes]", notify: Notify | None) -> None:
    """Hands on what the child says, and that it has ended. Also reaps it."""
    for line in child.stdout or ():
        if notify:
            progress = json.loads(line)
            notify(Look(Phase.RUNNING, percent=progress["percent"], message=progress["message"]))
    child.wait()
    if notify:
        notify(Look(Phase.DONE))
