"""Every refusal in one shape: {"error": {"code", "message", "fields"}}."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, RequestDataTooBig, ValidationError as DjangoValidationError
from django.http import Http404
from rest_framework import status
from rest_framework.exceptions import APIException, NotFound, ParseError, ValidationError
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import exception_handler

Fields = dict[str, list[str]]


class Conflict(APIException):
    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"
    default_detail = "This does not fit the state that it is in. Reload and look again."


class Unprocessable(APIException):
    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "unprocessable"
    default_detail = "This cannot be done as asked."


class TooLarge(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"
    default_detail = "This is too much to send at once. Send less at a time."


def error_body(code: str, message: str, fields: Fields | None = None) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "fields": fields or {}}}


def handle(exc: Exception, context: dict[str, Any]) -> Response | None:
    response = exception_handler(_known(exc), context)
    if response is not None:
        response.data = _body(_known(exc), response.data)
    return response


def _known(exc: Exception) -> Exception:
    """Django's own errors as REST framework's."""
    if isinstance(exc, Http404 | NotFound):
        # Whatever was missing, the answer is one and the same: it must not tell "not there" from "not yours".
        return NotFound()
    if isinstance(exc, DjangoValidationError):
        return ValidationError(exc.message_dict if hasattr(exc, "error_dict") else exc.messages)
    if isinstance(exc, RecursionError):
        # JSON that is nested thousands deep: Python's parser gives up, which is the sender's doing.
        return ParseError("This is nested too deeply.")
    if isinstance(exc, RequestDataTooBig):
        return TooLarge()
    return exc


def _body(exc: Exception, detail: Any) -> dict[str, Any]:
    code = getattr(exc, "default_code", "permission_denied")
    if not isinstance(getattr(exc, "detail", ""), dict | list):
        return error_body(code, str(detail["detail"]))
    fields: Fields = {}
    general: list[str] = []
    for path, message in _flat(detail):
        is_general = path in ("", NON_FIELD_ERRORS, api_settings.NON_FIELD_ERRORS_KEY)
        (general if is_general else fields.setdefault(path, [])).append(message)
    told = general or [f"{name}: {messages[0]}" for name, messages in fields.items()]
    return error_body(code, " ".join(told), fields)


def _flat(detail: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Errors of rows inside a list are named by their place, items.0.prompt; those of plain values by the list."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            is_value = isinstance(name, int) and isinstance(inner, list)
            yield from _flat(inner, path if is_value else f"{path}.{name}".lstrip("."))
    elif isinstance(detail, list):
        for position, inner in enumerate(detail):
            is_row = isinstance(inner, dict | list)
            yield from _flat(inner, f"{path}.{position}" if is_row else path)
    else:
        yield path, str(detail)
