"""Input pictures at fal: uploaded once, found again by their content for as long as fal keeps them."""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from fal_client import SyncClient
from fal_client.client import StorageSettings

from providers.base import InputFile
from providers.catalog.model import InputLimits
from providers.pictures import Sendable, fitted, mask_over

KEPT = StorageSettings(expires_in="1d")
# Shorter than fal keeps them: a request may wait in the queue before it reads its inputs.
REUSE_SECONDS = 18 * 3600
REMEMBERED = 1000
# Whoever sends the same picture at this moment is waited for; who hangs over it keeps nobody longer than this.
PATIENCE = 30.0


class Address(NamedTuple):
    url: str
    expires: float


NOWHERE = Address("", 0.0)


@dataclass
class _Entry:
    address: Address = NOWHERE
    lock: threading.Lock = field(default_factory=threading.Lock)


class Uploads:
    def __init__(self) -> None:
        self._entries: OrderedDict[Hashable, _Entry] = OrderedDict()
        self._lock = threading.Lock()

    def url_of(self, client: SyncClient, file: InputFile, limits: InputLimits, over: InputFile | None = None) -> str:
        """The address at fal of the file, made to fit; with `over` it is the mask of that picture."""
        late = time.monotonic() + PATIENCE

        def make() -> Address:
            sent = mask_over(file, fitted(over, limits)) if over else fitted(file, limits)
            # Most pictures are sent as they are: then all models of a turn take the same, whatever their limits.
            return self._once(hashlib.sha256(sent.data).digest(), partial(_upload, client, sent), late)

        return self._once((file.sha256, limits, over.sha256 if over else ""), make, late).url

    def _once(self, key: Hashable, make: Callable[[], Address], late: float) -> Address:
        """Single-flight: one makes it, who comes meanwhile waits for that one, but not after `late`."""
        with self._lock:
            entry = self._entries.setdefault(key, _Entry())
            self._entries.move_to_end(key)
            if len(self._entries) > REMEMBERED:
                self._entries.popitem(last=False)
        locked = entry.lock.acquire(timeout=max(0.0, late - time.monotonic()))
        try:
            if time.monotonic() >= entry.address.expires:
                entry.address = make()
            return entry.address
        finally:
            if locked:
                entry.lock.release()


def _upload(client: SyncClient, sent: Sendable) -> Address:
    expires = time.monotonic() + REUSE_SECONDS
    return Address(client.upload(sent.data, sent.content_type, sent.name, lifecycle=KEPT), expires)
