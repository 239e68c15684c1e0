"""Signed deliveries to the caller's URL, with the habits that receivers must survive: late, repeated, forged."""

import asyncio
import base64
import hashlib
import json
import time
from contextlib import suppress
from sqlite3 import Row
from urllib.parse import urlsplit

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.doubles.catalogue import Payload
from tests.doubles.fal_answers import output
from tests.doubles.jobs import NEVER, Job, Jobs

USER_ID = "sim-user"
ATTEMPTS = 10
LATE = 2.0
TIMEOUT = 15.0
RETRY_PAUSE = 0.3
# Reading all certificates for each delivery would keep the double busy with nothing else.
TRUSTED = httpx.create_ssl_context()


def _key(name: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name).digest())


# Fixed keys: a restarted double must go on signing with the key that receivers have cached.
KEY, FORGED_KEY = _key(b"loopback double"), _key(b"somebody else")


def jwks() -> Payload:
    public = base64.urlsafe_b64encode(KEY.public_key().public_bytes_raw()).rstrip(b"=").decode()
    return {"keys": [{"kty": "OKP", "crv": "Ed25519", "use": "sig", "kid": "sim", "x": public}]}


def signed_headers(
    request_id: str, body: bytes, key: Ed25519PrivateKey = KEY, *, account: str = USER_ID, at: float = 0
) -> dict[str, str]:
    """Of a delivery of now, or of the time `at`."""
    stamp = str(int(at or time.time()))
    message = "\n".join([request_id, account, stamp, hashlib.sha256(body).hexdigest()]).encode()
    return {
        "Content-Type": "application/json",
        "X-Fal-Webhook-Request-Id": request_id,
        "X-Fal-Webhook-User-Id": account,
        "X-Fal-Webhook-Timestamp": stamp,
        "X-Fal-Webhook-Signature": key.sign(message).hex(),
    }


def delivery(job: Job) -> Payload:
    body: Payload = {"request_id": job.request_id, "gateway_request_id": job.request_id}
    if trouble := job.trouble:
        return body | {"status": "ERROR", "error": f"Invalid status code: {trouble.status}", "payload": trouble.body}
    return body | {"status": "OK", "payload": output(job)}


class Webhooks:
    def __init__(self, jobs: Jobs, proxy: str = "") -> None:
        """Deliveries to any https address go to `proxy`, which stands in front of the studio."""
        self.jobs, self.store, self.proxy = jobs, jobs.store, proxy
        self._running: set[asyncio.Task[None]] = set()

    async def register(self, job: Job, url: str) -> None:
        """[[sim:hook=none]], early (before the submission is answered), late:SECONDS, dup:TIMES, forged."""
        style, _, amount = job.markers.get("hook", "").partition(":")
        delay = float(amount or LATE) if style == "late" else 0.0
        due = min(job.ends + delay, NEVER)
        for _ in range({"none": 0, "dup": int(amount or 2)}.get(style, 1)):
            self.store.insert("hook", request_id=job.request_id, url=url, style=style, delay=delay, due=due, attempts=0)
        if style == "early":
            await self._deliver_due()

    async def run(self) -> None:
        """Deliver what is due, for ever. The due time lies in the store, so a restart loses nothing."""
        while True:
            self._running = {task for task in self._running if not task.done()}
            task = asyncio.create_task(self._deliver_due())
            self._running.add(task)
            await asyncio.sleep(0.02)

    async def _deliver_due(self) -> None:
        now = time.time()
        # Claimed for longer than an attempt may take: a crash in between only delays the delivery.
        rows = self.store.run("UPDATE hook SET due = ? WHERE due <= ? RETURNING *", now + 2 * TIMEOUT, now)
        await asyncio.gather(*map(self._deliver, rows))

    def _address(self, url: str) -> str:
        parts = urlsplit(url)
        return f"{self.proxy}{parts.path}" if self.proxy and parts.scheme == "https" else url

    async def _deliver(self, row: Row) -> None:
        job = self.jobs.get(row["request_id"])
        if job is None:
            return
        body = json.dumps(delivery(job)).encode()
        headers = signed_headers(job.request_id, body, FORGED_KEY if row["style"] == "forged" else KEY)
        code = 0
        with suppress(httpx.HTTPError):
            async with httpx.AsyncClient(timeout=TIMEOUT, trust_env=False, verify=TRUSTED) as client:
                code = (await client.post(self._address(row["url"]), content=body, headers=headers)).status_code
        # A redirect is a permanent failure for fal; everything else that is no success is tried again.
        if 200 <= code < 400 or row["attempts"] + 1 >= ATTEMPTS:
            self.store.run("DELETE FROM hook WHERE id = ?", row["id"])
        else:
            pause = RETRY_PAUSE * 2 ** row["attempts"]
            self.store.run(
                "UPDATE hook SET attempts = attempts + 1, due = ? WHERE id = ?", time.time() + pause, row["id"]
            )
