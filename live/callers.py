"""Who is at the other end of a websocket, and whether that still holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.http.cookie import parse_cookie
from django.http.request import split_domain_port, validate_host
from django.utils.crypto import constant_time_compare
from django.utils.timezone import now

from accounts.authentication import user_of_token
from accounts.models import ApiToken, Scope, User

Scoped = Mapping[str, Any]

SUBPROTOCOL = "pixflow.token."


@dataclass(frozen=True, slots=True)
class Caller:
    user_id: int
    session_key: str = ""
    token_id: int = 0
    subprotocol: str | None = None


def identify(scope: Scoped) -> Caller | None:
    """By API token (header or sub-protocol), else by the browser's session, which counts only on our own pages."""
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    scheme, _, credentials = headers.get(b"authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return _caller_of_token(credentials.strip(), None)
    for subprotocol in scope["subprotocols"]:
        if subprotocol.startswith(SUBPROTOCOL):
            return _caller_of_token(subprotocol.removeprefix(SUBPROTOCOL), subprotocol)
    if not is_own_origin(headers.get(b"origin", ""), headers.get(b"host", ""), scope.get("scheme", "ws")):
        return None
    return _caller_of_session(parse_cookie(headers.get(b"cookie", "")).get(settings.SESSION_COOKIE_NAME, ""))


def is_own_origin(origin: str, host: str, scheme: str) -> bool:
    """Scheme, host and port all count: another port of this machine is another site."""
    if origin in settings.SOCKET_ORIGINS:
        return True
    domain, _ = split_domain_port(host)
    own = f"{'https' if scheme == 'wss' else 'http'}://{host}"
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS) and origin == own


def still_valid(callers: Iterable[Caller]) -> set[Caller]:
    """Three queries, however many they are."""
    callers = set(callers)
    users = User.objects.filter(is_active=True).in_bulk([caller.user_id for caller in callers])
    tokens = set(
        ApiToken.objects.usable()
        .filter(pk__in=[caller.token_id for caller in callers if caller.token_id])
        .values_list("pk", flat=True)
    )
    # Sessions live in the database in every set-up (settings.SESSION_ENGINE).
    sessions = Session.objects.filter(expire_date__gt=now()).in_bulk(
        [caller.session_key for caller in callers if caller.session_key]
    )
    return {
        caller
        for caller in callers
        if (user := users.get(caller.user_id))
        and (caller.token_id in tokens or _is_signed_in(user, sessions.get(caller.session_key)))
    }


def _caller_of_token(raw: str, subprotocol: str | None) -> Caller | None:
    found = user_of_token(raw)
    if found is None or Scope.READ not in found[1].scopes:
        return None
    user, token = found
    return Caller(user.pk, token_id=token.pk, subprotocol=subprotocol)


def _caller_of_session(key: str) -> Caller | None:
    # Some databases refuse to be asked for a key with odd characters.
    session = Session.objects.filter(pk=key).first() if key.isalnum() else None
    user_id = session.get_decoded().get(SESSION_KEY) if session else None
    caller = Caller(int(user_id), session_key=key) if user_id else None
    return caller if caller and still_valid([caller]) else None


def _is_signed_in(user: User, session: Session | None) -> bool:
    """As django.contrib.auth.get_user() does it, which could also change the session and has no many-at-once."""
    stored = session.get_decoded() if session else {}
    hashes = (user.get_session_auth_hash(), *user.get_session_auth_fallback_hash())
    return stored.get(SESSION_KEY) == str(user.pk) and any(
        constant_time_compare(stored.get(HASH_SESSION_KEY, ""), known) for known in hashes
    )
