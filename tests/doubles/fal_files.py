"""fal's storage: tokens, uploads in one piece, in parts or by the fallback, and public files with ranges."""

import asyncio
import hashlib
import re
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.doubles.content import Content, File
from tests.doubles.fal_answers import base_url
from tests.doubles.faults import Answer, Markers
from tests.doubles.store import Store
from tests.doubles.web import answer, cut, fal_key_missing

TOKEN = "sim-cdn-token"
RANGE = re.compile(r"bytes=(\d*)-(\d*)")
FORBIDDEN = Answer(401, {"detail": "Invalid storage token"})
GONE = Answer(404, {"detail": "Not Found"})


def _name(request: Request, given: str) -> str:
    kept = re.sub(r"[^A-Za-z0-9._-]", "_", given)[-80:] or "file.bin"
    return f"{uuid.uuid4().hex}_{kept}"


def _no_token(request: Request) -> bool:
    return request.headers.get("authorization") != f"Bearer {TOKEN}"


class Storage:
    def __init__(self, store: Store, content: Content) -> None:
        self.store, self.content = store, content

    def routes(self) -> list[Route]:
        part = "/files/{name}/multipart/{upload}"
        return [
            Route("/storage/auth/token", self.token, methods=["POST"]),
            Route("/storage/upload/initiate", self.initiate, methods=["POST"]),
            Route("/put/{name}", self.put, methods=["PUT"]),
            Route("/files/upload", self.upload, methods=["POST"]),
            Route("/files/upload/multipart", self.begin, methods=["POST"]),
            Route(f"{part}/complete", self.complete, methods=["POST"]),
            Route(f"{part}/{{number:int}}", self.part, methods=["PUT"]),
            Route("/files/{name}", self.file),
        ]

    def _save(self, name: str, content_type: str, data: bytes) -> None:
        self.store.run("INSERT OR REPLACE INTO file VALUES (?, ?, ?)", name, content_type, data)

    async def token(self, request: Request) -> Response:
        if missing := fal_key_missing(request):
            return answer(missing)
        expires = datetime.now(UTC) + timedelta(hours=1)
        return JSONResponse(
            {"token": TOKEN, "token_type": "Bearer", "base_url": base_url(request), "expires_at": expires.isoformat()}
        )

    async def upload(self, request: Request) -> Response:
        if _no_token(request):
            return answer(FORBIDDEN)
        name = _name(request, request.headers.get("x-fal-file-name", ""))
        self._save(name, request.headers.get("content-type", "application/octet-stream"), await request.body())
        return JSONResponse({"access_url": f"{base_url(request)}/files/{name}"})

    async def begin(self, request: Request) -> Response:
        if _no_token(request):
            return answer(FORBIDDEN)
        name = _name(request, request.headers.get("x-fal-file-name", ""))
        self._save(name, request.headers.get("content-type", "application/octet-stream"), b"")
        return JSONResponse({"access_url": f"{base_url(request)}/files/{name}", "uploadId": uuid.uuid4().hex})

    async def part(self, request: Request) -> Response:
        data, where = await request.body(), request.path_params
        self.store.run("INSERT OR REPLACE INTO part VALUES (?, ?, ?)", where["upload"], where["number"], data)
        return Response(headers={"etag": f'"{hashlib.sha256(data).hexdigest()[:32]}"'})

    async def complete(self, request: Request) -> Response:
        where = request.path_params
        rows = self.store.run("SELECT data FROM part WHERE upload = ? ORDER BY number", where["upload"])
        self.store.run("UPDATE file SET data = ? WHERE name = ?", b"".join(row["data"] for row in rows), where["name"])
        self.store.run("DELETE FROM part WHERE upload = ?", where["upload"])
        return JSONResponse({})

    async def initiate(self, request: Request) -> Response:
        if missing := fal_key_missing(request):
            return answer(missing)
        name, base = _name(request, (await request.json())["file_name"]), base_url(request)
        return JSONResponse({"upload_url": f"{base}/put/{name}", "file_url": f"{base}/files/{name}"})

    async def put(self, request: Request) -> Response:
        content_type = request.headers.get("content-type", "application/octet-stream")
        self._save(request.path_params["name"], content_type, await request.body())
        return Response()

    async def file(self, request: Request) -> Response:
        name = request.path_params["name"]
        job = self.content.jobs.get(name.rpartition("-")[0])
        marks: Markers = job.markers if job else {}
        found = None if "expired" in marks else await run_in_threadpool(self.content.read, name)
        if found is None:
            return answer(GONE)
        return _truncated(request, found) if "truncate" in marks else _ranged(request, found)


def _ranged(request: Request, found: File) -> Response:
    size, headers = len(found.data), {"accept-ranges": "bytes"}
    match = RANGE.fullmatch(request.headers.get("range", ""))
    if match is None or match.groups() == ("", ""):
        return Response(found.data, media_type=found.content_type, headers=headers)
    first, last = match.groups()
    start = int(first) if first else max(0, size - int(last))
    stop = min(size, int(last) + 1) if first and last else size
    if start >= stop:
        return Response(status_code=416, headers={"content-range": f"bytes */{size}"})
    headers["content-range"] = f"bytes {start}-{stop - 1}/{size}"
    return Response(found.data[start:stop], 206, headers, found.content_type)


def _truncated(request: Request, found: File) -> Response:
    """Half of the promised bytes, then a closed connection."""

    async def half() -> AsyncIterator[bytes]:
        yield found.data[: len(found.data) // 2]
        await asyncio.sleep(0.05)
        cut(request)

    headers = {"content-length": str(len(found.data))}
    return StreamingResponse(half(), media_type=found.content_type, headers=headers)
