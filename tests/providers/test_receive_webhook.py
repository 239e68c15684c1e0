"""Only fal's own deliveries, of our own account, while they are fresh."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from providers.webhook import FalKeys, verify
from tests.doubles.server import DoubleServer, free_port
from tests.doubles.webhooks import FORGED_KEY, USER_ID, jwks, signed_headers

BODY = b'{"request_id": "r-1", "status": "OK"}'
KEYS = [key["x"] for key in jwks()["keys"]]


def test_a_delivery_of_fal_is_believed() -> None:
    assert verify(signed_headers("r-1", BODY), BODY, ["AAAA", *KEYS])
    assert verify(signed_headers("r-1", BODY), BODY, KEYS, user_id=USER_ID)


@pytest.mark.parametrize(
    "change",
    [
        lambda call: call | {"body": BODY + b" "},
        lambda call: call | {"now": time.time() + 301},
        lambda call: call | {"now": time.time() - 301},
        lambda call: call | {"user_id": "another-account"},
        lambda call: call | {"keys": []},
        lambda call: call | {"headers": signed_headers("r-1", BODY, FORGED_KEY)},
        lambda call: call | {"headers": {}},
        lambda call: call | {"headers": call["headers"] | {"X-Fal-Webhook-Request-Id": "r-2"}},
        lambda call: call | {"headers": call["headers"] | {"X-Fal-Webhook-User-Id": "x"}},
        lambda call: call | {"headers": call["headers"] | {"X-Fal-Webhook-Timestamp": str(int(time.time()) - 1)}},
        lambda call: call | {"headers": call["headers"] | {"X-Fal-Webhook-Timestamp": "²"}},
        lambda call: call | {"headers": call["headers"] | {"X-Fal-Webhook-Timestamp": "-1"}},
        lambda call: call | {"headers": call["headers"] | {"X-Fal-Webhook-Timestamp": "9" * 400}},
        lambda call: call | {"headers": call["headers"] | {"X-Fal-Webhook-Timestamp": "9" * 5000}},
        lambda call: call | {"headers": call["headers"] | {"X-Fal-Webhook-Signature": "zz"}},
        lambda call: call | {"headers": call["headers"] | {"X-Fal-Webhook-Signature": ""}},
    ],
)
def test_everything_else_is_refused(change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    call: dict[str, Any] = {"headers": signed_headers("r-1", BODY), "body": BODY, "keys": KEYS}
    assert verify(**call)
    assert not verify(**change(call))


def test_keys_are_asked_for_once(doubles: DoubleServer) -> None:
    keys = FalKeys(doubles.fal_url)
    for _ in range(3):
        assert keys.verify(signed_headers("r-1", BODY), BODY, USER_ID)
        assert not keys.verify(signed_headers("r-1", BODY, FORGED_KEY), BODY)
    assert len(doubles.requests("jwks.json")) == 1


def test_a_new_key_of_fal_is_noticed_a_minute_later(doubles: DoubleServer, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = FalKeys(f"http://127.0.0.1:{free_port()}")
    assert not keys.verify(signed_headers("r-1", BODY), BODY)
    keys._url = f"{doubles.fal_url}/.well-known/jwks.json"
    assert not keys.verify(signed_headers("r-1", BODY), BODY), "not yet"
    minute_later = time.monotonic() + 61
    monkeypatch.setattr(time, "monotonic", lambda: minute_later)
    assert keys.verify(signed_headers("r-1", BODY), BODY)
