from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host
from django.test import override_settings

from tests.security.vulnerable import instead


def _by_host_name(origin: str, host: str, scheme: str) -> bool:
    return validate_host(urlsplit(origin).hostname or "", [*settings.ALLOWED_HOSTS, ".example.com"])


def reflecting(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def middleware(request: Any) -> Any:
        answer = get_response(request)
        answer["Access-Control-Allow-Origin"] = request.headers.get("Origin", "*")
        answer["Access-Control-Allow-Credentials"] = "true"
        return answer

    return middleware


@contextmanager
def no_csrf_check() -> Iterator[None]:
    with (
        patch("django.middleware.csrf.CsrfViewMiddleware.process_view", lambda *args: None),
        patch("rest_framework.authentication.SessionAuthentication.enforce_csrf", lambda *args: None),
    ):
        yield


origin_by_host_name = instead("live.callers.is_own_origin", _by_host_name)
every_origin_reflected = partial(override_settings, MIDDLEWARE=[f"{__name__}.reflecting", *settings.MIDDLEWARE])
frames_of_any_size = instead("live.consumers.FRAME_MAX", 10**9)
messages_without_end = instead("live.consumers.BURST", 10**9)
sockets_without_end = partial(patch.dict, "live.consumers.SOCKETS_MAX", {"session": 10**9})
