"""Programs that call the REST interface with a token of somebody's."""

from django.test import Client

from accounts.actions import create_token
from accounts.models import Scope, User

JSON = "application/json"


def bearer(raw: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {raw}"})


def program_of(user: User, *scopes: str) -> Client:
    """With every scope when none is named."""
    return bearer(create_token(user=user, name="a program", scopes=scopes or Scope.values)[1])
