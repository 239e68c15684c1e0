"""Start and stop the doubles: in a thread of the test process, or as a process that can be killed."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.request import Request, urlopen

import uvicorn

from tests.doubles.app import build
from tests.doubles.jobs import Pace
from tests.doubles.store import Store

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 15.0


def environment(port: int) -> dict[str, str]:
    """The variables that point a studio at the doubles."""
    base = f"http://127.0.0.1:{port}"
    return {
        "FAL_KEY": "sim:key",
        "PIXFLOW_FAL_URL": f"{base}/fal",
        "OPENAI_API_KEY": "sim-key",
        "OPENAI_BASE_URL": f"{base}/openai/v1",
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Double:
    """What a test may ask, wherever the servers run."""

    def __init__(self, port: int = 0) -> None:
        self.port = port or free_port()

    @property
    def fal_url(self) -> str:
        return self.environment["PIXFLOW_FAL_URL"]

    @property
    def openai_url(self) -> str:
        return self.environment["OPENAI_BASE_URL"]

    @property
    def environment(self) -> dict[str, str]:
        return environment(self.port)

    def bill(self, provider: str = "") -> list[dict[str, Any]]:
        """Every accepted paid submission of both services, once, oldest first."""
        return [row for row in self._call("bill") if provider in ("", row["provider"])]

    def requests(self, path: str = "") -> list[dict[str, Any]]:
        """Every request that arrived, oldest first; `path` keeps those that contain it."""
        return [record for record in self._call("requests") if path in record["path"]]

    def reset(self) -> None:
        self._call("reset", "POST")

    def _call(self, name: str, method: str = "GET") -> Any:
        request = Request(f"http://127.0.0.1:{self.port}/_sim/{name}", method=method)
        with urlopen(request, timeout=PATIENCE) as answer:
            return json.load(answer)

    def start(self) -> Self:
        raise NotImplementedError

    def stop(self) -> None:
        raise NotImplementedError

    def restart(self) -> None:
        """The same address and the same memory, after every connection was lost."""
        self.stop()
        self.start()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class DoubleServer(Double):
    """In a thread. The memory belongs to this object, so a restart keeps it even without a file."""

    def __init__(self, *, data: str = ":memory:", queue: float = 0.05, run: float = 0.3, port: int = 0) -> None:
        super().__init__(port)
        self._app = build(Store(data), Pace(queue, run))

    def start(self) -> Self:
        config = uvicorn.Config(
            self._app, port=self.port, log_level="critical", access_log=False, timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, name="doubles", daemon=True)
        self._thread.start()
        deadline = time.monotonic() + PATIENCE
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                raise RuntimeError(f"The doubles could not start on port {self.port}.")
            time.sleep(0.005)
        return self

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(PATIENCE)


class DoubleProcess(Double):
    """As a child process, for tests that kill processes; `data` is the file that survives."""

    def __init__(self, data: str, *, queue: float = 0.05, run: float = 0.3, port: int = 0, proxy: str = "") -> None:
        super().__init__(port)
        options = {"port": self.port, "data": data, "queue": queue, "run": run, "proxy": proxy}
        words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
        self._command = [sys.executable, "-m", "tests.doubles", *words]

    def start(self) -> Self:
        self.process = subprocess.Popen(
            self._command, cwd=ROOT, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(ROOT)}
        )
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self.bill()
                return self
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    self.kill()
                    raise
                time.sleep(0.05)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE)


def start_process(data: str, *, queue: float = 0.05, run: float = 0.3, port: int = 0) -> DoubleProcess:
    return DoubleProcess(data, queue=queue, run=run, port=port).start()
