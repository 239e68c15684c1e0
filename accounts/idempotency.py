"""Sending the same spending request again gives the stored answer and spends nothing."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.errors import Conflict, Unprocessable
from accounts.models import IdempotencyKey

HEADER = "Idempotency-Key"
KEPT = timedelta(hours=24)
# A request that takes longer than this has crashed: sending it again may take the key over.
LOCKED = timedelta(seconds=60)
BUSY = "The same request is being answered. Send it again in a moment."

P = ParamSpec("P")
V = TypeVar("V", bound=APIView)
Run = Callable[[IdempotencyKey, Callable[[], Response]], Response]


def idempotent(
    method: Callable[Concatenate[V, Request, P], Response], run: Run | None = None
) -> Callable[Concatenate[V, Request, P], Response]:
    """For the POST methods that spend. Without the header they run as they are."""

    @wraps(method)
    def answer(view: V, request: Request, /, *args: P.args, **kwargs: P.kwargs) -> Response:
        if HEADER not in request.headers:
            return method(view, request, *args, **kwargs)
        row = _take(request)
        if row.status is not None:
            return Response(row.answer, status=row.status, headers={"Idempotent-Replayed": "true"})
        return (run or _run)(row, lambda: method(view, request, *args, **kwargs))

    return answer


def idempotent_wait(
    method: Callable[Concatenate[V, Request, P], Response],
) -> Callable[Concatenate[V, Request, P], Response]:
    """For those that wait for somebody else and write nothing: no transaction is open meanwhile, so nobody waits too.

    They end within LOCKED, or the request counts as crashed and may be sent again.
    """
    return idempotent(method, _run_apart)


def _fingerprint(request: Request) -> str:
    # The meaning of the body, not its bytes: spaces and the order of keys make no other request.
    said = json.dumps([request.method, request.path, request.data], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def _key(request: Request) -> str:
    key = request.headers[HEADER]
    if not 0 < len(key) <= 255:
        raise ValidationError({HEADER: ["Give 1 to 255 characters."]})
    return key


def _take(request: Request) -> IdempotencyKey:
    """A row that is ours to answer, or one with the stored answer.

    It is committed before the work starts, so that a second request sees it; reading comes before any write, so that
    on SQLite, where the first request holds the only write lock, the second one is told at once.
    """
    mine = {"user": request.user, "key": _key(request)}
    fingerprint = _fingerprint(request)
    row = IdempotencyKey.objects.filter(**mine).first()
    if row and row.created_at < timezone.now() - KEPT:
        row.delete()
        row = None
    if row is None:
        return _insert(mine, fingerprint)
    if row.fingerprint != fingerprint:
        raise Unprocessable(f"This {HEADER} was used for another request. Use a new key for a new request.")
    return row if row.status is not None else _take_over(row)


def _insert(mine: dict[str, Any], fingerprint: str) -> IdempotencyKey:
    try:
        with transaction.atomic():
            row = IdempotencyKey.objects.create(**mine, fingerprint=fingerprint, locked_until=Now() + LOCKED)
    except IntegrityError as twin:
        # Inserted by a request that came at the same moment.
        raise Conflict(BUSY) from twin
    row.refresh_from_db()
    return row


def _take_over(row: IdempotencyKey) -> IdempotencyKey:
    """The row of a request that crashed, now ours; or its answer, when it was only slow and has just ended."""
    if row.locked_until > timezone.now():
        raise Conflict(BUSY)
    crashed = IdempotencyKey.objects.filter(pk=row.pk, status=None, locked_until__lt=Now())
    taken = crashed.update(locked_until=Now() + LOCKED)
    now = IdempotencyKey.objects.filter(pk=row.pk).first()
    if now is None or not (taken or now.status is not None):
        raise Conflict(BUSY)
    return now


def _run(row: IdempotencyKey, work: Callable[[], Response]) -> Response:
    """The work and its stored answer in one transaction: both are there or neither is."""
    ours = IdempotencyKey.objects.filter(pk=row.pk, status=None, locked_until=row.locked_until)
    try:
        with transaction.atomic():
            # Locks the row: whoever takes it over meanwhile waits for this answer, and a late riser finds it taken.
            if not ours.update(locked_until=row.locked_until):
                raise Conflict(BUSY)
            response = work()
            if status.is_success(response.status_code):
                _store(row, response)
                return response
            transaction.set_rollback(True)
    except Exception:
        # Rolled back, so nothing was done: the key is free for a better request.
        ours.delete()
        raise
    ours.delete()
    return response


def _run_apart(row: IdempotencyKey, work: Callable[[], Response]) -> Response:
    ours = IdempotencyKey.objects.filter(pk=row.pk, status=None, locked_until=row.locked_until)
    try:
        response = work()
    except Exception:
        ours.delete()
        raise
    if status.is_success(response.status_code):
        _store(row, response)
    else:
        ours.delete()
    return response


def _store(row: IdempotencyKey, response: Response) -> None:
    # Rendered as it was sent, because JSON columns know neither decimals nor times.
    answer = json.loads(JSONRenderer().render(response.data) or "null")
    IdempotencyKey.objects.filter(pk=row.pk).update(status=response.status_code, answer=answer)
