"""Uploads within limits: counted while they stream in, decoded before anything is stored."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from rest_framework import status
from rest_framework.exceptions import APIException

from accounts.errors import TooLarge
from generations.media.inspect import NotMedia

__all__ = ["LimitHandler", "NotAPicture", "TooLarge", "received"]

# Set in request.META when the stream was cut at the limit: the form then lacks the file, and this says why.
CUT = "pixflow.upload_too_large"
TOO_LARGE = "The file is larger than 50 MB."


class NotAPicture(APIException):
    status_code = status.HTTP_415_UNSUPPORTED_MEDIA_TYPE
    default_code = "not_a_picture"
    default_detail = "Only PNG, JPEG, WebP, GIF and AVIF pictures can be uploaded."


class LimitHandler(FileUploadHandler):
    """Counts what really arrives (Content-Length may lie or be missing) and stops reading past the limit."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > settings.UPLOAD_MAX_BYTES:
            if self.request is not None:
                self.request.META[CUT] = True
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


@contextmanager
def received(file: UploadedFile) -> Iterator[Path]:
    """The upload as a file on the disk for as long as the block lasts. Raises TooLarge, NotAPicture."""
    if (file.size or 0) > settings.UPLOAD_MAX_BYTES:
        raise TooLarge(TOO_LARGE)
    with NamedTemporaryFile(prefix="upload-") as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        try:
            yield Path(copy.name)
        except NotMedia as error:
            if "megapixels" in str(error):
                raise TooLarge(str(error)) from None
            raise NotAPicture(str(error)) from None
