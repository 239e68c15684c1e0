"""B: what belongs to others. The matrix of tests/proof/access asks everybody for everything; here stand odd ways in."""

from collections.abc import Callable
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.test import Client
from django.urls import reverse

from accounts.models import User
from conversations.models import Conversation, Turn
from generations.models import Generation, Output
from live.publish import Change, publish
from projects.actions import create_project, create_session
from projects.models import Membership, Project, Role, Session
from ratings.models import Favorite, Rating
from tests.accounts.callers import JSON, program_of
from tests.generations.rows import bytes_of
from tests.live.conftest import Opened
from tests.security.addresses import every_address
from tests.security.conftest import DATA
from tests.security.rows import row
from tests.security.visitors import browser_of
from tests.security.vulnerable import owners

pytestmark = pytest.mark.topology("embedded")

# Nobody has to sign in for these: the doors, the signs of life, what browsers fetch by themselves.
OPEN = {"/accounts/" + name for name in ("login/", "logout/", "signup/", "inactive/", "confirm-email/")}
OPEN |= {"/accounts/password/reset/" + name for name in ("", "done/", "key/done/", "key/x-x/")}
OPEN |= {"/accounts/confirm-email/x/"}
OPEN |= {
    "/healthz",
    "/readyz",
    "/metrics",
    "/icons.svg",
    "/favicon.ico",
    "/api/schema/",
    "/api/docs/",
    "/admin/logout/",
}


@pytest.fixture
def own(charlie: User) -> Session:
    """Charlie's own."""
    return create_session(project=create_project(name="His", by=charlie), kind="image", name="Room", by=charlie)


@row(9, hole=owners.media_of_anybody)
def test_the_number_of_a_foreign_picture_brings_no_byte_of_it(charlie: User, output: Output) -> None:
    for client in (program_of(charlie), browser_of(charlie)):
        for what in ("file/", "preview/", "preview/?poster", "file/?download"):
            assert client.get(f"/api/outputs/{output.pk}/{what}").status_code == 404


@row(10, hole=owners.media_without_sign_in)
def test_no_media_without_signing_in(output: Output) -> None:
    media = [f"/api/outputs/{output.pk}/file/", f"/api/outputs/{output.pk}/preview/"]
    media += [f"/api/trash/{output.pk}/preview/", f"/admin/generations/output/{output.pk}/preview/"]
    media += [f"/api/batches/{output.generation.batch_id}/download/", "/library/download/", "/api/outputs/download/"]
    for address in media:
        answer = Client().get(address)
        assert answer.status_code in (302, 401, 404), address
        assert answer.streaming or DATA not in answer.content


@row(11, hole=owners.any_picture_as_input)
def test_no_foreign_picture_goes_into_an_order(charlie: User, own: Session, output: Output) -> None:
    order = {"session": own.pk, "models": ["local-darkroom"], "prompt": "mine now"}
    wishes: list[dict[str, Any]] = [{name: output.pk} for name in ("source_output", "end_frame")]
    wishes += [{"references": [output.pk]}, {"items": [{"prompt": "x", "source_output": output.pk}]}]
    for wish in wishes:
        assert program_of(charlie).post("/api/generations/", order | wish, JSON).status_code == 400
    foreign = {"session": output.generation.session_id, "batch": output.generation.batch_id}
    for name, pk in foreign.items():
        assert program_of(charlie).post("/api/generations/", order | {name: pk}, JSON).status_code in (400, 404)
    assert not Generation.objects.filter(author=charlie).exists()


@row(12, hole=owners.links_to_anything)
def test_nobody_forges_the_row_that_links_them_to_a_picture(charlie: User, own: Session, output: Output) -> None:
    program = program_of(charlie)
    assert program.put(f"/api/outputs/{output.pk}/rating/", {"value": "like"}, JSON).status_code == 404
    assert program.post("/api/favorites/", {"output": output.pk}, JSON).status_code in (400, 404)
    forged = {"email": charlie.email, "project": output.project_id, "user": charlie.pk, "role": "owner"}
    program.post(f"/api/projects/{own.project_id}/members/", forged, JSON)
    assert not Rating.objects.exists()
    assert not Favorite.objects.exists()
    assert not Membership.objects.filter(project=output.project_id, user=charlie).exists()


@row(13, hole=owners.every_role_may)
def test_who_may_look_deletes_nothing(vera: User, output: Output) -> None:
    program, session = program_of(vera), output.generation.session_id
    for address in (f"outputs/{output.pk}", f"sessions/{session}", f"projects/{output.project_id}"):
        assert program.get(f"/api/{address}/").status_code == 200
        assert program.delete(f"/api/{address}/").status_code == 403
    assert program.post("/api/outputs/bulk/", {"do": "delete", "outputs": [output.pk]}, JSON).status_code == 403


@row(14, hole=owners.any_conversation)
def test_nobody_goes_on_in_a_foreign_conversation(charlie: User, start: Callable[..., Conversation]) -> None:
    conversation = start()
    body = {"instruction": "and now for me", "models": ["fal-seedream-5"]}
    for client in (program_of(charlie), browser_of(charlie)):
        assert client.post(f"/api/conversations/{conversation.pk}/turns/", body, JSON).status_code == 404
        assert client.post(reverse("conversations:send", args=[conversation.pk]), body).status_code in (302, 404)
    assert Turn.objects.count() == 1


@row(15, hole=owners.any_topic)
@pytest.mark.django_db(transaction=True)
async def test_nobody_listens_to_what_is_not_theirs(
    way: str, charlie: User, opened: Opened, output: Output, alice: User
) -> None:
    reader = await opened(await database_sync_to_async(browser_of)(charlie))
    generation = await Generation.objects.aget(pk=output.generation_id)
    topics = {"user": alice.pk, "project": output.project_id, "session": generation.session_id}
    for topic in [f"{kind}:{pk}" for kind, pk in {**topics, "batch": generation.batch_id}.items()]:
        assert (await reader.sub(topic))["op"] == "deny"
        await database_sync_to_async(publish)(Change((topic,), "generation:1", "put"))
        assert await reader.silent(0.05)


@row(16, hole=owners.members_of_any_project)
def test_a_row_is_found_under_its_own_parent_only(charlie: User, bob: User, own: Session, project: Project) -> None:
    for method in ("patch", "delete"):
        address = f"/api/projects/{own.project_id}/members/{bob.pk}/"
        assert getattr(program_of(charlie), method)(address, {"role": "owner"}, JSON).status_code == 404
    assert Membership.objects.get(user=bob).role == Role.EDITOR


@row(17, hole=owners.zip_of_anything)
def test_a_zip_holds_no_foreign_picture(charlie: User, output: Output) -> None:
    answer = program_of(charlie).post("/api/outputs/download/", {"outputs": [output.pk]}, JSON)
    assert answer.status_code == 400
    assert program_of(charlie).get(f"/api/batches/{output.generation.batch_id}/download/").status_code == 404
    page = browser_of(charlie).post("/library/download/", {"outputs": str(output.pk)})
    assert page.status_code == 400
    assert b"not yours" in page.content


@row(18, hole=owners.an_address_without_sign_in)
def test_only_these_addresses_are_open(db: None, output: Output) -> None:
    client = Client(raise_request_exception=False)
    answers = {address: client.get(address) for address in every_address(output.pk)}
    closed = {"/accounts/login/", "/admin/login/"}
    found = {
        address
        for address, answer in answers.items()
        if answer.status_code == 200 or (answer.status_code == 302 and answer["Location"].split("?")[0] not in closed)
    }
    assert found == OPEN


@row(19, hole=owners.tells_that_it_exists)
def test_not_there_and_not_yours_are_the_same_bytes(charlie: User, output: Output, project: Project) -> None:
    program = program_of(charlie)
    for kind, pk in {"outputs": output.pk, "projects": project.pk, "batches": output.generation.batch_id}.items():
        foreign, missing = program.get(f"/api/{kind}/{pk}/"), program.get(f"/api/{kind}/999999/")
        assert (foreign.status_code, foreign.content) == (missing.status_code, missing.content)
        assert foreign.content == program.get("/api/nowhere/").content


def test_the_picture_is_there_for_those_who_may(bob: User, output: Output) -> None:
    assert bytes_of(program_of(bob).get(f"/api/outputs/{output.pk}/file/")) == DATA
