"""Several files as one ZIP, written while it is being sent: no copy on the disk, one chunk of it in memory."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Iterator
from functools import partial
from io import RawIOBase
from typing import Any
from zipfile import ZipFile, ZipInfo

from django.conf import settings
from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from generations.api.serializers import CURRENCY
from generations.media_views import filename_of
from generations.models import Batch, Output

CHUNK = 256 * 1024


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


def archive_response(batch: Batch, rows: Iterable[Output]) -> StreamingHttpResponse:
    """`rows` come with their generations and are all that is read from the database."""
    name = f"{slugify(batch.title, allow_unicode=True)[:60].strip('-_') or 'batch'}-{batch.pk}.zip"
    response = StreamingHttpResponse(_in_threads(archive(batch, rows)), content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


def archive(batch: Batch, rows: Iterable[Output]) -> Iterator[bytes]:
    """Stored, not compressed: pictures do not get smaller. The manifest comes last and lists what is there."""
    pipe = Pipe()
    files: list[dict[str, Any]] = []
    with ZipFile(pipe, "w") as archive:
        for row in rows:
            name = filename_of(row, row.file.name)
            try:
                source = (settings.MEDIA_ROOT / row.file.name).open("rb")
            except FileNotFoundError:
                continue  # Deleted since the rows were read.
            with source, archive.open(_entry(row, name), "w") as target:
                for chunk in iter(partial(source.read, CHUNK), b""):
                    target.write(chunk)
                    yield pipe.take()
            files.append(_facts(row, name))
        archive.writestr("manifest.json", json.dumps(_manifest(batch, files), indent=2, ensure_ascii=False))
    yield pipe.take()


async def _in_threads(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Under ASGI Django reads the whole of an ordinary iterator before it sends anything."""
    while chunk := await asyncio.to_thread(next, chunks, b""):
        yield chunk


def _entry(row: Output, name: str) -> ZipInfo:
    entry = ZipInfo(name, row.created_at.timetuple()[:6])
    entry.file_size = row.bytes
    return entry


def _manifest(batch: Batch, files: list[dict[str, Any]]) -> dict[str, Any]:
    described = {"id": batch.pk, "title": batch.title, "concept": batch.concept, "tags": batch.tag_names}
    return {"batch": described, "currency": CURRENCY, "files": files}


def _facts(row: Output, name: str) -> dict[str, Any]:
    generation = row.generation
    return {
        "file": name,
        "id": row.pk,
        "generation": generation.pk,
        "prompt": generation.prompt,
        "model": generation.model,
        "parameters": generation.parameters,
        "seed": row.seed,
        # A generation is priced as a whole; this is the share of one of its files.
        "price": round(float(generation.price) / max(1, generation.parameters.get("outputs", 1)), 6),
        "width": row.width,
        "height": row.height,
        "sha256": row.sha256,
        "created_at": row.created_at.isoformat(),
    }
