"""Runs a program in a process of its own: forked from one that has loaded it already, because loading takes longer.

`python -m generations.media.forks MODULE` is the one that waits. A message on its standard input brings arguments for
`python -m MODULE` and the pipe for what that prints; its exit status follows after a zero byte.
"""

import importlib
import json
import logging
import os
import runpy
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from threading import Lock

log = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
# With nothing to do for so long, the one that waits gives its memory back.
QUIET = 60.0  # seconds
# Nothing may take longer: the operating system ends it then.
TIMEOUT = 120  # seconds
# So much later there should be an answer at least; or those who give it are stopped themselves.
GRACE = 10  # seconds
SIZE = 4  # bytes of a message that say how long its rest is
CRASHED = 1
LAST_WORDS = 2000  # bytes

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
        # What the one that waits complains of, such as a library that it cannot load.
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - for as long as there is one that writes

    def run(self, *words: str) -> tuple[int, bytes]:
        """Exit status, negative for a signal as in `subprocess`, and what was printed. OSError: it is worth a retry."""
        for _ in range(2):
            reader, writer = os.pipe()
            with os.fdopen(reader, "rb") as answer:
                asked = self._send(words, writer)
                read = _read(answer.fileno())
            if read is None:
                self._forget(asked)
                raise OSError(f"{self._module} does not answer")
            printed, ended, status = read.rpartition(b"\0")
            if ended:
                return int(status), printed
            self._forget(asked)
        log.error("%s was stopped: %s", self._module, self._last_words())
        raise OSError(f"{self._module} was stopped")

    def _last_words(self) -> str:
        """Read where they stand: the one that waits goes on writing from its own place, which is the file's too."""
        size, file = os.fstat(self._complaints.fileno()).st_size, self._complaints.fileno()
        return os.pread(file, LAST_WORDS, max(0, size - LAST_WORDS)).decode(errors="replace").strip()

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
        self._complaints.seek(0)
        self._complaints.truncate()
        ours, theirs = socket.socketpair()
        # In a group of its own: Ctrl-C in the terminal must not look like a picture that cannot be read.
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", __name__, self._module],
            cwd=ROOT,
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=self._complaints.fileno(),
            start_new_session=True,
        )
        theirs.close()
        self._owner = os.getpid()
        return ours


def _read(answer: int) -> bytes | None:
    """To its end; None when that does not come although everybody's time is over."""
    read, end = bytearray(), time.monotonic() + TIMEOUT + GRACE
    with selectors.DefaultSelector() as selector:
        selector.register(answer, selectors.EVENT_READ)
        while selector.select(max(0.0, end - time.monotonic())):
            if not (more := os.read(answer, 1 << 16)):
                return bytes(read)
            read += more
    return None


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
        # What a library has to say of each foreign file would fill the disk.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
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
