import hashlib
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models.user import User


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
