"""E: nobody names a file of ours, however it is spelled, and no row leads out of the folder of media."""

import json
import re
from contextlib import suppress
from io import BytesIO
from itertools import product
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from generations.actions import delete_output, purge_output
from generations.models import Generation, Output
from projects.models import Session
from providers.base import ProviderError
from providers.download import Downloader
from providers.fal.provider import HOSTS
from providers.fal.results import brought
from tests.accounts.callers import JSON, program_of
from tests.generations.rows import add_output, bytes_of, png
from tests.security.rows import row
from tests.security.vulnerable import addresses, paths

pytestmark = pytest.mark.topology("embedded")

SECRET = b"the secret key of this studio"
UPS = ["../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%252f", "%252e%252e%252f", "..\\", "..%5c", "..%255c", "....//"]
UPS += ["..;/", "..%c0%af", "%uff0e%uff0e/", "..%ef%bc%8f", "．．/", ".%00./", "..%00/", "/./../", "//../", "\u202e../"]
BEGINNINGS = ["", "/", "file:///", "static/", "x" * 300 + "/"]
TARGETS = ["secret_key", "secret_key%00.png"]


@pytest.fixture
def secret() -> bytes:
    (settings.DATA / "secret_key").write_bytes(SECRET)
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    return SECRET


@row(40, hole=paths.file_by_query)
def test_no_path_is_taken_from_a_request(bob: User, output: Output, secret: bytes) -> None:
    program, path = program_of(bob), "../secret_key"
    for name in ("path", "file", "filename", "name", "poster", "preview", "subfolder", "url"):
        answer = program.get(f"/api/outputs/{output.pk}/preview/", {name: path})
        assert answer.status_code in (200, 404)
        assert (bytes_of(answer) if answer.streaming else answer.content) != secret
    order = {"session": output.generation.session_id, "models": ["local-darkroom"], "prompt": "x"}
    for wish in (
        {"source_output": path},
        {"references": [path]},
        {"end_frame": path},
        {"source_output": {"path": path}},
    ):
        assert program.post("/api/generations/", order | wish, JSON).status_code == 400


@row(41, hole=paths.any_stored_name)
@pytest.mark.django_db(transaction=True)  # archives are written in threads
def test_a_forged_row_reads_and_removes_nothing_else(bob: User, output: Output, secret: bytes) -> None:
    beside = add_output(output.generation, position=1)
    for path in ("../secret_key", str(settings.DATA / "secret_key"), f"aa/../../secret_key#{'0' * 64}"):
        Output.objects.filter(pk=beside.pk).update(file=path, preview=path)
        program = program_of(bob)
        for what in ("file/", "preview/", "file/?download"):
            assert program.get(f"/api/outputs/{beside.pk}/{what}").status_code == 404
        zipped = program.get(f"/api/batches/{output.generation.batch_id}/download/")
        with ZipFile(BytesIO(bytes_of(zipped))) as archive:
            assert json.loads(archive.read("manifest.json"))["missing"] == [beside.pk]
    beside.refresh_from_db()
    delete_output(output=beside)
    purge_output(output=beside)
    assert (settings.DATA / "secret_key").read_bytes() == secret


@row(42, hole=paths.files_by_address)
def test_no_spelling_of_a_path_leaves_its_folder(db: None, alice_browser: Client, secret: bytes) -> None:
    spellings = [
        "".join((begin, up * depth, name)) for begin, up, depth, name in product(BEGINNINGS, UPS, (1, 3), TARGETS)
    ]
    assert len(set(spellings)) >= 200
    client = Client(raise_request_exception=False)
    client.cookies = alice_browser.cookies
    for before, spelled in [("/static/", spelled) for spelled in spellings] + [
        (place, spelled) for place in ("/", "/camera/", "/api/outputs/1/file/", "/media/") for spelled in spellings[:40]
    ]:
        answer = client.get(before + spelled)
        assert answer.status_code in (301, 302, 400, 404), spelled
        assert answer.streaming or secret not in answer.content


@row(43, hole=addresses.any_scheme)
def test_an_answer_of_a_provider_names_no_file_of_ours(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(png().getvalue())
    work = tmp_path / "work"
    for url in ("file://{}", "{}", "../secret.png", "file:{}", "\\\\localhost{}", "data:image/png,{}"):
        with suppress(ProviderError, OSError):
            brought({"images": [{"url": url.format(tmp_path / "secret.png")}]}, Downloader(HOSTS), work, "image")
        with suppress(ProviderError, OSError):
            brought({"image": url.format(tmp_path / "secret.png")}, Downloader(HOSTS), work, "image")
    assert not list(work.glob("*.png"))


@row(44, hole=paths.prompt_as_file_name)
@pytest.mark.django_db(transaction=True)
def test_a_zip_holds_plain_names_only(bob: User, output: Output, session: Session) -> None:
    Generation.objects.update(prompt="../../etc/passwd\x07\r\n" + "CON: *?<>|\u202e" * 50, model="../x")
    Output.objects.filter(pk=add_output(output.generation, 1).pk).update(file=output.file.name)
    answer = program_of(bob).get(f"/api/batches/{output.generation.batch_id}/download/")
    with ZipFile(BytesIO(bytes_of(answer))) as archive:
        entries = archive.infolist()
    assert len(entries) == 3
    for entry in entries:
        assert re.fullmatch(r"\w[\w.-]{1,120}", entry.filename)
        assert ".." not in entry.filename
        assert entry.external_attr >> 28 != 0xA, "a symbolic link"
