"""Redis is away: people still sign in and programs still call, and both are still counted."""

import pytest
from django.core.cache import caches
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from tests.accounts.callers import program_of
from tests.fixtures.cast import PASSWORD


@pytest.fixture(autouse=True)
def _nobody_listens(settings: Settings) -> None:
    settings.CACHES = {"default": {"BACKEND": "pixflow.cache.ForgivingCache", "LOCATION": "redis://127.0.0.1:1/0"}}
    caches["default"].clear()


def test_people_sign_in(client: Client, alice: User) -> None:
    answer = client.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_guessing_is_still_limited(client: Client, alice: User) -> None:
    tries = [client.post("/accounts/login/", {"login": alice.email, "password": "guess"}) for _ in range(12)]
    assert "Too many failed login attempts" in tries[-1].content.decode()


def test_programs_call(alice: User) -> None:
    assert program_of(alice).get("/api/me/").status_code == 200
