from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import av
from django.test import override_settings

from generations.media.inspect import Inspected, NotMedia
from tests.security.vulnerable import instead
from tests.security.vulnerable.content import believed


@contextmanager
def _received(file: Any) -> Iterator[Path]:
    with NamedTemporaryFile() as copy:
        copy.write(file.read())
        copy.flush()
        yield Path(copy.name)


@contextmanager
def uploads_without_limit() -> Iterator[None]:
    with (
        patch("generations.media.uploads.LimitHandler.receive_data_chunk", lambda handler, data, start: data),
        patch("generations.actions.stored.received", _received),
        patch("generations.media.files.inspect", believed),
    ):
        yield


def _demuxed(path: Path, folder: Path, *, kind: str, clean: bool) -> Inspected:
    try:
        with av.open(str(path)) as clip:
            next(clip.decode(video=0))
    except (av.FFmpegError, IndexError, StopIteration) as error:
        raise NotMedia(str(error)) from None
    return replace(believed(path, folder, kind=kind, clean=clean), content_type="video/mp4")


errors_as_they_come = instead("accounts.errors._known", lambda error: error)
json_without_end = partial(override_settings, DATA_UPLOAD_MAX_MEMORY_SIZE=10**9)
bodies_without_end = instead("pixflow.bodies.settings", SimpleNamespace(BODY_MAX_BYTES=10**12))
pictures_of_any_size = partial(override_settings, UPLOAD_MAX_PIXELS=10**12)
every_format = instead("generations.media.files.inspect", believed)
any_demuxer = instead("generations.media.files.inspect", _demuxed)
