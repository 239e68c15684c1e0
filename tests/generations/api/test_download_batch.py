import asyncio
import gc
import json
import sys
import zipfile
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any, cast
from zipfile import ZipFile

import pytest
from django.conf import LazySettings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.models import User
from generations.actions import tag_outputs
from generations.api.archives import CHUNK
from generations.models import Generation, Output
from generations.states import State
from projects.models import Session
from tests.accounts.callers import program_of
from tests.generations.rows import a_generation, add_output, bytes_of

# The archive is written in threads, each with a connection of its own.
pytestmark = pytest.mark.django_db(transaction=True)


def opened(response: Any) -> tuple[ZipFile, dict[str, Any]]:
    """The archive and its manifest."""
    archive = ZipFile(BytesIO(bytes_of(response)))
    assert archive.testzip() is None
    return archive, json.loads(archive.read("manifest.json"))


def stored(generation: Generation, data: bytes = b"the bytes of a picture") -> Output:
    output = add_output(generation)
    default_storage.save(output.file.name, ContentFile(data))
    return output


def test_several_files_come_as_a_zip_with_a_manifest(vera: User, session: Session) -> None:
    first = a_generation(session, prompt="Küste / ../etc: <b>", price="0.08", parameters={"outputs": 2, "seed": 9})
    second = a_generation(session, batch=first.batch, prompt="", prompt_sent="waves", cost="0.02")
    outputs = [stored(first, b"one"), stored(second, b"two" * 200_000)]
    tag_outputs(outputs=outputs[:1], names=["cover"])
    response = program_of(vera).get(f"/api/batches/{first.batch_id}/download/", headers={"Accept": "application/zip"})
    assert response["Content-Type"] == "application/zip"
    archive, manifest = opened(response)
    one, two = manifest["files"]
    assert [one["id"], two["id"]] == [output.pk for output in outputs]
    assert [archive.read(one["file"]), archive.read(two["file"])] == [b"one", b"two" * 200_000]
    assert one["file"] == f"küste-etc-b-local-landscape-1-{outputs[0].pk}.png"
    assert (one["price"], one["cost"], two["cost"]) == (0.04, None, 0.02)
    assert (one["prompt"], two["prompt"], two["prompt_sent"]) == (first.prompt, "", "waves")
    assert (one["tags"], one["session"]["name"], one["my_rating"]) == (["cover"], "Posters", None)
    assert {"model", "provider", "seed", "width", "height", "sha256", "created_at", "likes"} <= one.keys()
    assert (manifest["batch"]["id"], manifest["currency"], manifest["missing"]) == (first.batch_id, "USD", [])
    assert len(archive.namelist()) == 3


def test_a_single_file_comes_as_itself(vera: User, session: Session) -> None:
    output = stored(a_generation(session), b"one")
    response = program_of(vera).get(f"/api/batches/{output.generation.batch_id}/download/")
    assert bytes_of(response) == b"one"
    assert response["Content-Type"] == "image/png"
    assert response["Content-Disposition"] == f'attachment; filename="a-lake-{output.pk}.png"'


def test_deleted_files_are_not_in_it_and_nothing_is_a_conflict(vera: User, session: Session) -> None:
    output = stored(a_generation(session))
    a_generation(session, batch=output.generation.batch, state=State.QUEUED)
    Output.objects.update(hidden_at="2026-01-01T00:00Z")
    response = program_of(vera).get(f"/api/batches/{output.generation.batch_id}/download/")
    assert response.status_code == 409
    assert "finished" in response.json()["error"]["message"]


def test_it_is_made_while_it_is_sent(vera: User, session: Session, settings: LazySettings) -> None:
    first = stored(a_generation(session), b"one")
    second = stored(a_generation(session, batch=first.generation.batch), b"two")
    response = program_of(vera).get(f"/api/batches/{first.generation.batch_id}/download/")

    async def read() -> bytes:
        chunks = aiter(cast(AsyncIterator[bytes], response))
        begun = await anext(chunks)
        # Whatever had been read before would still be in the archive.
        (settings.MEDIA_ROOT / second.file.name).unlink()
        return begun + b"".join([chunk async for chunk in chunks])

    manifest = json.loads(ZipFile(BytesIO(asyncio.run(read()))).read("manifest.json"))
    assert [file["id"] for file in manifest["files"]] == [first.pk]
    assert manifest["missing"] == [second.pk]


def open_files(output: Output) -> int:
    name = Path(output.file.name).name
    return sum(fd.resolve().name == name for fd in Path("/proc/self/fd").iterdir())


@pytest.mark.skipif(sys.platform != "linux", reason="Linux tells which files are open.")
def test_whoever_goes_away_stops_the_work(vera: User, session: Session) -> None:
    first = stored(a_generation(session), b"one" * CHUNK)
    stored(a_generation(session, batch=first.generation.batch))
    program = program_of(vera)

    async def look_in_and_leave() -> int:
        response = await asyncio.to_thread(program.get, f"/api/batches/{first.generation.batch_id}/download/")
        chunks = aiter(cast(AsyncIterator[bytes], response))
        await anext(chunks)
        return open_files(first)

    assert asyncio.run(look_in_and_leave()) == 1
    gc.collect()
    assert open_files(first) == 0


def test_more_files_than_the_old_format_counts(vera: User, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """And larger ones: the limits are lowered, so that nobody has to write 4 GB."""
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 1)
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 10)
    first = stored(a_generation(session), b"more than ten bytes")
    stored(a_generation(session, batch=first.generation.batch), b"more than ten bytes")
    Output.objects.update(bytes=19)
    archive, manifest = opened(program_of(vera).get(f"/api/batches/{first.generation.batch_id}/download/"))
    assert [archive.read(file["file"]) for file in manifest["files"]] == [b"more than ten bytes"] * 2


@pytest.mark.parametrize("name", ["charlie", "alice"])
def test_foreign_batches_are_not_there(request: pytest.FixtureRequest, session: Session, name: str) -> None:
    batch = stored(a_generation(session)).generation.batch_id
    status = program_of(request.getfixturevalue(name)).get(f"/api/batches/{batch}/download/").status_code
    assert status == (404 if name == "charlie" else 200)
