"""The studio as operators run it: real processes that can be watched, frozen and killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.services import answers, free_port

ROOT = Path(__file__).resolve().parent.parent
# As docs/production.md says.
UVICORN = [
    *("--lifespan", "off", "--log-level", "warning"),
    *("--ws", "websockets-sansio", "--ws-per-message-deflate", "false"),
]
QUIET = ["--without-gossip", "--without-mingle", "--without-heartbeat"]

Process = subprocess.Popen[bytes]


class Processes:
    """Started with one environment, each in a session of its own; leaving the `with` block kills what still runs."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self.environment, self.folder = dict(environment), folder
        self.running: list[Process] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self.running:
            kill(process)

    def run(self, *words: str) -> str:
        """A command that ends by itself; what it printed."""
        command, environment = [sys.executable, *words], self._environment()
        return subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout

    def start(self, name: str, *words: str, **environment: str) -> Process:
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *words],
                cwd=ROOT,
                env=self._environment() | environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.running.append(process)
        return process

    def web(self) -> str:
        """The address of an ASGI server that answers."""
        port = free_port()
        process = self.start("web", "-m", "uvicorn", "pixflow.asgi:application", "--port", str(port), *UVICORN)
        return self._address(process, port)

    def studio(self) -> tuple[Process, str]:
        """Everything embedded in one process, and its address."""
        port = free_port()
        process = self.start("studio", "manage.py", "studio", "--port", str(port))
        return process, self._address(process, port)

    def worker(self, concurrency: int = 64, **environment: str) -> Process:
        words = ("-A", "pixflow", "worker", "-P", "threads", "-c", str(concurrency), *QUIET)
        return self.start("worker", "-m", "celery", *words, **environment)

    def beat(self) -> Process:
        schedule = self.folder / "beat"
        return self.start("beat", "-m", "celery", "-A", "pixflow", "beat", "-s", str(schedule), "--pidfile=")

    def _address(self, process: Process, port: int) -> str:
        if not answers(port, lambda: process.poll() is None, seconds=60):
            raise RuntimeError(f"{process.args!r} does not answer; see the logs in {self.folder}")
        return f"http://127.0.0.1:{port}"

    def _environment(self) -> dict[str, str]:
        # Compiled code is kept, as on any machine that was not told otherwise.
        return {**os.environ, "PYTHONDONTWRITEBYTECODE": "", **self.environment}


def family(pid: int) -> list[int]:
    """The process and everything that it has started and that still runs."""
    try:
        lists = [task.read_text() for task in Path(f"/proc/{pid}/task").glob("*/children")]
    except (FileNotFoundError, ProcessLookupError):  # it ended while we looked
        lists = []
    return [pid, *(one for child in " ".join(lists).split() for one in family(int(child)))]


def kill(process: Process) -> None:
    """-9, with everything that it has started."""
    if process.poll() is None:
        for pid in family(process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()


def stop(process: Process, seconds: float = 10) -> None:
    """As an operator does: politely."""
    process.terminate()
    process.wait(seconds)
