"""The bytes of outputs: to whom, which, and with which headers."""

from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import AsyncClient, Client

from accounts.models import User
from generations.models import Output
from projects.models import Session
from tests.accounts.callers import bearer, program_of
from tests.generations.rows import an_output, bytes_of

DATA = bytes(range(256)) * 4


@pytest.fixture
def output(session: Session) -> Output:
    row = an_output(session, prompt='"><script>alert(1)</script>')
    for name in (row.file.name, row.preview.name):
        default_storage.save(name, ContentFile(DATA))
    return row


def url(output: Output, what: str = "file") -> str:
    return f"/api/outputs/{output.pk}/{what}/"


@pytest.mark.parametrize("what", ["file", "preview"])
@pytest.mark.parametrize(("name", "status"), [("alice", 200), ("bob", 200), ("vera", 200), ("charlie", 404)])
def test_members_only_by_session_and_by_token(
    request: pytest.FixtureRequest,
    output: Output,
    signed_in: Callable[[User], Client],
    what: str, name: str, status: int,
) -> None:  # fmt: skip
    user = request.getfixturevalue(name)
    for client in (signed_in(user), program_of(user, "read")):
        assert client.get(url(output, what), headers={"Accept": "image/avif,image/webp"}).status_code == status


@pytest.mark.parametrize("what", ["file", "preview"])
def test_nobody_and_a_bad_token_get_a_reason_in_json(output: Output, what: str) -> None:
    for client in (Client(), bearer("pf_00000000_" + "x" * 43)):
        response = client.get(url(output, what), headers={"Accept": "image/*"})
        assert response.status_code == 401
        assert response.json()["error"]["message"]


def test_a_token_that_may_not_read_sees_no_bytes(bob: User, output: Output) -> None:
    assert program_of(bob, "generate").get(url(output)).status_code == 403


def test_headers_that_keep_it_private_and_harmless(bob: User, output: Output) -> None:
    response = program_of(bob).get(url(output))
    assert bytes_of(response) == DATA
    assert response["Content-Type"] == "image/png"
    assert response["Content-Disposition"] == f'inline; filename="scriptalert1script-{output.pk}.png"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"].startswith("private")
    assert program_of(bob).get(url(output), {"download": "1"})["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-0", 0, 1), ("bytes=100-199", 100, 200), ("bytes=1000-", 1000, 1024), ("bytes=-24", 1000, 1024)],
)
def test_a_range_of_bytes(bob: User, output: Output, asked: str, start: int, end: int) -> None:
    response = program_of(bob).get(url(output), headers={"Range": asked})
    assert response.status_code == 206
    assert bytes_of(response) == DATA[start:end]
    assert response["Content-Range"] == f"bytes {start}-{end - 1}/1024"
    assert response["Content-Length"] == str(end - start)


@pytest.mark.parametrize("asked", ["bytes=1024-", "bytes=-0", "bytes=9999-10000"])
def test_bytes_that_are_not_there(bob: User, output: Output, asked: str) -> None:
    response = program_of(bob).get(url(output), headers={"Range": asked})
    assert response.status_code == 416
    assert response["Content-Range"] == "bytes */1024"


@pytest.mark.parametrize("asked", ["bytes=a-b", "lines=1-2", "bytes=0-1,5-6", "bytes="])
def test_a_range_that_makes_no_sense_never_breaks(bob: User, output: Output, asked: str) -> None:
    assert program_of(bob).get(url(output), headers={"Range": asked}).status_code in (200, 416)


def test_only_the_head(bob: User, output: Output) -> None:
    response = program_of(bob).head(url(output))
    assert (response.status_code, response["Content-Length"], response.content) == (200, "1024", b"")


@pytest.mark.parametrize("known", ["{}", "W/{}", '"other", {}'])
def test_what_has_not_changed_is_not_sent_again(bob: User, output: Output, known: str) -> None:
    etag = program_of(bob).get(url(output))["ETag"]
    assert program_of(bob).get(url(output), headers={"If-None-Match": known.format(etag)}).status_code == 304


def test_a_file_that_was_just_deleted_is_gone(bob: User, output: Output) -> None:
    default_storage.delete(output.file.name)
    assert program_of(bob).get(url(output)).status_code == 404


@pytest.mark.django_db(transaction=True)
async def test_under_asgi(output: Output, bob: User) -> None:
    client = AsyncClient()
    await client.aforce_login(bob)
    response = await client.get(url(output))
    assert b"".join([chunk async for chunk in response]) == DATA  # type: ignore[attr-defined]
