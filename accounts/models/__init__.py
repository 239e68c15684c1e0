"""People, the tokens that act for them, and the requests that must not be answered twice."""

from accounts.models.idempotency import IdempotencyKey
from accounts.models.token import ApiToken, Scope, digest_of
from accounts.models.user import User, UserManager

__all__ = ["ApiToken", "IdempotencyKey", "Scope", "User", "UserManager", "digest_of"]
