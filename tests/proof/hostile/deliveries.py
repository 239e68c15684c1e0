"""Deliveries of a provider, forged in every part of them. The right ones are signed as the provider signs."""

import json
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import count

from django.conf import settings
from django.db import connection
from django.db.models import Sum
from django.test import Client

from generations import hooks
from generations.models import Generation
from generations.states import State
from live.models import Topic
from tests.doubles.webhooks import FORGED_KEY, USER_ID, jwks, signed_headers
from tests.generations.rows import a_generation
from tests.proof.hostile.place import Place
from tests.proof.hostile.provider import Wire

PREFIX = "X-Fal-Webhook-"
BODY = json.dumps({"request_id": "r", "status": "OK", "payload": {"images": [{"url": "http://10.0.0.1/"}]}}).encode()
REFUSALS = (400, 404, 405, 413)
COPIES = 10


@dataclass(frozen=True)
class Delivery:
    token: str
    headers: dict[str, str]
    body: bytes = BODY
    method: str = "POST"

    def with_header(self, name: str, value: str) -> "Delivery":
        return replace(self, headers=self.headers | {PREFIX + name: value})

    def header(self, name: str) -> str:
        return self.headers[PREFIX + name]


def _signature(random: random.Random, sent: Delivery) -> Delivery:
    signature = bytearray.fromhex(sent.header("Signature"))
    for _ in range(random.choice((1, 1, 2, 20))):
        signature[random.randrange(64)] ^= 1 << random.randrange(8)
    changed = signature.hex() if signature.hex() != sent.header("Signature") else "00" * 64
    return sent.with_header("Signature", changed)


def _odd_signature(random: random.Random, sent: Delivery) -> Delivery:
    right = sent.header("Signature")
    odd = (
        "",
        "0",
        "00" * 64,
        "ff" * 64,
        right[:-2],
        right + "00",
        right[::-1],
        "é" * 128,
        f"{right},{right}",
        "zz" * 64,
    )
    return sent.with_header("Signature", random.choice((*odd, "01" + "00" * 63, "0x" + right, "a" * 10_000)))


def _body(random: random.Random, sent: Delivery) -> Delivery:
    body = bytearray(sent.body)
    body[random.randrange(len(body))] ^= 1 << random.randrange(8)
    return replace(sent, body=bytes(body))


def _odd_body(random: random.Random, sent: Delivery) -> Delivery:
    odd = (b"", b"{}", b"null", b"[" * 100_000, b"NaN", sent.body + b" ", sent.body[:-1], b"\0" * 9, b'{"a":' * 5000)
    return replace(sent, body=random.choice((*odd, b"x" * (hooks.BODY_MAX + 1))))


def _time(random: random.Random, sent: Delivery) -> Delivery:
    now = int(sent.header("Timestamp"))
    odd = ("", "²", "-1", "1e9", "0x7f", "٣", "9" * 400, "9" * 5000, f" {now}.0", f"+{now}", f"{now}\t1", "nan", "None")
    moved = now + random.choice((-1, 1)) * random.randrange(1, 10**6)
    return sent.with_header("Timestamp", random.choice((*odd, str(moved), str(moved))))


def _replay(random: random.Random, sent: Delivery) -> Delivery:
    """Rightly signed, and not of today."""
    age = random.randrange(302, 10**7)
    return replace(sent, headers=_signed(sent.header("Request-Id"), time_shift=random.choice((-age, age))))


def _account(random: random.Random, sent: Delivery) -> Delivery:
    """Rightly signed, for another customer of the provider."""
    stranger = random.choice(("somebody-else", "", "sim-user2", "SIM-USER", "sim-user\n1", "sim-use", "ſim-user"))
    return replace(sent, headers=_signed(sent.header("Request-Id"), account=stranger))


def _renamed_account(random: random.Random, sent: Delivery) -> Delivery:
    return sent.with_header("User-Id", random.choice(("", "x", f"{USER_ID}, x", f"{USER_ID}\tx", "sim-ser")))


def _request(random: random.Random, sent: Delivery) -> Delivery:
    return sent.with_header("Request-Id", random.choice(("", "r-0", f"{sent.header('Request-Id')}0", "x" * 5000)))


def _token(random: random.Random, sent: Delivery) -> Delivery:
    token = list(sent.token)
    token[random.randrange(len(token))] = random.choice("0123456789abcdefghijkl")
    odd = ("x", sent.token[:-1], f"{sent.token}0", sent.token.upper(), "%00", "..", "' OR 1=1 --", "é" * 40, "a" * 5000)
    found = random.choice(("".join(token), *odd))
    return replace(sent, token=found if found != sent.token else "y" * 32)


def _forged(random: random.Random, sent: Delivery) -> Delivery:
    headers = signed_headers(sent.header("Request-Id"), sent.body, FORGED_KEY)
    # The public key itself, taken for a signature or for the key of another kind of it.
    public = jwks()["keys"][0]["x"]
    return random.choice((replace(sent, headers=headers), sent.with_header("Signature", public)))


def _missing(random: random.Random, sent: Delivery) -> Delivery:
    names = ("Request-Id", "User-Id", "Timestamp", "Signature")
    lost = {PREFIX + name for name in random.sample(names, random.randrange(1, 5))}
    return replace(sent, headers={name: value for name, value in sent.headers.items() if name not in lost})


def _method(random: random.Random, sent: Delivery) -> Delivery:
    return replace(sent, method=random.choice(("GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "FROB")))


CHANGES: tuple[Callable[[random.Random, Delivery], Delivery], ...] = (
    *(_signature, _odd_signature, _body, _odd_body, _time, _replay, _account, _renamed_account, _request, _token),
    *(_forged, _missing, _method),
)


def _signed(request_id: str, *, time_shift: int = 0, account: str = USER_ID) -> dict[str, str]:
    return signed_headers(request_id, BODY, account=account, at=int(time.time()) + time_shift)


def _told() -> int:
    """Changes that were told of, over all topics."""
    return int(Topic.objects.aggregate(told=Sum("rev"))["told"] or 0)


class Deliveries:
    def __init__(self, place: Place, wire: Wire, seed: int) -> None:
        self.place, self.random, self._numbers = place, random.Random(seed), count(1)
        # Asked of the provider that we are, as in production.
        wire.answers["jwks.json"] = jwks()
        settings.FAL_USER_ID = USER_ID
        hooks.fal_keys.cache_clear()
        self._client = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")

    def forge_all(self, most: int) -> None:
        row = self._waiting()
        before = Generation.objects.values().get(pk=row.pk)
        right = Delivery(row.attempt_token, {})
        for number in range(most):
            if number % 100 == 0:  # fresh, or all would be refused for their age alone
                right = replace(right, headers=_signed("r-right"))
            change = CHANGES[number % len(CHANGES)]
            self._forge(change(self.random, right), change.__name__)
        if Generation.objects.values().get(pk=row.pk) != before:
            self.place.blame("through", "a forged delivery has changed the row that it named")

    def _forge(self, sent: Delivery, name: str) -> None:
        self.place.tried["deliveries"] += 1
        status = self.deliver(sent)
        if status >= 500:
            self.place.blame("errors", f"delivery {name}: {status} for {sent!r:.600}")
        elif status not in REFUSALS:
            self.place.blame("through", f"delivery {name}: {status} for {sent!r:.600}")

    def deliver(self, sent: Delivery) -> int:
        address = f"/hooks/fal/{sent.token}/"
        answer = self._client.generic(sent.method, address, sent.body, "application/json", headers=sent.headers)
        return int(answer.status_code)

    def repeat(self, times: int) -> None:
        """A right delivery ten times at once is one adoption, told once."""
        with ThreadPoolExecutor(4) as pool:
            for _ in range(times):
                row, request = self._waiting(), f"r-{next(self._numbers)}"
                sent, before = Delivery(row.attempt_token, _signed(request)), _told()
                statuses = list(pool.map(self._deliver_once, [sent] * COPIES))
                told = _told() - before
                row.refresh_from_db()
                self.place.tried["repeated deliveries"] += 1
                if (row.state, row.provider_request_id) != (State.SUBMITTED, request) or set(statuses) != {200}:
                    self.place.blame("errors", f"a right delivery: {statuses}, then {row.state}")
                if told != self._events_of_one:
                    self.place.blame("doubled", f"{COPIES} copies of one delivery were told {told} times")
        self._replay_elsewhere(sent)

    def _deliver_once(self, sent: Delivery) -> int:
        try:
            return self.deliver(sent)
        finally:
            connection.close()

    @property
    def _events_of_one(self) -> int:
        """As many topics as one change of a generation is told to."""
        if not hasattr(self, "_events"):
            row, before = self._waiting(), _told()
            self.deliver(Delivery(row.attempt_token, _signed("r-first")))
            self._events = _told() - before
        return self._events

    def _replay_elsewhere(self, sent: Delivery) -> None:
        """A request belongs to one generation only, whatever address its delivery comes to."""
        row = self._waiting()
        self.deliver(replace(sent, token=row.attempt_token))
        row.refresh_from_db()
        if row.state != State.UNKNOWN:
            self.place.blame("through", "one request was adopted by two generations")

    def _waiting(self) -> Generation:
        return a_generation(self.place.session, state=State.UNKNOWN, provider="fal", model="fal-seedream-5")
