"""`manage.py create_user`."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User


def test_a_person_made_by_command_can_sign_in(db: None) -> None:
    call_command("create_user", "Dora@Example.com", "--password", "a good long password")
    user = User.objects.get()
    assert (user.email, user.is_staff, user.is_superuser) == ("dora@example.com", False, False)
    assert Client().login(email="dora@example.com", password="a good long password")


def test_a_superuser_may_use_the_admin(db: None) -> None:
    call_command("create_user", "root@localhost", "--password", "a good long password", "--superuser")
    client = Client()
    assert client.login(email="root@localhost", password="a good long password")
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    ("email", "password", "said"),
    [
        ("ALICE@example.com", "a good long password", "already"),
        ("no address", "a good long password", "valid email"),
        ("dora@example.com", "", "Give a password"),
    ],
)
def test_what_it_cannot_do_it_says(alice: User, email: str, password: str, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("create_user", email, f"--password={password}")
    assert User.objects.count() == 1
