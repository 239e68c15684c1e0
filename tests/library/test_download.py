"""A selection, from the page and from a program."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from accounts.models import Scope, User
from generations.models import Output
from projects.actions import create_project, create_session
from projects.models import Session
from ratings.actions import rate_outputs
from ratings.models.rating import Value
from tests.accounts.callers import JSON, program_of
from tests.fixtures.cast import PASSWORD
from tests.generations.rows import an_output, bytes_of

URL, PAGE = "/api/outputs/download/", "/library/download/"
# The archive is written in threads, each with a connection of its own.
pytestmark = pytest.mark.django_db(transaction=True)


def stored(session: Session, data: bytes = b"one") -> Output:
    output = an_output(session)
    default_storage.save(output.file.name, ContentFile(data))
    return output


@pytest.fixture
def viewer(vera: User) -> Client:
    client = Client()
    client.login(username=vera.email, password=PASSWORD)
    return client


def test_several_as_a_zip_in_their_order(bob: User, session: Session) -> None:
    one, two = stored(session, b"one"), stored(session, b"two")
    rate_outputs(outputs=[two], by=bob, value=Value.LIKE)
    response = program_of(bob, Scope.READ).post(URL, {"outputs": [two.pk, one.pk, two.pk]}, JSON)
    with ZipFile(BytesIO(bytes_of(response))) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert [archive.read(row["file"]) for row in manifest["files"]] == [b"two", b"one"]
    assert [(row["id"], row["my_rating"], row["likes"]) for row in manifest["files"]] == [
        (two.pk, 1, 1),
        (one.pk, None, 0),
    ]
    assert manifest["selection"] == {"outputs": 2}
    assert response["Content-Disposition"].endswith('.zip"')


def test_several_projects_in_one(bob: User, session: Session) -> None:
    elsewhere = create_session(project=create_project(name="Other", by=bob), kind="image", name="Room", by=bob)
    outputs = [stored(session), stored(elsewhere)]
    response = program_of(bob).post(URL, {"outputs": [row.pk for row in outputs]}, JSON)
    with ZipFile(BytesIO(bytes_of(response))) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    assert [row["session"]["name"] for row in manifest["files"]] == ["Posters", "Room"]


def test_from_the_page(viewer: Client, session: Session) -> None:
    one, two = stored(session, b"one"), stored(session, b"two")
    single = viewer.post(PAGE, {"outputs": str(one.pk)})
    assert (bytes_of(single), single["Content-Type"]) == (b"one", "image/png")
    assert single["Content-Disposition"].startswith("attachment")
    several = viewer.post(PAGE, {"outputs": f"{one.pk},{two.pk}"})
    assert len(ZipFile(BytesIO(bytes_of(several))).namelist()) == 3


@pytest.mark.parametrize("wrong", ["foreign", "deleted", "none"])
def test_one_that_is_not_theirs_spoils_all(
    viewer: Client, vera: User, charlie: User, session: Session, wrong: str
) -> None:
    hidden = create_session(project=create_project(name="His", by=charlie), kind="image", name="Room", by=charlie)
    pks = {"foreign": stored(hidden).pk, "deleted": stored(session).pk, "none": 10**9}
    Output.objects.filter(pk=pks["deleted"]).update(deleted_at="2026-01-01T00:00Z")
    asked = [stored(session).pk, pks[wrong]]
    answer = program_of(vera).post(URL, {"outputs": asked}, JSON)
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, ["outputs"])
    page = viewer.post(PAGE, {"outputs": ",".join(map(str, asked))})
    assert page.status_code == 400
    assert str(pks[wrong]) in page.content.decode()


@pytest.mark.parametrize("outputs", [[], "1", [0], [True], [1.5], [None], list(range(1, 2002))])
def test_what_is_no_selection(vera: User, outputs: object) -> None:
    assert program_of(vera).post(URL, {"outputs": outputs}, JSON).status_code == 400


@pytest.mark.parametrize("outputs", ["", ",", "a", "1,,2", "1 2", "-1", "9" * 40, "١"])
def test_what_is_no_selection_of_the_page(viewer: Client, outputs: str) -> None:
    answer = viewer.post(PAGE, {"outputs": outputs})
    assert (answer.status_code, answer["Content-Type"]) == (400, "text/plain; charset=utf-8")


def test_only_for_those_who_are_signed_in(session: Session) -> None:
    output = stored(session)
    assert Client().post(URL, {"outputs": [output.pk]}, JSON).status_code == 401
    assert Client().post(PAGE, {"outputs": str(output.pk)}).status_code == 302
