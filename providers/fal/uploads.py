"""Input pictures at fal: uploaded once, found again by their content for as long as fal keeps them."""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import partial

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
PATIENCE = 10.0


@dataclass
class _Place:
    url: str = ""
    expires: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)


class Uploads:
    def __init__(self) -> None:
        self._places: OrderedDict[Hashable, _Place] = OrderedDict()
        self._lock = threading.Lock()

    def url_of(self, client: SyncClient, file: InputFile, limits: InputLimits, over: InputFile | None = None) -> str:
        """The address at fal of the file, made to fit; with `over` it is the mask of that picture."""

        def make() -> str:
            sent = mask_over(file, fitted(over, limits)) if over else fitted(file, limits)
            # Most pictures are sent as they are: then all models of a turn take the same, whatever their limits.
            return self._once(hashlib.sha256(sent.data).digest(), partial(_upload, client, sent))

        return self._once((file.sha256, limits, over.sha256 if over else ""), make)

    def _once(self, key: Hashable, make: Callable[[], str]) -> str:
        with self._lock:
            place = self._places.setdefault(key, _Place())
            self._places.move_to_end(key)
            if len(self._places) > REMEMBERED:
                self._places.popitem(last=False)
        first = place.lock.acquire(timeout=PATIENCE)
        try:
            if time.monotonic() >= place.expires:
                place.url, place.expires = make(), time.monotonic() + REUSE_SECONDS
            return place.url
        finally:
            if first:
                place.lock.release()


def _upload(client: SyncClient, sent: Sendable) -> str:
    return client.upload(sent.data, sent.content_type, sent.name, lifecycle=KEPT)
