"""The folder of one local job: what provider and child say to each other. It survives the death of both."""

import fcntl
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any


@dataclass(frozen=True, slots=True)
class Job:
    """`job`, `progress`, `result` and `error` are JSON files.

    `lock` belongs to whoever draws and carries its process id. The starter takes it and hands it down, so there is no
    moment for a second child to slip in, and the kernel frees it however the child ends.
    """

    folder: Path

    @property
    def exists(self) -> bool:
        return (self.folder / "job.json").exists()

    def read(self, name: str) -> dict[str, Any] | None:
        try:
            return dict(json.loads((self.folder / f"{name}.json").read_text()))
        except (FileNotFoundError, json.JSONDecodeError):
            return None

    def write(self, name: str, content: dict[str, Any]) -> None:
        """Whole or not at all: a reader never sees half a file."""
        new = self.folder / f".{name}.{os.getpid()}"
        with new.open("w") as file:
            json.dump(content, file)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.folder / f"{name}.json")

    def forget(self) -> None:
        (self.folder / "job.json").unlink(missing_ok=True)

    @property
    def is_finished(self) -> bool:
        return (self.folder / "result.json").exists()

    @property
    def is_cancelled(self) -> bool:
        return (self.folder / "cancelled").exists()

    def mark_cancelled(self) -> None:
        (self.folder / "cancelled").touch()

    @property
    def starts(self) -> int:
        return len((self.folder / "starts").read_bytes()) if (self.folder / "starts").exists() else 0

    def count_start(self) -> None:
        with (self.folder / "starts").open("ab") as file:
            file.write(b".")

    def lock(self) -> IO[str] | None:
        """Held as long as any process has the file open, so a child inherits it; None when somebody has it already."""
        file = (self.folder / "lock").open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return None
        file.truncate(0)
        return file

    @property
    def worker(self) -> int | None:
        """The process that draws now, once it has said so."""
        if file := self.lock():
            file.close()
            return None
        return int((self.folder / "lock").read_text() or 0) or None
