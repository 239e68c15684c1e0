"""Media by content: a file is named by its SHA-256, so storing it twice is storing it once."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory

from django.conf import settings
from django.core.files.storage import FileSystemStorage

from generations.media.names import OURS

KEPT = re.compile(rf"[0-9a-f]{{2}}/{OURS.pattern}|camera/[a-z0-9-]+\.mp4", re.ASCII)
# Before the name of a file that is being written.
NEW = ".new-"


@contextmanager
def spool_folder(prefix: str) -> Iterator[Path]:
    """For what is being made, as long as the block lasts."""
    settings.SPOOL_ROOT.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=settings.SPOOL_ROOT, prefix=prefix) as folder:
        yield Path(folder)


class ContentStorage(FileSystemStorage):
    """Django's own storage never calls fsync: after a power cut a committed row could point at an empty file."""

    def path(self, name: str) -> str:
        """A row that names anything but content, whoever wrote it there, leads to no file."""
        if not KEPT.fullmatch(name):
            raise FileNotFoundError(name)
        return super().path(name)

    def delete(self, name: str) -> None:
        with suppress(FileNotFoundError):
            super().delete(name)

    def put(self, path: Path, name: str) -> None:
        """Copies the file at `path` in under `name`. When this returns it is on the disk."""
        target = Path(self.path(name))
        self._make(target.parent)
        with NamedTemporaryFile(dir=target.parent, prefix=NEW, delete=False) as copy:
            new = Path(copy.name)
            try:
                with path.open("rb") as source:
                    shutil.copyfileobj(source, copy, 1024 * 1024)
                copy.flush()
                os.fsync(copy.fileno())
                new.chmod(0o640)
                new.replace(target)
            except BaseException:
                new.unlink()
                raise
        self._sync_folder(target.parent)

    def is_kept(self, name: str) -> bool:
        """There, and on the disk under this name, whoever wrote it."""
        path = Path(self.path(name))
        self._sync_folder(path.parent)
        return path.is_file()

    def _make(self, folder: Path) -> None:
        """On the disk, too: whoever made it may not have come to syncing what it lies in, so each process does."""
        folder.mkdir(parents=True, exist_ok=True)
        if folder not in self._synced:
            for outer in (folder.parent, folder.parent.parent):
                self._sync_folder(outer)
            self._synced.add(folder)

    @cached_property
    def _synced(self) -> set[Path]:
        return set()

    @staticmethod
    def _sync_folder(folder: Path) -> None:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
