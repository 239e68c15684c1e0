"""G: deliveries that were not meant for us, and clicks that pay twice."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from accounts.actions import create_token
from accounts.models import Scope, User
from generations.hooks import fal_keys
from generations.models import Batch, Generation
from generations.states import State
from projects.models import Session
from tests.accounts.callers import JSON, bearer
from tests.doubles.server import DoubleServer
from tests.doubles.webhooks import FORGED_KEY, KEY, USER_ID, signed_headers
from tests.generations.rows import a_generation
from tests.security.rows import row
from tests.security.vulnerable import money

pytestmark = pytest.mark.topology("embedded")

BODY = json.dumps({"request_id": "r-1", "status": "OK", "payload": {"images": [{"url": "http://10.0.0.1/"}]}}).encode()


@pytest.fixture
def keys(engines: DoubleServer) -> Iterator[DoubleServer]:
    fal_keys.cache_clear()
    yield engines
    fal_keys.cache_clear()


@pytest.fixture
def lost(session: Session) -> Generation:
    """Paid for, and its answer is lost: a delivery would say how it went."""
    return a_generation(session, state=State.UNKNOWN, provider="fal", model="fal-seedream-5")


def deliver(token: str, headers: dict[str, str], body: bytes = BODY) -> Any:
    return Client(raise_request_exception=False).post(f"/hooks/fal/{token}/", body, "application/json", headers=headers)


@row(49, hole=money.without_keys_all_is_believed)
def test_without_keys_nothing_is_believed(keys: DoubleServer, lost: Generation, settings: Settings) -> None:
    settings.FAL_URL = "http://127.0.0.1:9"
    for headers in ({}, signed_headers("r-1", BODY), {"X-Fal-Webhook-Signature": ""}):
        assert deliver(lost.attempt_token, headers).status_code == 400
    lost.refresh_from_db()
    assert lost.state == State.UNKNOWN


@row(49, hole=money.any_engines_attempt)
def test_one_provider_finishes_nothing_of_another(keys: DoubleServer, session: Session) -> None:
    for provider in ("openai", "local", "upload"):
        other = a_generation(session, state=State.UNKNOWN, provider=provider)
        assert deliver(other.attempt_token, signed_headers("r-1", BODY)).status_code == 404
        other.refresh_from_db()
        assert (other.state, other.provider_request_id) == (State.UNKNOWN, "")


@row(50, hole=money.looked_then_made)
def test_of_twenty_clicks_at_once_one_is_paid(
    transactional_db: None, bob: User, session: Session, engines: DoubleServer
) -> None:
    raw = create_token(user=bob, name="many hands", scopes=Scope.values)[1]
    order = {"session": session.pk, "models": ["fal-seedream-5"], "prompt": "once"}

    def click(number: int) -> int:
        client = bearer(raw)
        try:
            return client.post("/api/generations/", order, JSON, headers={"Idempotency-Key": "one"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as threads:
        assert set(threads.map(click, range(20))) <= {202, 409}
    assert Batch.objects.count() == Generation.objects.count() == 1


@row(51, hole=money.any_account)
def test_a_right_signature_for_another_account_is_refused(
    keys: DoubleServer, lost: Generation, settings: Settings
) -> None:
    settings.FAL_USER_ID = "our-own-account"
    assert deliver(lost.attempt_token, signed_headers("r-1", BODY)).status_code == 400
    lost.refresh_from_db()
    assert lost.state == State.UNKNOWN
    settings.FAL_USER_ID = USER_ID
    assert deliver(lost.attempt_token, signed_headers("r-1", BODY)).status_code == 200


@row(51, hole=money.any_signature)
def test_changed_forged_and_old_deliveries_are_refused(keys: DoubleServer, lost: Generation) -> None:
    good = signed_headers("r-1", BODY)
    wrong = [signed_headers("r-1", BODY, FORGED_KEY), good | {"X-Fal-Webhook-Request-Id": "r-2"}, {}]
    wrong += [good | {"X-Fal-Webhook-Timestamp": "1700000000"}, good | {"X-Fal-Webhook-User-Id": "stranger"}]
    wrong += [signed_headers("r-1", BODY.replace(b"OK", b"ERROR"), KEY)]
    assert {deliver(lost.attempt_token, headers).status_code for headers in wrong} == {400}
    assert deliver("x" * len(lost.attempt_token), good).status_code == 404
    lost.refresh_from_db()
    assert lost.state == State.UNKNOWN
    for _ in range(3):  # a replay is heard once
        assert deliver(lost.attempt_token, good).status_code == 200
    lost.refresh_from_db()
    assert (lost.state, lost.provider_request_id) == (State.SUBMITTED, "r-1")
