"""Brings a provider's result file home: from known hosts only, bounded, judged by its bytes and not by its name."""

import base64
import binascii
import time
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

import httpx

from providers.base import ErrorCode, Rejected, TryLater
from providers.dialling import NotPublic, OutwardTransport, trusted
from providers.magic import suffix

LIMIT_BYTES = 200 * 1024 * 1024
DEADLINE_SECONDS = 300.0
REDIRECTS = 5
TIMEOUT = httpx.Timeout(30.0, connect=10.0)
HEAD_BYTES = 64


class Gone(Exception):
    """The address does not answer any more (403, 404, 410): it has expired or was taken away."""


class Downloader:
    """`hosts` may begin with "*."; `base_url` is one more allowed origin, of whatever scheme."""

    def __init__(self, hosts: tuple[str, ...], base_url: str = "", limit: int = LIMIT_BYTES) -> None:
        self._hosts, self._limit = hosts, limit
        self._base = httpx.URL(base_url) if base_url else None

    def fetch(self, url: str, target: Path, kind: str = "image") -> Path:
        """Writes the file beside `target`, with the suffix of what it really is. Raises Gone, TryLater, Rejected."""
        # Of its own: a worker that froze and wakes up may be bringing the same result home.
        partial = target.with_name(f"{target.name}-{token_hex(4)}.part")
        try:
            with partial.open("xb") as file:
                if url.startswith("data:"):
                    file.write(self._inline(url))
                else:
                    self._download(url, file)
            with partial.open("rb") as file:
                ending = suffix(file.read(HEAD_BYTES), kind)
            if not ending:
                raise _refused(f"The provider's file is no {kind}. Try again.", url)
            return partial.rename(target.with_name(target.name + ending))
        finally:
            partial.unlink(missing_ok=True)

    def _inline(self, url: str) -> bytes:
        header, _, data = url.partition(",")
        if not (header.startswith("data:image/") and header.endswith(";base64")) or len(data) > self._limit:
            raise _refused("The provider's answer holds no picture that can be stored. Try again.", header)
        try:
            return base64.b64decode(data, validate=True)
        except binascii.Error:
            raise _refused("The provider's picture is damaged. Try again.", header) from None

    def _download(self, url: str, file: BinaryIO) -> None:
        # Compressed answers would hide their real length from the limit.
        headers = {"Accept-Encoding": "identity"}
        try:
            with self._client(headers) as client:
                self._follow(client, httpx.URL(url), file)
        except (httpx.InvalidURL, UnicodeError) as error:
            raise _refused("The provider's address of the result is not one. Try again.", repr(error)) from None
        except NotPublic as error:
            raise _refused(
                "The result lies at an address inside a network, so it was not opened.", str(error)
            ) from None
        except httpx.HTTPError as error:
            raise TryLater(ErrorCode.PROVIDER_DOWN, "The result cannot be downloaded now.", repr(error)) from None

    def _client(self, headers: dict[str, str]) -> httpx.Client:
        mounts = {}
        if self._base:
            mounts[str(self._base.copy_with(path="/")).rstrip("/")] = httpx.HTTPTransport(verify=trusted())
        transport = OutwardTransport()
        return httpx.Client(headers=headers, transport=transport, mounts=mounts, timeout=TIMEOUT)

    def _follow(self, client: httpx.Client, url: httpx.URL, file: BinaryIO) -> None:
        for _ in range(REDIRECTS):
            self._check(url)
            with client.stream("GET", url) as response:
                if response.next_request is None:
                    return self._receive(response, file)
                url = response.next_request.url
        raise _refused("The result's address leads in circles. Try again.", str(url))

    def _check(self, url: httpx.URL) -> None:
        """The same parsed address is checked and dialled, so that no second parser can see another host in it."""
        if self._base and (url.scheme, url.host, url.port) == (self._base.scheme, self._base.host, self._base.port):
            return
        known = any(url.host == host or (host.startswith("*.") and url.host.endswith(host[1:])) for host in self._hosts)
        if url.scheme != "https" or url.userinfo or url.port or not known:
            raise _refused("The result lies at an address that is not the provider's, so it was not opened.", str(url))

    def _receive(self, response: httpx.Response, file: BinaryIO) -> None:
        if response.status_code in (403, 404, 410):
            raise Gone(f"{response.status_code} {response.url}")
        if response.status_code != 200:
            raise TryLater(ErrorCode.PROVIDER_DOWN, "The result cannot be downloaded now.", str(response))
        received, ends = 0, time.monotonic() + DEADLINE_SECONDS
        # As they arrive: waiting for more of them, a sender that drips would never come to its deadline. And undecoded,
        # because nobody asked for compressed ones: a few of those unfold to more than there is memory.
        for chunk in response.iter_raw():
            received += len(chunk)
            if received > self._limit:
                raise _refused("The result is larger than the studio stores.", str(response.url))
            if time.monotonic() > ends:
                raise TryLater(ErrorCode.TIMED_OUT, "The download took too long.", str(response.url))
            file.write(chunk)
        expected = response.headers.get("content-length")
        if expected and int(expected) != response.num_bytes_downloaded:
            raise TryLater(ErrorCode.PROVIDER_DOWN, "The download was cut off.", str(response.url))


def _refused(sentence: str, raw: str) -> Rejected:
    return Rejected(ErrorCode.RESULT_LOST, sentence, raw)
