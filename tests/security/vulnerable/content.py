import mimetypes
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from django.template.engine import Engine
from rest_framework.renderers import BrowsableAPIRenderer
from rest_framework.views import APIView

from accounts.models import User
from generations.actions.stored import add_stored
from generations.media.files import Stored
from generations.media.inspect import Inspected
from generations.media.serving import media_response
from generations.models import Output
from tests.security.vulnerable import instead


def believed(path: Path, folder: Path, *, kind: str, clean: bool) -> Inspected:
    shutil.copy(path, folder / "preview.webp")
    return Inspected("image/png", "png", 1, 1, "preview.webp", "", "")


def _type_by_name(session: Any, by: User, name: str, stored: Stored, **facts: Any) -> Output:
    said = mimetypes.guess_type(name)[0] or stored.content_type
    return _ADD_STORED(session, by, name, replace(stored, content_type=said), **facts)


def _bare(request: Any, name: str, content_type: str, filename: str) -> Any:
    answer = media_response(request, name, content_type, filename)
    for header in ("X-Content-Type-Options", "Content-Security-Policy", "Cross-Origin-Resource-Policy"):
        del answer[header]
    return answer


@contextmanager
def a_template_that_trusts() -> Iterator[None]:
    with TemporaryDirectory() as folder:
        Path(folder, "card.html").write_text("<p>{{ generation.error_text | safe }}</p>")
        with patch.object(Engine.get_default(), "dirs", [*Engine.get_default().dirs, folder]):
            yield


_ADD_STORED = add_stored
believed_by_its_header = instead("generations.media.files.inspect", believed)
type_by_name = instead("generations.actions.stored.add_stored", _type_by_name)
media_without_headers = instead("generations.media_views.media_response", _bare)
no_escaping = instead("django.template.base.conditional_escape", str)
browsable = partial(patch.object, APIView, "renderer_classes", [BrowsableAPIRenderer])
