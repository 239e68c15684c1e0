from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.models import IdempotencyKey
from providers.webhook import FalKeys
from tests.security.vulnerable import instead


def _without_keys(keys: FalKeys, headers: Any, body: bytes, user_id: str = "") -> bool:
    return not keys._current(0) or _VERIFY(keys, headers, body, user_id)


def _any_account(keys: FalKeys, headers: Any, body: bytes, user_id: str = "") -> bool:
    return _VERIFY(keys, headers, body)


def _attempt(model: Any, provider: str, attempt_token: str) -> Any:
    return get_object_or_404(model, attempt_token=attempt_token)


def _looked_then_made(request: Any) -> IdempotencyKey:
    mine = {"user": request.user, "key": request.headers["Idempotency-Key"]}
    row = IdempotencyKey.objects.filter(**mine).exclude(status=None).first()
    return row or IdempotencyKey(**mine, fingerprint="", locked_until=timezone.now())


_VERIFY = FalKeys.verify
without_keys_all_is_believed = instead("providers.webhook.FalKeys.verify", _without_keys)
any_engines_attempt = instead("generations.hooks.get_object_or_404", _attempt)
any_account = instead("providers.webhook.FalKeys.verify", _any_account)
any_signature = instead("providers.webhook.FalKeys.verify", lambda *args: True)


@contextmanager
def looked_then_made() -> Iterator[None]:
    with (
        patch("accounts.idempotency._take", _looked_then_made),
        patch("accounts.idempotency._run", lambda row, work: work()),
    ):
        yield
