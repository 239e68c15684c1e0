"""Answers for what reaches no view: JSON under /api/, a page elsewhere."""

from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import defaults

from accounts.errors import TooLarge, error_body

# As REST framework writes it: the answer for an unknown address is the very same as for an unknown row.
COMPACT = {"separators": (",", ":")}

Page = Callable[..., HttpResponse]


def _handler(status: HTTPStatus, code: str, message: str, page: Page) -> Page:
    def answer(request: HttpRequest, *args: Exception, **kwargs: Exception) -> HttpResponse:
        if request.path.startswith("/api/"):
            return JsonResponse(error_body(code, message), status=status, json_dumps_params=COMPACT)
        return page(request, *args, **kwargs)

    return answer


def _not_read(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A form that is too large is refused before any view reads it, so the sentence for it comes from here."""
    if isinstance(exception, RequestDataTooBig):
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        return HttpResponse(TooLarge.default_detail, content_type="text/plain; charset=utf-8", status=status)
    return defaults.bad_request(request, exception)


bad_request = _handler(HTTPStatus.BAD_REQUEST, "invalid", "This request could not be read.", _not_read)
permission_denied = _handler(
    HTTPStatus.FORBIDDEN, "permission_denied", "You may not do this.", defaults.permission_denied
)
not_found = _handler(HTTPStatus.NOT_FOUND, "not_found", "Not found.", defaults.page_not_found)
server_error = _handler(
    HTTPStatus.INTERNAL_SERVER_ERROR, "error", "Something broke. Try again later.", defaults.server_error
)
