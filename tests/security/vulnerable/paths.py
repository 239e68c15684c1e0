from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpResponse
from django.test import override_settings
from django.urls import re_path

from generations.media_views import MediaView
from pixflow.urls import urlpatterns as studio_urls
from tests.security.vulnerable import instead


def _file_by_query(view: MediaView, request: Any, pk: int) -> Any:
    name = next(iter(request.query_params.values()), "")
    path = settings.MEDIA_ROOT / name
    return HttpResponse(path.read_bytes()) if path.is_file() else _SENT(view, request, pk)


def _file_by_address(request: Any, name: str) -> Any:
    path = settings.DATA / Path(unquote(name)).name
    return HttpResponse(path.read_bytes()) if "\0" not in str(path) and path.is_file() else HttpResponse(status=404)


@contextmanager
def files_by_address() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=(re_path("^static/(?P<name>.*)$", _file_by_address), *studio_urls)):
        yield


_SENT = MediaView.get
file_by_query = instead("generations.media_views.MediaView.get", _file_by_query)
any_stored_name = instead(
    "generations.media.storage.ContentStorage.path", lambda storage, name: str(Path(storage.location, name))
)
prompt_as_file_name = instead(
    "generations.api.archives.name_of", lambda row, place: f"{row.generation.prompt}{place}.png"
)
