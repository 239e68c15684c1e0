"""Is a delivery from fal? Ed25519 over its id, its account, its time and the hash of its body."""

import base64
import hashlib
import re
import threading
import time
from collections.abc import Mapping, Sequence

import httpx
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

HEADERS = tuple(f"X-Fal-Webhook-{name}" for name in ("Request-Id", "User-Id", "Timestamp", "Signature"))
SECONDS = re.compile(r"[0-9]{1,12}")  # more digits than a clock has are too many to count with
TOLERANCE_SECONDS = 300
KEYS_HOST = "https://rest.fal.ai"
KEYS_PATH = "/.well-known/jwks.json"
KEYS_SECONDS = 24 * 3600
REFETCH_SECONDS = 60
FETCH_TIMEOUT = 5.0


def verify(
    headers: Mapping[str, str], body: bytes, keys: Sequence[str], user_id: str = "", now: float | None = None
) -> bool:
    """`keys` are the `x` values of fal's key set; `user_id`, when given, is the only account that is believed.

    The keys are the same for all customers of fal, so a right signature alone says only that fal sent it to someone.
    """
    request_id, sender, timestamp, signature = (headers.get(name, "") for name in HEADERS)
    if not SECONDS.fullmatch(timestamp):
        return False
    if abs((time.time() if now is None else now) - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    if user_id and sender != user_id:
        return False
    message = "\n".join([request_id, sender, timestamp, hashlib.sha256(body).hexdigest()]).encode()
    return any(_signed(key, signature, message) for key in keys)


def _signed(key: str, signature: str, message: bytes) -> bool:
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)))
        public.verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


class FalKeys:
    """fal's key set, kept for a day. An unknown signature asks for it again, at most once a minute."""

    def __init__(self, base_url: str = "") -> None:
        self._url = (base_url.rstrip("/") or KEYS_HOST) + KEYS_PATH
        self._keys: list[str] = []
        self._fetched = float("-inf")
        self._asked = float("-inf")
        self._lock = threading.Lock()

    def verify(self, headers: Mapping[str, str], body: bytes, user_id: str = "") -> bool:
        return any(verify(headers, body, self._current(age), user_id) for age in (KEYS_SECONDS, REFETCH_SECONDS))

    def _current(self, age: float) -> list[str]:
        with self._lock:
            now = time.monotonic()
            if now - self._fetched > age and now - self._asked > REFETCH_SECONDS:
                self._asked = now
                if fresh := self._fetch():
                    self._keys, self._fetched = fresh, now
            return self._keys

    def _fetch(self) -> list[str]:
        try:
            entries = httpx.get(self._url, timeout=FETCH_TIMEOUT).raise_for_status().json()["keys"]
            return [entry["x"] for entry in entries if entry.get("crv") == "Ed25519"]
        except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError):
            return []
