"""Answers for what reaches no view: JSON under /api/, a page elsewhere."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import defaults

from accounts.errors import error_body

# As REST framework writes it: the answer for an unknown address is the very same as for an unknown row.
COMPACT = {"separators": (",", ":")}

Page = Callable[..., HttpResponse]


def _handler(status: HTTPStatus, code: str, message: str, page: Page) -> Page:
    def answer(request: HttpRequest, *args: Exception, **kwargs: Exception) -> HttpResponse:
        if request.path.startswith("/api/"):
            return JsonResponse(error_body(code, message), status=status, json_dumps_params=COMPACT)
        return page(request, *args, **kwargs)

    return answer


bad_request = _handler(HTTPStatus.BAD_REQUEST, "invalid", "This request could not be read.", defaults.bad_request)
permission_denied = _handler(
    HTTPStatus.FORBIDDEN, "permission_denied", "You may not do this.", defaults.permission_denied
)
not_found = _handler(HTTPStatus.NOT_FOUND, "not_found", "Not found.", defaults.page_not_found)
server_error = _handler(
    HTTPStatus.INTERNAL_SERVER_ERROR, "error", "Something broke. Try again later.", defaults.server_error
)
