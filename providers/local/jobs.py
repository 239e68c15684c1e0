"""The folder of one local job: what provider and child say to each other. It survives the death of both."""

import fcntl
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any


@dataclass(frozen=True, slots=True)
class Job:
    folder: Path

    @property
    def exists(self) -> bool:
        return (self.folder / "job.json").exists()

    def read(self, name: str) -> dict[str, Any] | None:
        try:
            return dict(json.loads((self.folder / name).read_text()))
        except (FileNotFoundError, json.JSONDecodeError):
            return None

    def write(self, name: str, content: dict[str, Any]) -> None:
        """Whole or not at all: a reader never sees half a file."""
        new = self.folder / f".{name}.{os.getpid()}"
        new.write_text(json.dumps(content))
        new.replace(self.folder / name)

    def lock(self) -> IO[str] | None:
        """Held as long as any process has the file open, so a child inherits it; None when somebody has it already."""
        file = (self.folder / "lock").open("a")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return None
        return file

    @property
    def is_worked_on(self) -> bool:
        if file := self.lock():
            file.close()
            return False
        return True
