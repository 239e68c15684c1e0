"""The one door to change people and their tokens."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from accounts import rights
from accounts.models import ApiToken, Scope, User, digest_of


@transaction.atomic
def create_user(*, email: str, password: str, superuser: bool = False) -> User:
    validate_email(email)
    if not password:
        raise ValidationError({"password": ["Give a password."]})
    if User.objects.filter(email=email.lower()).exists():
        raise ValidationError({"email": [f"There already is a user with the address {email}."]})
    create = User.objects.create_superuser if superuser else User.objects.create_user
    user = create(email, password)
    # Whoever makes users by hand vouches for their address: no confirmation mail stands between them and signing in.
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@transaction.atomic
def ban_user(*, user: User) -> User:
    # Sessions and tokens need no clearing: both look at is_active with every request.
    User.objects.filter(pk=user.pk).update(is_active=False)
    rights.changed(user.pk)
    return user


def unban_user(*, user: User) -> User:
    User.objects.filter(pk=user.pk).update(is_active=True)
    return user


def update_profile(*, user: User, first_name: str, last_name: str) -> User:
    user.first_name, user.last_name = first_name, last_name
    user.save(update_fields=["first_name", "last_name"])
    return user


def create_token(
    *, user: User, name: str, scopes: Iterable[str], expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """The row, and the token itself, which can be read here and never again."""
    granted = _checked_scopes(scopes)
    if expires_at and expires_at <= timezone.now():
        raise ValidationError({"expires_at": ["Pick a time that is still to come."]})
    # The prefix is no secret: people know their tokens by it, and scanners find tokens that got into public code.
    prefix = secrets.token_hex(4)
    raw = f"pf_{prefix}_{secrets.token_urlsafe(32)}"
    token = ApiToken(user=user, name=name.strip(), prefix=prefix, scopes=granted, expires_at=expires_at)
    token.digest = digest_of(raw)
    token.clean_fields()
    token.save()
    return token, raw


def _checked_scopes(scopes: Iterable[str]) -> list[str]:
    asked = set(scopes)
    if unknown := asked - set(Scope.values):
        known = ", ".join(Scope.values)
        raise ValidationError({"scopes": [f"Unknown scope: {', '.join(sorted(unknown))}. There are: {known}."]})
    if not asked:
        raise ValidationError({"scopes": ["Pick at least one scope."]})
    # In the order of the table, each once, so that equal rights read equal.
    return [scope.value for scope in Scope if scope in asked]


@transaction.atomic
def revoke_token(*, token: ApiToken) -> ApiToken:
    # The first time counts, also when it is revoked twice.
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
        token.refresh_from_db()
        rights.changed(token.user_id)
    return token
