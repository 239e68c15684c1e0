"""Input pictures at fal: uploaded once, found again by their content for as long as fal keeps them."""

import threading
import time
from collections import OrderedDict

from fal_client import SyncClient
from fal_client.client import StorageSettings

from providers.base import InputFile
from providers.pictures import fitted

KEPT = StorageSettings(expires_in="1d")
# Shorter than fal keeps them: a request may wait in the queue before it reads its inputs.
REUSE_SECONDS = 18 * 3600
REMEMBERED = 500


class Uploads:
    def __init__(self) -> None:
        self._urls: OrderedDict[tuple[str, int], tuple[str, float]] = OrderedDict()
        self._lock = threading.Lock()

    def url_of(self, client: SyncClient, file: InputFile, megapixels: int) -> str:
        """The address at fal of the file, made no larger than `megapixels`."""
        key = file.sha256, megapixels
        with self._lock:
            url, expires = self._urls.get(key, ("", 0.0))
        if time.monotonic() < expires:
            return url
        data, content_type = fitted(file, megapixels)
        url = client.upload(data, content_type, f"{file.sha256[:16]}.{content_type.rpartition('/')[2]}", lifecycle=KEPT)
        with self._lock:
            self._urls[key] = url, time.monotonic() + REUSE_SECONDS
            if len(self._urls) > REMEMBERED:
                self._urls.popitem(last=False)
        return url
