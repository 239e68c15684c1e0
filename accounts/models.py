"""People and the tokens that act for them."""

from __future__ import annotations

import hashlib
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractUser, UserManager as BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    """People sign in with their e-mail address; there are no user names."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:  # type: ignore[override]
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:  # type: ignore[override]
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})


class User(AbstractUser):
    username = None  # type: ignore[assignment]
    email = models.EmailField("e-mail address", unique=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()  # type: ignore[misc]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_any_case")]

    def __str__(self) -> str:
        return self.email

    def clean(self) -> None:
        super().clean()
        # The manager normalises the domain only; one address in two spellings would be two people.
        self.email = self.email.lower()

    @property
    def short_name(self) -> str:
        return self.get_full_name() or self.email.split("@")[0]


class Scope(models.TextChoices):
    READ = "read", "Look at projects, outputs and prices"
    WRITE = "write", "Change projects, sessions, uploads and ratings"
    GENERATE = "generate", "Start work that may cost money"


def digest_of(raw_token: str) -> str:
    """A fast hash is enough: 256 random bits cannot be guessed, slow hash or not."""
    return hashlib.sha256(raw_token.encode()).hexdigest()


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def usable(self) -> Self:
        return self.filter(
            Q(expires_at=None) | Q(expires_at__gt=Now()),
            revoked_at=None,
            user__is_active=True,
        )


class ApiToken(models.Model):
    """`pf_<prefix>_<secret>`; only its SHA-256 is kept, so a stolen database opens nothing."""

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=8)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = "API token"

    def __str__(self) -> str:
        return f"{self.name} (pf_{self.prefix}…)"

    @property
    def is_usable(self) -> bool:
        return not self.revoked_at and (self.expires_at is None or self.expires_at > timezone.now())


class IdempotencyKey(models.Model):
    """One spending request, so that sending it again gives the stored answer and spends nothing."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    # While `answer` is empty the request is in flight, until `locked_until`.
    locked_until = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_once")]

    def __str__(self) -> str:
        return f"{self.key} of {self.user_id}"
