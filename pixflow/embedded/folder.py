"""One studio a data folder: two of them would work on the same rows."""

from django.conf import settings
from django.core.files import locks


class FolderTaken(Exception):
    """Names the address of the studio that has the folder."""


class FolderLock:
    """Held until the process ends, however it ends: the operating system lets go of it."""

    def __init__(self) -> None:
        self._file = (settings.DATA / "studio.lock").open("a+")
        if not locks.lock(self._file, locks.LOCK_EX | locks.LOCK_NB):
            self._file.seek(0)
            raise FolderTaken(self._file.read() or "it is about to open")
        self.write("")

    def write(self, address: str) -> None:
        self._file.truncate(0)
        self._file.write(address)
        self._file.flush()
