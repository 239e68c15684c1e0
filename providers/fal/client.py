"""The real fal-client, one a process, pointed at fal or at another base address."""

import os
import threading

import fal_client.client
import httpx
from fal_client import SyncClient
from fal_client.client import USER_AGENT, FalClientError

from providers.dialling import trusted

# A submission is paid and carries no idempotency key: the library's own retries would start and pay it again.
fal_client.client.MAX_ATTEMPTS = 1
# A look is cheap and repeated: one that hangs must not keep the others waiting.
fal_client.client.QUEUE_POLL_TIMEOUT = httpx.Timeout(10.0)

# Whatever the library raises while it asks: its own errors, the network's, and answers that it cannot read.
FAILURES = (FalClientError, httpx.HTTPError, httpx.InvalidURL, KeyError, TypeError, ValueError)
# Raised before the first byte of a request has left.
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

PLATFORM = "https://api.fal.ai"
# Where the library may be sent on to, by an answer or by the address that it is given for an upload.
HOSTS = ("fal.run", "fal.ai", "fal.media", "storage.googleapis.com")
SECONDS = 45.0


class _Client(SyncClient):
    def _get_cdn_client(self) -> httpx.Client:
        """The library's own reads all certificates anew for each upload, which costs more than the upload."""
        token = self._token_manager.get_token()
        headers = {"Authorization": f"{token.token_type} {token.token}", "User-Agent": USER_AGENT}
        return httpx.Client(headers=headers, timeout=self.default_timeout, verify=trusted())


class Connection:
    """The library keeps its hosts in module globals, so one process talks to one base address."""

    def __init__(self, key: str, base_url: str = "") -> None:
        self.key, self.base_url = key, base_url.rstrip("/")
        self._lock = threading.Lock()
        self._client: SyncClient | None = None
        self._process = 0
        if self.base_url:
            fal_client.client.QUEUE_URL_FORMAT = fal_client.client.RUN_URL_FORMAT = f"{self.base_url}/"
            fal_client.client.REST_URL = fal_client.client.CDN_URL = self.base_url

    @property
    def client(self) -> SyncClient:
        with self._lock:
            # Sockets do not survive a fork of the worker.
            if self._client is None or self._process != os.getpid():
                self._client, self._process = _Client(key=self.key, default_timeout=SECONDS), os.getpid()
                self._client._client.event_hooks["request"].append(self._stay)  # noqa: SLF001 - there is no other way in
            return self._client

    def _stay(self, request: httpx.Request) -> None:
        """Called before each request, also before those that an answer led to."""
        url, ours = request.url, httpx.URL(self.base_url)
        known = any(f".{url.host}".endswith(f".{host}") for host in HOSTS)
        if (url.scheme, url.host, url.port) != (ours.scheme, ours.host, ours.port) and not (
            url.scheme == "https" and known and not url.port
        ):
            raise httpx.UnsupportedProtocol(f"{url} is not an address of fal", request=request)

    def result(self, endpoint: str, request_id: str) -> httpx.Response:
        """The stored answer of a finished request, whatever its status. The library's own `get` polls without end."""
        handle = self.client.get_handle(endpoint, request_id)
        return handle.client.get(handle.response_url, timeout=SECONDS)

    def platform(self, path: str, params: dict[str, str]) -> httpx.Response:
        headers = {"Authorization": f"Key {self.key}"}
        url = (self.base_url or PLATFORM) + path
        return httpx.get(url, params=params, headers=headers, timeout=SECONDS, verify=trusted())
