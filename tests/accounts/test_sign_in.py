"""Signing in and out, changing and resetting the password."""

import re

import pytest
from django.core import mail
from django.test import Client

from accounts.actions import ban_user
from accounts.models import User
from tests.fixtures.cast import PASSWORD

NEW = "another horse and battery"


def _sign_in(client: Client, email: str, password: str = PASSWORD) -> bool:
    client.post("/accounts/login/", {"login": email, "password": password})
    return client.get("/settings/").status_code == 200


@pytest.mark.parametrize("email", ["alice@example.com", "Alice@EXAMPLE.com"])
def test_the_address_in_any_case_and_the_password_let_in(alice: User, email: str) -> None:
    assert _sign_in(Client(), email)


def test_the_page_asked_for_comes_after_signing_in(alice: User) -> None:
    client = Client()
    assert client.get("/settings/")["Location"] == "/accounts/login/?next=/settings/"
    form = {"login": alice.email, "password": PASSWORD, "next": "/settings/"}
    assert client.post("/accounts/login/", form)["Location"] == "/settings/"


@pytest.mark.parametrize("place", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_elsewhere(alice: User, place: str) -> None:
    form = {"login": alice.email, "password": PASSWORD, "next": place}
    assert Client().post("/accounts/login/", form)["Location"] == "/"


def test_a_wrong_password_and_an_unknown_address_are_the_same_refusal(alice: User) -> None:
    pages = [
        Client().post("/accounts/login/", {"login": email, "password": "wrong"})
        for email in ("alice@example.com", "nobody@example.com")
    ]
    texts = [re.sub(r'value="[^"]*"', "", page.content.decode()) for page in pages]
    assert texts[0] == texts[1]
    assert "_auth_user_id" not in pages[0].client.session


def test_guessing_is_slowed_down(alice: User) -> None:
    client = Client()
    for _ in range(6):
        client.post("/accounts/login/", {"login": alice.email, "password": "wrong"})
    assert not _sign_in(client, alice.email)


def test_the_banned_stay_out_and_are_put_out(alice: User, bob: User) -> None:
    inside = Client()
    assert _sign_in(inside, alice.email)
    ban_user(user=alice)
    assert inside.get("/settings/").status_code == 302
    assert not _sign_in(Client(), alice.email)
    assert _sign_in(Client(), bob.email)


def test_signing_out_takes_a_click(alice: User) -> None:
    client = Client()
    client.force_login(alice)
    client.get("/accounts/logout/")
    assert client.get("/settings/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/settings/").status_code == 302


def test_changing_the_password(alice: User) -> None:
    client = Client()
    client.force_login(alice)
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    client.post("/accounts/password/change/", form)
    assert not _sign_in(Client(), alice.email)
    assert _sign_in(Client(), alice.email, NEW)


def test_a_forgotten_password_is_reset_by_mail_once(alice: User) -> None:
    client = Client()
    client.post("/accounts/password/reset/", {"email": alice.email})
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", str(mail.outbox[0].body))
    assert link
    assert mail.outbox[0].to == [alice.email]
    page = client.get(link[1])["Location"]
    client.post(page, {"password1": NEW, "password2": NEW})
    assert _sign_in(Client(), alice.email, NEW)
    assert Client().get(link[1]).status_code == 200  # says that the link is used up


def test_asking_for_an_unknown_address_tells_nothing(alice: User) -> None:
    answers = [
        Client().post("/accounts/password/reset/", {"email": email})
        for email in ("alice@example.com", "nobody@example.com")
    ]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, "/accounts/password/reset/done/")}
    assert next(message.to for message in mail.outbox if "reset" in message.body.lower()) == ["alice@example.com"]
