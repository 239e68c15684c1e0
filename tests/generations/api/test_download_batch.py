import asyncio
import json
from collections.abc import AsyncIterator
from io import BytesIO
from typing import cast
from zipfile import ZipFile

from django.conf import LazySettings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.models import User
from generations.models import Generation, Output
from generations.states import State
from projects.models import Session
from tests.accounts.callers import program_of
from tests.generations.rows import a_generation, add_output, bytes_of


def stored(generation: Generation, data: bytes = b"the bytes of a picture") -> Output:
    output = add_output(generation)
    default_storage.save(output.file.name, ContentFile(data))
    return output


def test_several_files_come_as_a_zip_with_a_manifest(vera: User, session: Session) -> None:
    first = a_generation(session, prompt="Küste / ../etc: <b>", price="0.08", parameters={"outputs": 2, "seed": 9})
    second = a_generation(session, batch=first.batch, prompt="")
    outputs = [stored(first, b"one"), stored(second, b"two" * 200_000)]
    response = program_of(vera).get(f"/api/batches/{first.batch_id}/download/", headers={"Accept": "application/zip"})
    archive = ZipFile(BytesIO(bytes_of(response)))
    manifest = json.loads(archive.read("manifest.json"))
    assert archive.testzip() is None
    assert response["Content-Type"] == "application/zip"
    assert [file["id"] for file in manifest["files"]] == [output.pk for output in outputs]
    assert [archive.read(file["file"]) for file in manifest["files"]] == [b"one", b"two" * 200_000]
    assert manifest["files"][0]["file"] == f"küste-etc-b-{outputs[0].pk}.png"
    assert manifest["files"][0]["price"] == 0.04
    assert {"prompt", "model", "seed", "price", "id"} <= manifest["files"][0].keys()


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
