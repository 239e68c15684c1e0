"""H: what would take all the memory, all the disk or all the time, or end a process."""

import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.test import RequestFactory
from PIL import Image
from pytest_django import Settings

from accounts.actions import create_token
from accounts.models import Scope, User
from generations.media.files import keep
from generations.media.inspect import NotMedia
from generations.models import Output
from pixflow.asgi import application
from projects.models import Session
from tests.accounts.callers import JSON, program_of
from tests.generations.clips import a_clip
from tests.security.addresses import every_address
from tests.security.rows import row
from tests.security.visitors import browser_of
from tests.security.vulnerable import exhaustion

pytestmark = pytest.mark.topology("embedded")

BODIES = [
    "",
    "null",
    "[]",
    '"x"',
    "{",
    "[" * 50_000,
    '{"a":' * 9000,
    '{"outputs":[' + "1," * 9000 + "1]}",
    "\x00",
    "9" * 5000,
]


def named(data: bytes, name: str = "a.png") -> BytesIO:
    file = BytesIO(data)
    file.name = name
    return file


@row(52, hole=exhaustion.errors_as_they_come)
def test_no_body_breaks_an_operation(bob: User, output: Output) -> None:
    program = program_of(bob)
    program.raise_request_exception = False
    for address in [address for address in every_address(output.pk) if address.startswith("/api/")]:
        for method, body in [("post", body) for body in BODIES] + [("put", "null"), ("patch", BODIES[5])]:
            answer = getattr(program, method)(address, body, JSON)
            assert answer.status_code < 500, (method, address, body[:20])


@row(52, hole=exhaustion.uploads_without_limit)
def test_every_way_to_upload_has_the_limit(bob: User, session: Session, settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = 1000
    for address in ("/api/uploads/", f"/sessions/{session.pk}/uploads/"):
        answer = browser_of(bob).post(address, {"session": session.pk, "file": named(b"x" * 2000)})
        assert answer.status_code == 413
    assert not Output.objects.exists()


class Endless:
    """A body in chunks that names no length and never ends by itself."""

    def __init__(self, address: str, content_type: bytes, token: str) -> None:
        headers = [
            (b"host", b"testserver"),
            (b"content-type", content_type),
            (b"authorization", f"Bearer {token}".encode()),
        ]
        request = RequestFactory().post(address)
        self.scope = {"type": "http", "method": "POST", "path": request.path, "headers": headers, "query_string": b""}
        self.sent, self.status = 0, 0

    async def receive(self) -> dict[str, Any]:
        self.sent += 65536
        return {"type": "http.request", "body": b"[" * 65536, "more_body": self.sent < 8_000_000}

    async def send(self, message: dict[str, Any]) -> None:
        self.status = message.get("status", self.status)


@row(53, hole=exhaustion.bodies_without_end)
@pytest.mark.django_db(transaction=True)
async def test_a_body_without_a_length_is_cut(bob: User, settings: Settings) -> None:
    settings.BODY_MAX_BYTES = 1_000_000
    token = (await sync_to_async(create_token)(user=bob, name="chunks", scopes=Scope.values))[1]
    for address, kind in {"/api/uploads/": b"multipart/form-data; boundary=X", "/csp-report": b"text/plain"}.items():
        request = Endless(address, kind, token)
        await application(request.scope, request.receive, request.send)
        assert request.status == 413
        assert request.sent < 1_200_000


@row(53, hole=exhaustion.json_without_end)
def test_json_in_memory_has_a_limit(bob: User) -> None:
    answer = program_of(bob).post("/api/projects/", '{"name": "x", "more": "%s"}' % ("x" * 3_000_000), JSON)
    assert answer.status_code == 413


def a_bomb(side: int) -> bytes:
    """A PNG of some kilobytes that unfolds to side × side pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((side + 7) // 8 + 1) * side, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@row(54, hole=exhaustion.pictures_of_any_size)
def test_a_small_file_that_unfolds_is_refused(bob: User, session: Session) -> None:
    bomb = a_bomb(12_000)
    assert len(bomb) < 30_000
    answer = program_of(bob).post("/api/uploads/", {"session": session.pk, "file": named(bomb)})
    assert answer.status_code == 413
    assert "megapixels" in answer.json()["error"]["message"]


@row(54, hole=exhaustion.every_format)
@pytest.mark.parametrize("kind", ["TIFF", "BMP", "ICO", "PPM", "TGA", "PCX", "SGI", "EPS", "PDF", "FITS", "BDF"])
def test_formats_that_nobody_needs_are_not_opened(bob: User, session: Session, kind: str) -> None:
    data = {
        "FITS": "".join(
            f"{card:<80}" for card in ("SIMPLE  = T", "BITPIX  = 8", "NAXIS   = 2", "NAXIS1  = 1", "NAXIS2  = 1", "END")
        )
        .ljust(2880)
        .encode()
        + b"\0",
        "BDF": b"STARTFONT 2.1\nSIZE 1 1 1\nENDFONT\n",
    }.get(kind, b"")
    if not data:
        made = BytesIO()
        Image.new("RGB", (4, 4)).save(made, kind)
        data = made.getvalue()
    answer = program_of(bob).post("/api/uploads/", {"session": session.pk, "file": named(data)})
    assert answer.status_code == 415


PLAY_LISTS = {
    "ffconcat": "ffconcat version 1.0\nfile {clip}\n",
    "concat": "file '{clip}'\n",
    "m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{clip}\n#EXT-X-ENDLIST\n",
    "sdp": "v=0\nm=video 5004 RTP/AVP 96\nc=IN IP4 127.0.0.1\n",
}


@row(55, hole=exhaustion.any_demuxer)
def test_a_play_list_reads_no_other_file(tmp_path: Path) -> None:
    assert keep(a_clip(tmp_path / "secret.mp4"), kind="video").content_type == "video/mp4"
    for name, text in PLAY_LISTS.items():
        for beginning in ("", "\x00\x00\x00\x18"):
            listed = tmp_path / f"list.{name}.mp4"
            listed.write_text(beginning + text.format(clip="secret.mp4"))
            with pytest.raises(NotMedia):
                keep(listed, kind="video")
