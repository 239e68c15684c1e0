from io import BytesIO
from pathlib import Path

import pytest
from asgiref.sync import sync_to_async
from channels.testing import HttpCommunicator
from django.conf import LazySettings
from django.test.client import encode_multipart
from PIL import Image

from accounts.actions import create_token
from accounts.models import User
from generations.models import Output
from pixflow.asgi import application
from projects.models import Session
from tests.accounts.callers import program_of
from tests.generations.rows import bytes_of, png

URL = "/api/uploads/"


def left_behind(settings: LazySettings) -> list[Path]:
    roots = (settings.MEDIA_ROOT, settings.SPOOL_ROOT)
    return [path for root in roots if root.exists() for path in root.rglob("*") if path.is_file()]


def named(data: bytes, name: str) -> BytesIO:
    file = BytesIO(data)
    file.name = name
    return file


def test_an_upload_is_an_output_like_any_other(bob: User, session: Session) -> None:
    response = program_of(bob, "write", "read").post(URL, {"session": session.pk, "file": png(80, 60)})
    assert response.status_code == 201
    output = response.json()
    assert (output["model"], output["width"], output["height"]) == ("upload", 80, 60)
    assert (output["session"], output["content_type"], output["prompt"]) == (session.pk, "image/png", "sea view.png")
    assert program_of(bob).get(f"/api/outputs/{output['id']}/").json() == output


def test_where_it_was_taken_is_forgotten(bob: User, session: Session) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (48.0, 8.0, 0.0)
    data = BytesIO()
    Image.new("RGB", (40, 30)).save(data, "JPEG", exif=exif)
    program = program_of(bob)
    output = program.post(URL, {"session": session.pk, "file": named(data.getvalue(), "a.jpg")}).json()
    stored = bytes_of(program.get(output["url"]))
    assert not Image.open(BytesIO(stored)).getexif()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "empty.png"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.png"),
        (b"<html><script>alert(1)</script></html>", "a.jpg"),
        (b"#EXTM3U\n/etc/passwd", "a.webp"),
        (png().getvalue()[:60], "cut.png"),
    ],
)
def test_what_is_not_a_picture(bob: User, session: Session, settings: LazySettings, data: bytes, name: str) -> None:
    response = program_of(bob).post(URL, {"session": session.pk, "file": named(data, name)})
    assert response.status_code == 415
    assert response.json()["error"]["code"] == "not_a_picture"
    assert not Output.objects.exists()
    assert left_behind(settings) == []


def test_too_large_is_told_as_such_and_leaves_nothing(bob: User, session: Session, settings: LazySettings) -> None:
    settings.UPLOAD_MAX_BYTES = 200_000
    response = program_of(bob).post(URL, {"session": session.pk, "file": named(b"x" * 300_000, "big.png")})
    assert response.status_code == 413
    assert "larger than" in response.json()["error"]["message"]
    assert left_behind(settings) == []


def test_too_many_pixels_are_too_large_as_well(bob: User, session: Session, settings: LazySettings) -> None:
    settings.UPLOAD_MAX_PIXELS = 1_000_000
    response = program_of(bob).post(URL, {"session": session.pk, "file": png(2000, 1000)})
    assert response.status_code == 413


@pytest.mark.parametrize("sent", [{}, {"file": "words"}, {"session": "x"}, {"session": "1"}, {"session": "9" * 30}])
def test_a_field_that_is_missing_or_wrong(bob: User, session: Session, sent: dict[str, str]) -> None:
    response = program_of(bob).post(URL, sent)
    assert response.status_code == 400
    assert response.json()["error"]["fields"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("more", "status"), [(0, 201), (51, 413)])
async def test_in_chunks_without_a_length(bob: User, session: Session, more: int, status: int) -> None:
    picture = named(png().getvalue() + bytes(more * 1024 * 1024), "a.png")
    form = encode_multipart("X", {"session": session.pk, "file": picture})
    _, raw = await sync_to_async(create_token)(user=bob, name="chunks", scopes=["write"])
    headers = [(b"authorization", f"Bearer {raw}".encode()), (b"content-type", b"multipart/form-data; boundary=X")]
    wire = HttpCommunicator(application, "POST", URL, form, [*headers, (b"host", b"testserver")])
    assert (await wire.get_response(timeout=20))["status"] == status
