"""A thousand megabytes through real servers, which never hold more than a little of it."""

import hashlib
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

import httpx
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from accounts.actions import create_token
from accounts.models import Scope, User
from generations.models import Batch, Generation, Output
from generations.states import State
from projects.models import Session
from tests.processes import Process, Processes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.topology("embedded")]
SIZE = 2_000_000
MEMORY_MAX = 100  # MB
# uvicorn, as in production; and daphne, as the studio starts it, where a part of it would already be too much.
SERVERS = {"web": 500, "studio": 150}
# Long enough for a server that does not wait for its reader to have taken everything in.
PAUSE = 2.0


class Server(NamedTuple):
    process: Process
    address: str
    files: int


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest, tmp_path: Path, transactional_db: None) -> Iterator[Server]:
    with Processes({"DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}"}, tmp_path) as processes:
        address = processes.web() if request.param == "web" else processes.studio()[1]
        yield Server(processes.running[-1], address, SERVERS[request.param])


@pytest.fixture
def batch(session: Session, server: Server) -> Batch:
    """Its files are all the same, so that it takes little room."""
    data = os.urandom(SIZE)
    digest = hashlib.sha256(data).hexdigest()
    default_storage.save(f"{digest[:2]}/{digest}.png", ContentFile(data))
    same = {"project": session.project, "session": session}
    made = Batch.objects.create(**same, title="Large")
    facts = {"model": "local-flow", "provider": "local", "kind": "image", "state": State.SUCCEEDED, "prompt": "waves"}
    rows = Generation.objects.bulk_create(Generation(batch=made, **same, **facts) for _ in range(server.files))
    file = {"file": f"{digest[:2]}/{digest}.png", "sha256": digest, "bytes": SIZE, "content_type": "image/png"}
    Output.objects.bulk_create(Output(generation=row, project=session.project, kind="image", **file) for row in rows)
    return made


def megabytes(process: Process, what: str) -> int:
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(status.partition(f"{what}:")[2].split()[0]) // 1000


@contextmanager
def reading(url: str, user: User) -> Iterator[httpx.Response]:
    token = create_token(user=user, name="a program", scopes=Scope.values)[1]
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.stream("GET", url, headers=headers, timeout=60) as response:
        yield response


def test_the_whole_of_it_is_never_in_memory(server: Server, bob: User, batch: Batch, tmp_path: Path) -> None:
    url, path = f"{server.address}/api/batches/{batch.pk}/", tmp_path / "all.zip"
    # Everything is imported by then.
    with reading(url, bob) as response:
        assert response.read()
    before = megabytes(server.process, "VmRSS")
    with reading(f"{url}download/", bob) as response, path.open("wb") as file:
        for number, chunk in enumerate(response.iter_bytes()):
            file.write(chunk)
            if not number:
                time.sleep(PAUSE)
    assert megabytes(server.process, "VmHWM") - before < MEMORY_MAX
    with ZipFile(path) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert len(manifest["files"]) == server.files == len(set(archive.namelist())) - 1
        for row in manifest["files"]:
            assert hashlib.sha256(archive.read(row["file"])).hexdigest() == row["sha256"]
    path.unlink()
