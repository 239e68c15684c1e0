"""Several files as one ZIP, written while it is being sent: no copy on the disk, one chunk of it in memory.

The standard library writes ZIPs of any size to what cannot seek; a package for it would leave us as much to write.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Sequence
from functools import partial
from io import RawIOBase
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any
from zipfile import ZipFile, ZipInfo

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from accounts.errors import Conflict
from accounts.models import User
from generations.api import reading
from generations.api.manifest import facts_of, name_of
from generations.api.serializers import CURRENCY
from generations.media_views import file_response
from generations.models import Batch, Output
from generations.models.output import OutputQuerySet
from generations.work.leases import give_back_connection

CHUNK = 256 * 1024
# Rows, with all that the manifest says of them.
AT_ONCE = 200


class Pipe(RawIOBase):
    """Keeps what is written until it is taken. It cannot seek, so sizes and checksums follow each file."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken


def download_batch(request: HttpRequest, user: User, batch: Batch) -> HttpResponseBase:
    pks = list(reading.files_of(batch, user).values_list("pk", flat=True))
    if not pks:
        raise Conflict("Nothing in this batch has finished yet.")
    name = f"{slugify(batch.title, allow_unicode=True)[:60].strip('-_') or 'batch'}-{batch.pk}"
    described = {"id": batch.pk, "title": batch.title, "concept": batch.concept, "tags": batch.tag_names}
    rows = reading.outputs(user).visible_to(user)
    return download_response(request, rows, pks, name=name, about={"batch": described})


def download_response(
    request: HttpRequest, rows: OutputQuerySet, pks: Sequence[int], *, name: str, about: dict[str, Any]
) -> HttpResponseBase:
    """A single file as itself, several as a ZIP with a manifest that begins with `about`.

    `rows` are read.outputs() that the person may see; those of `pks` are looked up when their turn comes.
    """
    if len(pks) == 1:
        if not (row := rows.filter(pk=pks[0]).first()):
            raise Http404
        return file_response(request, row, row.file.name, row.content_type, download=True)
    chunks = archive(rows.select_related("generation__session"), pks, about)
    response = StreamingHttpResponse(_in_threads(chunks), content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.zip") or "attachment"
    response["Cache-Control"] = "private, no-store"
    give_back_connection()
    return response


def archive(rows: OutputQuerySet, pks: Sequence[int], about: dict[str, Any]) -> Iterator[bytes]:
    """Stored, not compressed: pictures do not get smaller. The manifest comes last and lists what is there."""
    pipe, missing = Pipe(), []
    with TemporaryFile() as manifest, ZipFile(pipe, "w") as target:
        manifest.write(_begun({"made_at": timezone.now().isoformat(), **about, "currency": CURRENCY}))
        separator = b"\n"
        for place, (pk, row) in enumerate(_read(rows, pks), start=1):
            if not (row and (source := _opened(row))):
                missing.append(pk)
                continue
            name = name_of(row, f"{place:0{len(str(len(pks)))}}")
            with source:
                yield from _copied(source, target, _entry(name, row.created_at, row.bytes), pipe)
            manifest.write(separator + _json({"file": name, **facts_of(row)}))
            separator = b",\n"
        manifest.write(b'\n],\n"missing": ' + _json(missing) + b"\n}\n")
        size = manifest.tell()
        manifest.seek(0)
        yield from _copied(manifest, target, _entry("manifest.json", timezone.now(), size), pipe)
    yield pipe.take()


def _read(rows: OutputQuerySet, pks: Sequence[int]) -> Iterator[tuple[int, Output | None]]:
    """Each with its row, if it is still there and may still be seen."""
    for start in range(0, len(pks), AT_ONCE):
        some = pks[start : start + AT_ONCE]
        found = rows.in_bulk(some)
        # Of this very thread: the next chunk may be written by another one, and a slow reader takes hours.
        give_back_connection()
        yield from ((pk, found.get(pk)) for pk in some)


def _opened(row: Output) -> IO[bytes] | None:
    try:
        return Path(default_storage.path(row.file.name)).open("rb")
    except (FileNotFoundError, IsADirectoryError):
        return None  # Deleted since the row was read.


def _copied(source: IO[bytes], archive: ZipFile, entry: ZipInfo, pipe: Pipe) -> Iterator[bytes]:
    with archive.open(entry, "w") as target:
        for chunk in iter(partial(source.read, CHUNK), b""):
            target.write(chunk)
            yield pipe.take()


async def _in_threads(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Under ASGI Django reads the whole of an ordinary iterator before it sends anything."""
    while chunk := await asyncio.to_thread(next, chunks, b""):
        yield chunk


def _entry(name: str, moment: Any, size: int) -> ZipInfo:
    entry = ZipInfo(name, moment.timetuple()[:6])
    # Known beforehand: what is too large for the old format is written in the new one from its first byte.
    entry.file_size = size
    return entry


def _begun(about: dict[str, Any]) -> bytes:
    """An object that is still open, at the beginning of its list of files."""
    return _json(about).removesuffix(b"}") + b',\n"files": ['


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, default=str).encode()
