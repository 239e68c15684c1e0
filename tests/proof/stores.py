"""A PostgreSQL server that may be killed: a copy of another one, with all that is in it."""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from tests.services import (
    POSTGRES,
    UNTIL_WE_END,
    ServiceMissing,
    find_postgres,
    free_port,
    server_user,
    wait_for_postgres as wait_for,
)

# What was committed must survive the server, though not the machine.
OPTIONS = POSTGRES | {"synchronous_commit": "on"}


class PostgresServer:
    def __init__(self, address: str) -> None:
        self._of, self.port = urlsplit(address), free_port()
        self.url = self._of._replace(netloc=f"{self._of.username}@127.0.0.1:{self.port}").geturl()

    def __enter__(self) -> Self:
        self._folder = Path(tempfile.mkdtemp(prefix="pixflow-postgres-"))
        self._folder.chmod(0o755)
        self._data, self._programs = self._folder / "data", find_postgres(self._folder)
        self._data.mkdir(mode=0o700)
        if user := server_user():
            shutil.chown(self._data, user)
        self._copy()
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        options = [part for name, value in OPTIONS.items() for part in ("-c", f"{name}={value}")]
        server: list[str | Path] = [self._programs / "postgres", "-D", self._data, "-p", str(self.port), *options]
        with (self._folder / "log").open("ab") as log:
            self._shell = subprocess.Popen(
                ["sh", "-c", UNTIL_WE_END, "sh", *server],
                user=server_user(),
                cwd=self._data,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_for(self.url)

    def stop(self) -> None:
        """As `pg_ctl stop -m immediate`: everybody is cut off, nothing is tidied up."""
        pid = int((self._data / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGQUIT)
        self._shell.communicate(timeout=20)

    def _copy(self) -> None:
        where = ["-h", "127.0.0.1", "-p", str(self._of.port), "-U", str(self._of.username), "-D", str(self._data)]
        command: list[str | Path] = [
            self._programs / "pg_basebackup",
            *where,
            "-X",
            "stream",
            "-c",
            "fast",
            "--no-sync",
        ]
        done = subprocess.run(command, user=server_user(), cwd=self._data, check=False, capture_output=True, text=True)
        if done.returncode:
            raise ServiceMissing(f"PostgreSQL cannot be copied: {done.stderr.strip()}")
