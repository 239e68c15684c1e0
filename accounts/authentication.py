"""Who calls: a bearer token, or the browser's session with its CSRF token."""

import re
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import ApiToken, User, digest_of

TOKEN = re.compile(r"pf_[0-9a-f]{8}_[A-Za-z0-9_-]{43}")
USE_NOTED_EVERY = timedelta(minutes=1)


def user_of_token(raw: str) -> tuple[User, ApiToken] | None:
    """One query whatever the answer. Not there, revoked, expired and banned look the same from outside."""
    # What cannot be a token costs no query, and nothing odd reaches the database.
    if not TOKEN.fullmatch(raw):
        return None
    token = ApiToken.objects.usable().select_related("user").filter(digest=digest_of(raw)).first()
    if token is None:
        return None
    # Reading stays reading: the row is written once a minute at most, however busy the token is.
    if token.last_used_at is None or token.last_used_at < timezone.now() - USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=Now())
    return token.user, token


class TokenAuthentication(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _, raw = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        found = user_of_token(raw.strip())
        if found is None:
            # Not None: a bad token must not fall through to the session cookie beside it.
            raise AuthenticationFailed("This token is unknown, expired or revoked. Make a new one in the settings.")
        return found

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class BrowserAuthentication(SessionAuthentication):
    """The session cookie; every unsafe request must carry the CSRF token."""


def signed_in(request: HttpRequest | Request) -> User:
    """The user of a request that has already been let in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
