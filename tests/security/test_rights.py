"""C: rights that somebody gives to themselves, keeps, or shows in the wrong place."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from channels.db import database_sync_to_async
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from pytest_django import Settings

from accounts.actions import create_token, create_user
from accounts.models import ApiToken, Scope, User
from generations.actions import delete_output
from generations.models import Batch, Generation, Output
from live.publish import Change, publish
from projects.actions import create_project, remove_member
from projects.models import Membership, Project, Session
from tests.accounts.callers import JSON, bearer, program_of
from tests.fixtures.cast import PASSWORD
from tests.live.conftest import Opened, Reader
from tests.security.rows import row
from tests.security.vulnerable import rights

pytestmark = pytest.mark.topology("embedded")

SignedIn = Callable[[User], Client]


@row(20, hole=rights.saved_under_the_sent_key)
def test_making_something_never_overwrites(charlie: User, project: Project) -> None:
    answer = program_of(charlie).post("/api/projects/", {"id": project.pk, "pk": project.pk, "name": "Mine"}, JSON)
    assert answer.json()["id"] != project.pk
    project.refresh_from_db()
    assert project.name == "Spring campaign"


@row(21, hole=rights.session_takes_every_field)
def test_nothing_moves_to_another_owner_by_a_field(alice: User, session: Session) -> None:
    elsewhere = create_project(name="Other", by=alice)
    before = Session.objects.values().get(pk=session.pk)
    wishes = {"project": elsewhere.pk, "project_id": elsewhere.pk, "created_by": 1, "kind": "video", "deleted_at": None}
    answer = program_of(alice).patch(f"/api/sessions/{session.pk}/", {**wishes, "name": "New"}, JSON)
    assert answer.status_code == 200
    assert Session.objects.values().get(pk=session.pk) == {**before, "name": "New"}


@row(22, hole=rights.batch_takes_every_field)
def test_money_state_and_author_are_not_for_sending(bob: User, output: Output) -> None:
    facts = {"state": "queued", "cost": 0, "price": 0, "author": bob.pk, "provider_request_id": "r", "is_staff": True}
    address, keys = f"/api/batches/{output.generation.batch_id}/", ("author_id", "project_id", "session_id", "purpose")
    before = Batch.objects.values(*keys).get(), Generation.objects.values().get()
    wishes = {**facts, "author_id": bob.pk, "purpose": "upload", "session": 1, "project": 1, "generations": [facts]}
    assert program_of(bob).patch(address, wishes, JSON).status_code == 200
    assert (Batch.objects.values(*keys).get(), Generation.objects.values().get()) == before
    bob.refresh_from_db()
    assert not bob.is_staff


@row(23, hole=rights.tokens_open_the_settings)
def test_a_token_makes_widens_and_prolongs_no_token(alice: User) -> None:
    token, raw = create_token(user=alice, name="small", scopes=[Scope.READ])
    form = {"name": "large", "scopes": list(Scope.values), "expires": ""}
    for address in ("/settings/tokens/", f"/settings/tokens/{token.pk}/", "/api/tokens/", f"/api/tokens/{token.pk}/"):
        for method in ("post", "put", "patch"):
            getattr(bearer(raw), method)(address, form, **({} if method == "post" else {"content_type": JSON}))
    kept = list(ApiToken.objects.values_list("name", "scopes", "expires_at"))
    assert kept == [("small", ["read"], token.expires_at)]


@row(24, hole=rights.scope_of_the_header_only)
@pytest.mark.django_db(transaction=True)
async def test_every_place_for_a_token_asks_for_its_scope(alice: User, output: Output) -> None:
    _, raw = await database_sync_to_async(create_token)(user=alice, name="spends", scopes=[Scope.GENERATE])
    shown = [Reader([(b"authorization", f"Bearer {raw}".encode())]), Reader([], [f"pixflow.token.{raw}"])]
    for reader in shown:
        let_in, _ = await reader.wire.connect(5)
        assert not let_in
    for address in ("projects/", f"outputs/{output.pk}/file/", f"batches/{output.generation.batch_id}/download/"):
        answer = await database_sync_to_async(bearer(raw).get)(f"/api/{address}")
        assert answer.status_code == 403


@row(25, hole=rights.first_is_admin)
def test_no_sign_up_makes_an_admin_however_many_come_at_once(transactional_db: None, settings: Settings) -> None:
    settings.SIGNUP_OPEN = True

    def sign_up(number: int) -> None:
        form = {"email": f"p{number}@example.com", "password1": PASSWORD, "password2": PASSWORD}
        Client(REMOTE_ADDR=f"10.0.0.{number}").post(
            "/accounts/signup/", {**form, "is_staff": "on", "is_superuser": "on"}
        )
        connection.close()

    with ThreadPoolExecutor(10) as threads:
        list(threads.map(sign_up, range(30)))
    assert User.objects.count() == 30
    assert not User.objects.exclude(is_staff=False, is_superuser=False).exists()


@row(27, hole=rights.every_field_of_the_form)
def test_a_moderator_forges_no_form(alice: User, signed_in: SignedIn) -> None:
    moderator = User.objects.create_user("mo@example.com", is_staff=True)
    may = Permission.objects.filter(codename__in=("view_user", "change_user", "view_apitoken", "change_apitoken"))
    moderator.user_permissions.set(may)
    superuser = create_user(email="root@example.com", password=PASSWORD, superuser=True)
    client, people = signed_in(moderator), "/admin/accounts/user/"
    rights = {"is_active": "on", "is_staff": "on", "is_superuser": "on"}
    client.post(f"{people}{alice.pk}/change/", {"email": alice.email, **rights})
    client.post(people, {"form-TOTAL_FORMS": "1", "form-0-id": alice.pk, "form-0-is_staff": "on", "_save": "Save"})
    alice.refresh_from_db()
    assert (alice.is_staff, alice.is_superuser) == (False, False)
    for address in (f"{people}add/", f"{people}{superuser.pk}/password/", f"{people}{superuser.pk}/delete/"):
        assert client.post(address, {"email": "x@example.com", "post": "yes"}).status_code == 403
    assert client.post("/admin/accounts/apitoken/add/", {"name": "x", "user": alice.pk}).status_code == 403


@row(28, hole=rights.rights_of_the_beginning)
@pytest.mark.django_db(transaction=True)
async def test_who_lost_a_right_hears_nothing_more(
    way: str, bob: User, project: Project, opened: Opened, signed_in: SignedIn
) -> None:
    reader, topic = await opened(await database_sync_to_async(signed_in)(bob)), f"project:{project.pk}"
    assert (await reader.sub(topic))["op"] == "ok"
    membership = await Membership.objects.aget(project=project, user=bob)
    await database_sync_to_async(remove_member)(membership=membership)
    heard = []
    while not await reader.silent():
        heard.append((await reader.next())["op"])
    assert heard[-1:] == ["deny"]
    await database_sync_to_async(publish)(Change((topic,), "session:1", "put"))
    assert await reader.silent()


@row(29, hole=rights.once_let_in)
@pytest.mark.django_db(transaction=True)
async def test_to_be_connected_is_no_right(
    way: str, bob: User, project: Project, opened: Opened, signed_in: SignedIn
) -> None:
    reader, topic = await opened(await database_sync_to_async(signed_in)(bob)), f"project:{project.pk}"
    await reader.sub(topic)
    for op in ("pub", "publish", "delete", "put", "ev", "tick"):
        await reader.send(op=op, topic=topic, ref="session:1", change="gone")
        assert (await reader.next())["op"] == "error"
    await reader.send(op="unsub", topic=topic)
    await Membership.objects.filter(project=project, user=bob).adelete()
    assert await reader.sub(topic) == {"op": "deny", "topic": topic}


@row(30, hole=rights.known_addresses_stay_open)
@pytest.mark.parametrize("end", ["left", "deleted", "hidden"])
def test_the_address_of_a_file_ends_with_the_right(bob: User, output: Output, end: str) -> None:
    address = f"/api/outputs/{output.pk}/file/"
    assert program_of(bob).get(address).status_code == 200
    if end == "left":
        remove_member(membership=Membership.objects.get(project=output.project_id, user=bob))
    elif end == "deleted":
        delete_output(output=output)
    else:
        Output.objects.update(hidden_at="2026-01-01T00:00Z")
    assert program_of(bob).get(address).status_code == 404


@row(31, hole=rights.token_in_the_address)
def test_no_secret_is_taken_from_an_address(alice: User) -> None:
    raw = create_token(user=alice, name="a program", scopes=Scope.values)[1]
    for name in ("token", "access_token", "api_key", "key", "auth", "Authorization", "bearer"):
        for value in (raw, f"Bearer {raw}"):
            assert Client().get("/api/me/", {name: value}).status_code == 401
    for header in ({"X-API-Key": raw}, {"Cookie": f"token={raw}"}, {"Authorization": f"Token {raw}"}):
        assert Client(headers=header).get("/api/me/").status_code == 401
