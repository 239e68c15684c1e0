"""Signing up, where the operator allows it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from tests.fixtures.cast import PASSWORD

URL = "/accounts/signup/"


def _sign_up(email: str, address: str = "127.0.0.1", **wishes: str) -> HttpResponse:
    form = {"email": email, "password1": PASSWORD, "password2": PASSWORD, **wishes}
    return Client(REMOTE_ADDR=address).post(URL, form)  # type: ignore[return-value]


@pytest.fixture
def _open(settings: Settings) -> None:
    settings.SIGNUP_OPEN = True


@pytest.mark.usefixtures("_open", "db")
def test_a_person_signs_up_and_is_in() -> None:
    client = Client()
    assert client.get(URL).status_code == 200
    form = {"email": "Dora@Example.com", "password1": PASSWORD, "password2": PASSWORD}
    assert client.post(URL, form)["Location"] == "/"
    assert User.objects.get().email == "dora@example.com"
    assert client.get("/").status_code == 200


@pytest.mark.usefixtures("_open", "db")
@pytest.mark.parametrize("email", ["alice@example.com", "ALICE@Example.com", "no address", ""])
def test_an_address_that_cannot_be_used_makes_nobody(alice: User, email: str) -> None:
    _sign_up(email)
    assert User.objects.get() == alice


@pytest.mark.usefixtures("_open", "db")
@pytest.mark.parametrize("password", ["short", "password", "dora@example.com"])
def test_a_weak_password_is_refused(password: str) -> None:
    response = _sign_up("dora@example.com", password1=password, password2=password)
    assert response.status_code == 200
    assert not User.objects.exists()


@pytest.mark.usefixtures("_open", "db")
def test_wishing_for_rights_gives_none() -> None:
    _sign_up("dora@example.com", is_staff="on", is_superuser="on", groups="1", is_active="on")
    user = User.objects.get()
    assert (user.is_staff, user.is_superuser) == (False, False)


@pytest.mark.usefixtures("_open")
def test_a_double_click_makes_one_account(transactional_db: None) -> None:
    def sign_up(number: int) -> int:
        try:
            return _sign_up("dora@example.com", f"10.0.0.{number}").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        assert set(threads.map(sign_up, range(6))) <= {200, 302}
    assert User.objects.count() == 1
