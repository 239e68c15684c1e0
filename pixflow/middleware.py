import os
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.core.handlers.asgi import ASGIRequest
from django.http import Http404, HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]


def keep_private(get_response: GetResponse) -> GetResponse:
    """What was answered to a person stays with that person: no cache on the way may keep it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if "Cache-Control" not in response.headers and request.user.is_authenticated:
            response.headers["Cache-Control"] = "private, no-store"
        return response

    return middleware


def refuse_nul(get_response: GetResponse) -> GetResponse:
    """No address of ours holds a NUL, and PostgreSQL takes none in a text: one answer for every page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path:
            raise Http404
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest
        return get_response(request)

    return middleware


def measure_body(get_response: GetResponse) -> GetResponse:
    """A body that was sent in chunks names no length, and whoever reads it takes no length for no body."""

    def middleware(request: HttpRequest) -> HttpResponse:
        body = request._stream if isinstance(request, ASGIRequest) else None  # noqa: SLF001 - the server's whole copy
        if body is not None and not request.META.get("CONTENT_LENGTH") and body.seekable():
            request.META["CONTENT_LENGTH"] = str(body.seek(0, os.SEEK_END))
            body.seek(0)
        return get_response(request)

    return middleware
