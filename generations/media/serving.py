"""Private files with byte ranges. Django's FileResponse knows no ranges and, under ASGI, reads the whole file first."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header, parse_etags

CHUNK = 256 * 1024
RANGE = re.compile(r"bytes=(\d{0,19})-(\d{0,19})$")


def media_response(request: HttpRequest, name: str, content_type: str, filename: str) -> HttpResponseBase:
    """`name` is a storage name from a row that this person may see. 206 and 416 as RFC 9110 says."""
    response = _answer(request, name, content_type)
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    response["Vary"] = "Cookie, Authorization"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    if disposition := content_disposition_header("download" in request.GET, filename):
        response["Content-Disposition"] = disposition
    return response


def _answer(request: HttpRequest, name: str, content_type: str) -> HttpResponseBase:
    path = Path(default_storage.path(name))
    if settings.MEDIA_ACCEL:
        response: HttpResponseBase = HttpResponse(content_type=content_type)
        response["X-Accel-Redirect"] = f"{settings.MEDIA_ACCEL.rstrip('/')}/{name}"
        return response
    size = path.stat().st_size
    etag = f'"{Path(name).stem}"'
    # Proxies that touch an answer make its tag weak; for reading that is the same picture.
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if etag in {tag.removeprefix("W/") for tag in known}:
        return HttpResponse(status=304, headers={"ETag": etag})
    wanted = request.headers.get("Range", "") if request.headers.get("If-Range", etag) == etag else ""
    span = _span(wanted, size)
    if span is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    start, end = span
    partial = bool(RANGE.match(wanted))
    response = StreamingHttpResponse(_read(path, start, end), status=206 if partial else 200, content_type=content_type)
    response["Content-Length"] = str(end - start)
    response["ETag"] = etag
    if partial:
        response["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return response


def _span(wanted: str, size: int) -> tuple[int, int] | None:
    """Half-open byte range; the whole file for no or a malformed header; None when nothing of it exists."""
    match = RANGE.match(wanted)
    if not match or match.group(0) == "bytes=-":
        return 0, size
    first, last = match.groups()
    if not first:
        return (max(0, size - int(last)), size) if int(last) else None
    start, end = int(first), min(size, int(last) + 1 if last else size)
    return (start, end) if start < end else None


async def _read(path: Path, start: int, end: int) -> AsyncIterator[bytes]:
    file = await asyncio.to_thread(path.open, mode="rb")
    try:
        file.seek(start)
        while start < end and (chunk := await asyncio.to_thread(file.read, min(CHUNK, end - start))):
            start += len(chunk)
            yield chunk
    finally:
        file.close()
