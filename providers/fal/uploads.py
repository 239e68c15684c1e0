"""Input pictures at fal: uploaded once, found again by their content for as long as fal keeps them."""

import threading
import time
from collections import OrderedDict

from fal_client import SyncClient
from fal_client.client import StorageSettings

from providers.base import InputFile
from providers.catalog.model import InputLimits
from providers.pictures import fitted, mask_over

KEPT = StorageSettings(expires_in="1d")
# Shorter than fal keeps them: a request may wait in the queue before it reads its inputs.
REUSE_SECONDS = 18 * 3600
REMEMBERED = 500

Key = tuple[str, InputLimits, str]


class Uploads:
    def __init__(self) -> None:
        self._urls: OrderedDict[Key, tuple[str, float]] = OrderedDict()
        self._lock = threading.Lock()

    def url_of(self, client: SyncClient, file: InputFile, limits: InputLimits, over: InputFile | None = None) -> str:
        """The address at fal of the file, made to fit; with `over` it is the mask of that picture."""
        key = file.sha256, limits, over.sha256 if over else ""
        with self._lock:
            url, expires = self._urls.get(key, ("", 0.0))
        if time.monotonic() < expires:
            return url
        sent = mask_over(file, fitted(over, limits)) if over else fitted(file, limits)
        url = client.upload(sent.data, sent.content_type, sent.name, lifecycle=KEPT)
        with self._lock:
            self._urls[key] = url, time.monotonic() + REUSE_SECONDS
            if len(self._urls) > REMEMBERED:
                self._urls.popitem(last=False)
        return url
