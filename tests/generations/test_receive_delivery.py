"""Deliveries of fal, signed by the double as fal signs them."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from generations.hooks import BODY_MAX, fal_keys
from generations.models import Generation
from generations.states import State
from projects.models import Session
from tests.doubles.server import DoubleServer
from tests.doubles.webhooks import signed_headers
from tests.generations.rows import a_generation

BODY = json.dumps({"request_id": "r-1", "status": "OK", "payload": {"images": [{"url": "http://10.0.0.1/"}]}}).encode()


@pytest.fixture(autouse=True)
def _keys(engines: DoubleServer) -> Iterator[None]:
    fal_keys.cache_clear()
    yield
    fal_keys.cache_clear()


def a_call(session: Session, state: str, **facts: Any) -> Generation:
    return a_generation(session, state=state, provider="fal", model="fal-seedream-5", **facts)


def deliver(generation: Generation, body: bytes = BODY) -> HttpResponse:
    headers = signed_headers("r-1", body)
    address = f"/hooks/fal/{generation.attempt_token}/"
    client = Client(enforce_csrf_checks=True)
    return client.post(address, body, "application/json", headers=headers)  # type: ignore[return-value]


@pytest.mark.parametrize("state", [State.SUBMITTING, State.UNKNOWN])
def test_it_names_the_request_whose_answer_is_not_there(session: Session, state: str) -> None:
    row = a_call(session, state)
    assert deliver(row).status_code == 200
    row.refresh_from_db()
    assert (row.state, row.provider_request_id) == (State.SUBMITTED, "r-1")


def test_it_only_makes_the_next_look_come_sooner(session: Session) -> None:
    row = a_call(session, State.SUBMITTED, provider_request_id="r-1")
    for _ in range(3):
        assert deliver(row).status_code == 200
    row.refresh_from_db()
    assert row.state == State.SUBMITTED
    assert row.next_look_at
    assert row.next_look_at <= timezone.now()


@pytest.mark.parametrize("state", [State.SUCCEEDED, State.FAILED, State.CANCELLED, State.QUEUED, State.STORING])
def test_late_ones_change_nothing(session: Session, state: str) -> None:
    row = a_call(session, state)
    before = Generation.objects.filter(pk=row.pk).values().get()
    assert deliver(row).status_code == 200
    assert Generation.objects.filter(pk=row.pk).values().get() == before


def test_a_request_that_belongs_to_another_is_not_adopted_twice(session: Session) -> None:
    a_call(session, State.SUBMITTED, provider_request_id="r-1")
    row = a_call(session, State.UNKNOWN)
    assert deliver(row).status_code == 200
    row.refresh_from_db()
    assert row.state == State.UNKNOWN


def test_too_much_is_not_read(session: Session) -> None:
    assert deliver(a_call(session, State.UNKNOWN), b"x" * (BODY_MAX + 1)).status_code == 413


def test_it_is_a_post(session: Session) -> None:
    row = a_call(session, State.SUBMITTED)
    assert Client().get(f"/hooks/fal/{row.attempt_token}/").status_code == 405
