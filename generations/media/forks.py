"""Runs a program in a process of its own: forked from one that has loaded it already, because loading takes longer.

`python -m generations.media.forks MODULE` is the one that waits. A message on its standard input brings arguments for
`python -m MODULE` and the pipe for what that prints; its exit status follows after a zero byte.
"""

import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Lock

ROOT = Path(__file__).resolve().parents[2]
# With nothing to do for so long, the one that waits gives its memory back.
QUIET = 60.0  # seconds
# Nothing may take longer: the operating system ends it then.
TIMEOUT = 120  # seconds
SIZE = 4  # bytes of a message that say how long its rest is
CRASHED = 1

# Exit statuses of the programs: not a file that the studio takes; the machine's own trouble, such as a full disk.
REFUSED = 3
TROUBLE = 4


class Forks:
    """The process that waits is started with the first run and again whenever it has gone."""

    def __init__(self, module: str) -> None:
        self._module, self._lock = module, Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None
        self._owner = 0

    def run(self, *words: str) -> tuple[int, bytes]:
        """Exit status, negative for a signal as in `subprocess`, and what was printed. OSError: it is worth a retry."""
        for _ in range(2):
            reader, writer = os.pipe()
            with os.fdopen(reader, "rb") as answer:
                asked = self._send(words, writer)
                printed, ended, status = answer.read().rpartition(b"\0")
            if ended:
                return int(status), printed
            self._forget(asked)
        raise OSError(f"{self._module} was stopped")

    def _send(self, words: tuple[str, ...], writer: int) -> socket.socket:
        message = json.dumps(words).encode()
        with self._lock:
            try:
                if self._socket is None or self._owner != os.getpid():
                    self._socket = self._start()
                with suppress(ConnectionError):  # then there will be no answer
                    socket.send_fds(self._socket, [len(message).to_bytes(SIZE) + message], [writer])
            finally:
                os.close(writer)
            return self._socket

    def _forget(self, asked: socket.socket) -> None:
        with self._lock:
            if self._socket is asked:
                self._socket = None

    def _start(self) -> socket.socket:
        if self._process and self._owner == os.getpid():
            self._process.kill()
            self._process.wait()
        ours, theirs = socket.socketpair()
        # In a group of its own: Ctrl-C in the terminal must not look like a picture that cannot be read.
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", __name__, self._module],
            cwd=ROOT,
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        theirs.close()
        self._owner = os.getpid()
        return ours


def main(module: str) -> None:
    importlib.import_module(module)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how those ended who hand on the answers
    with socket.socket(fileno=0) as jobs:
        jobs.settimeout(QUIET)
        while True:
            try:
                size, pipes, _, _ = socket.recv_fds(jobs, SIZE, 1)
            except TimeoutError:
                return
            if not size:
                return
            words = json.loads(jobs.recv(int.from_bytes(size), socket.MSG_WAITALL))
            if not os.fork():
                jobs.close()  # or what is asked of one that waits no more would be noticed only when we have ended
                _hand_on(module, words, pipes[0])
            os.close(pipes[0])


def _hand_on(module: str, words: list[str], answer: int) -> None:
    """The program may die of its file; this one stays to tell how it ended."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        if not (child := os.fork()):
            _work(module, words, answer)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        os.write(answer, b"\0%d" % status)
    finally:
        os._exit(0)


def _work(module: str, words: list[str], answer: int) -> None:
    status = CRASHED
    try:
        os.dup2(answer, sys.stdout.fileno())
        signal.alarm(TIMEOUT)
        sys.argv = [module, *words]
        runpy.run_module(module, run_name="__main__")
        status = 0
    except SystemExit as end:
        status = int(end.code or 0)
    finally:
        try:
            sys.stdout.flush()
        finally:
            os._exit(status)


if __name__ == "__main__":
    main(sys.argv[1])
