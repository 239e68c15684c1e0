from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from unittest.mock import patch

import httpx
from django.conf import settings
from django.test import override_settings

from live.hub import Hub
from live.sockets import message_of
from pixflow.celery import app as celery_app
from tests.security.vulnerable import instead


def _with_cookie(client: httpx.Client, *args: Any, **options: Any) -> httpx.Request:
    request = _BUILD(client, *args, **options)
    request.headers["Cookie"] = "sessionid=of-the-visitor"
    return request


@contextmanager
def pickles() -> Iterator[None]:
    before = celery_app.conf.accept_content
    celery_app.conf.accept_content = ["json", "pickle"]
    yield
    celery_app.conf.accept_content = before


def _to_everybody(hub: Hub, payload: str) -> None:
    for line in payload.split("\n"):
        _, rev, frame = line.split(" ", 2)
        for feed in hub.feeds.values():
            feed.take(int(rev), message_of(frame))


words_as_they_came = instead("generations.work.ending.without_secrets", str)
_BUILD = httpx.Client.build_request
visitors_headers_go_along = partial(patch.object, httpx.Client, "build_request", _with_cookie)
every_engine_is_on = instead("providers.fal.provider.FalProvider.why_not", lambda engine, model: "")
shared_caches = partial(
    override_settings, MIDDLEWARE=[name for name in settings.MIDDLEWARE if not name.endswith("keep_private")]
)
events_to_everybody = instead("live.hub.Hub.deliver", _to_everybody)
