"""The studio's real storage on a disk that fails, and that forgets what was not synced when the power goes.

A file named in the environment says which faults happen how often; what happened is written behind it, line by line.
Imported with the settings: it knows no models.
"""

import errno
import json
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from random import Random
from tempfile import NamedTemporaryFile
from typing import IO, Any

from generations.media import storage

VARIABLE = "PIXFLOW_STORAGE_FAULTS"
FULL, UNREADABLE, UNSYNCED = "ENOSPC while copying", "EIO in fsync of the file", "EIO in fsync of the folder"
STUCK, READ_ONLY = "rename fails", "folder is read-only"
TORN, KILLED = "killed while copying", "killed after the rename"
# Of a process that somebody else starts anew.
DEADLY = (TORN, KILLED)
HARMLESS = (FULL, UNREADABLE, UNSYNCED, STUCK, READ_ONLY)

_now = threading.local()


class Orders:
    """What the file says now; it may change at any time."""

    def __init__(self, file: Path) -> None:
        self.file, self.log = file, file.with_suffix(".log")
        self._random, self._pid = Random(0), 0

    def pick(self) -> str:
        said = json.loads(self.file.read_text()) if self.file.exists() else {}
        if self._pid != os.getpid():
            self._random, self._pid = Random(f"{said.get('seed')} {os.getpid()}"), os.getpid()
        happens = self._random.random() < said.get("share", 0)
        return str(self._random.choice(said["kinds"])) if happens else ""

    def say(self, share: float, kinds: tuple[str, ...] = (), seed: int = 0) -> None:
        new = self.file.with_suffix(".new")
        new.write_text(json.dumps({"share": share, "kinds": kinds, "seed": seed}))
        new.replace(self.file)

    def note(self, *words: str) -> None:
        handle = os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(handle, (json.dumps(words) + "\n").encode())
        os.close(handle)

    def noted(self) -> list[list[str]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()] if self.log.exists() else []


class FaultyStorage(storage.ContentStorage):
    """What happens to a file is decided before it is put; where it happens, below."""

    def put(self, path: Path, name: str) -> None:
        _now.fault = _orders.pick()
        try:
            super().put(path, name)
        finally:
            _now.fault = ""


def note(*words: str) -> None:
    _orders.note(*words)


def happens(fault: str) -> bool:
    if getattr(_now, "fault", "") != fault:
        return False
    _orders.note("fault", fault)
    return True


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class FaultyOs:
    """What the storage calls of `os`."""

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def fsync(self, handle: int) -> None:
        path = Path(f"/proc/self/fd/{handle}").readlink()
        if happens(UNSYNCED if path.is_dir() else UNREADABLE):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        os.fsync(handle)
        _orders.note("synced", str(path))


class FaultyShutil:
    @staticmethod
    def copyfileobj(source: IO[bytes], target: IO[bytes], length: int) -> None:
        data = source.read()
        target.write(data[: len(data) // 2])
        target.flush()
        if happens(TORN):
            die()
        if happens(FULL):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        target.write(data[len(data) // 2 :])


def faulty_file(**options: Any) -> Any:
    if happens(READ_ONLY):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))
    return NamedTemporaryFile(**options)


def _noted_replace(replace: Callable[[Path, Any], Path]) -> Callable[[Path, Any], Path]:
    def noted(self: Path, target: Any) -> Path:
        if not self.name.startswith(storage.NEW):
            return replace(self, target)
        if happens(STUCK):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        _orders.note("renamed", str(self), str(target), "there" if Path(target).exists() else "")
        done = replace(self, target)
        if happens(KILLED):
            die()
        return done

    return noted


def _noted_mkdir(mkdir: Callable[..., None]) -> Callable[..., None]:
    def noted(self: Path, *words: Any, **options: Any) -> None:
        there = self.exists()
        mkdir(self, *words, **options)
        if not there:
            _orders.note("made", str(self))

    return noted


def install() -> None:
    for name, faulty in {"os": FaultyOs(), "shutil": FaultyShutil(), "NamedTemporaryFile": faulty_file}.items():
        setattr(storage, name, faulty)
    Path.replace = _noted_replace(Path.replace)  # type: ignore[method-assign, assignment]
    Path.mkdir = _noted_mkdir(Path.mkdir)  # type: ignore[method-assign]


def wrap(environment: Mapping[str, str], folder: Path) -> dict[str, str]:
    """For processes of a studio whose disk is to fail."""
    faulty = {"DJANGO_SETTINGS_MODULE": "tests.proof.storage_settings", VARIABLE: str(folder / "disk.json")}
    return {**environment, **faulty}


def faulty_disk(share: float, kinds: tuple[str, ...] = HARMLESS) -> Callable[[Any], AbstractContextManager[None]]:
    """For processes that were started in a wrapped environment; the world's folder is the one that it was given."""

    @contextmanager
    def fault(world: Any) -> Iterator[None]:
        orders = Orders(world.folder / "disk.json")
        before = len(orders.noted())
        orders.say(share, kinds, world.random.randrange(2**32))
        try:
            yield
        finally:
            orders.say(0)
            for word, kind, *_ in orders.noted()[before:]:
                if word == "fault":
                    world.struck[kind] += 1

    return fault


if VARIABLE in os.environ:
    _orders = Orders(Path(os.environ[VARIABLE]))
    install()
