"""Every route, for everybody who must not use it."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from generations.models import Generation, Output
from generations.states import State
from projects.models import Session
from tests.accounts.callers import JSON, program_of
from tests.generations.rows import an_output, png

READS = [
    "generations/{generation}",
    "batches/{batch}",
    "outputs/{output}",
    "outputs/{output}/lineage",
    "outputs/{output}/video-iterations",
]
LISTS = ["generations", "batches", "outputs", "tags"]
WRITES = [
    ("post", "generations"),
    ("post", "generations/estimate"),
    ("post", "generations/{generation}/cancel"),
    ("post", "generations/{generation}/retry"),
    ("post", "generations/{generation}/regenerate"),
    ("patch", "batches/{batch}"),
    ("post", "batches/{batch}/cancel"),
    ("post", "batches/{batch}/retry-failed"),
    ("patch", "outputs/{output}"),
    ("delete", "outputs/{output}"),
    ("post", "outputs/{output}/last-frame"),
]


@pytest.fixture
def call(session: Session) -> Callable[[Client, str, str], int]:
    """Calls with ids that exist and answers the status."""
    output = an_output(session)
    ids = {"output": output.pk, "generation": output.generation_id, "batch": output.generation.batch_id}
    body = {"session": session.pk, "models": ["local-landscape"], "prompt": "a lake", "title": "Taken over"}

    def status_of(client: Client, method: str, address: str) -> int:
        url = f"/api/{address.format(**ids)}/"
        sent = {} if method == "get" else {"data": body, "content_type": JSON}
        return int(getattr(client, method)(url, **sent).status_code)

    return status_of


Call = Callable[[Client, str, str], int]


@pytest.fixture
def _untouched(session: Session) -> object:
    yield
    assert Generation.objects.count() == Output.objects.filter(deleted_at=None).count() == 1
    assert Generation.objects.get().state == State.SUCCEEDED
    assert Generation.objects.get().batch.title == "Some"


@pytest.mark.parametrize("address", READS + LISTS)
def test_viewers_read(vera: User, call: Call, address: str) -> None:
    assert call(program_of(vera), "get", address) == 200


@pytest.mark.usefixtures("_untouched")
@pytest.mark.parametrize(("method", "address"), WRITES)
def test_viewers_change_nothing(vera: User, call: Call, method: str, address: str) -> None:
    assert call(program_of(vera), method, address) == 403


@pytest.mark.usefixtures("_untouched")
@pytest.mark.parametrize(("method", "address"), [*WRITES, *(("get", address) for address in READS)])
def test_strangers_find_nothing(charlie: User, call: Call, method: str, address: str) -> None:
    assert call(program_of(charlie), method, address) == 404


@pytest.mark.parametrize("address", LISTS)
def test_lists_of_strangers_are_empty(charlie: User, session: Session, address: str) -> None:
    an_output(session)
    assert program_of(charlie).get(f"/api/{address}/").json() == {"results": [], "next": None}


@pytest.mark.usefixtures("_untouched")
@pytest.mark.parametrize(
    ("method", "address"), [*WRITES, *(("get", address) for address in READS + LISTS), ("get", "models")]
)
def test_nobody_is_let_in(call: Call, method: str, address: str) -> None:
    assert call(Client(), method, address) == 401


@pytest.mark.parametrize(("name", "status"), [("vera", 403), ("charlie", 404)])
def test_uploads_need_the_right_too(request: pytest.FixtureRequest, session: Session, name: str, status: int) -> None:
    sent = {"session": session.pk, "file": png()}
    assert program_of(request.getfixturevalue(name)).post("/api/uploads/", sent).status_code == status
    assert not Output.objects.exists()
