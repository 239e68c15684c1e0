"""Moderation in the Django admin."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from generations.models import Generation, Output
from generations.states import State
from projects.models import Session
from tests.generations.rows import a_generation, an_output, bytes_of

SignedIn = Callable[[User], Client]


@pytest.fixture
def root(db: None, signed_in: SignedIn) -> Client:
    """Runs the place and is a member of no project."""
    return signed_in(User.objects.create_superuser("root@example.com", "a password that is long"))


def act(client: Client, table: str, action: str, *rows: Generation | Output) -> HttpResponse:
    sent = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(f"/admin/generations/{table}/", sent, follow=True)  # type: ignore[return-value]


@pytest.mark.parametrize("table", ["batch", "generation", "output"])
def test_lists_and_rows_show_what_people_typed_as_text(root: Client, session: Session, table: str) -> None:
    output = an_output(session, prompt="<script>alert(1)</script>", error_raw="<b>raw</b>")
    pk = {"batch": output.generation.batch_id, "generation": output.generation_id, "output": output.pk}[table]
    for address in ("", f"{pk}/change/"):
        page = root.get(f"/admin/generations/{table}/{address}")
        assert page.status_code == 200
        assert "<script>alert(1)" not in page.content.decode()
    assert root.get(f"/admin/generations/{table}/", {"q": "nothing like this"}).context["cl"].result_count == 0


def test_the_providers_own_words_are_here_only(root: Client, session: Session) -> None:
    row = a_generation(session, state=State.FAILED, error_raw="raw words")
    assert "raw words" in root.get(f"/admin/generations/generation/{row.pk}/change/").content.decode()


@pytest.mark.parametrize(
    "query",
    [{"state": "failed"}, {"provider": "fal"}, {"kind": "video"}, {"q": "req-7"}, {"q": "BOB@EXAMPLE"}, {"q": "dunes"}],
)
def test_find_a_generation(root: Client, bob: User, session: Session, query: dict[str, str]) -> None:
    a_generation(session)
    facts: dict[str, Any] = {"provider": "fal", "kind": "video", "provider_request_id": "req-7", "prompt": "dunes"}
    wanted = a_generation(session, state=State.FAILED, author=bob, **facts)
    assert list(root.get("/admin/generations/generation/", query).context["cl"].result_list) == [wanted]


def test_cancel_and_queue_again(root: Client, session: Session) -> None:
    queued, done = a_generation(session, state=State.QUEUED), a_generation(session)
    page = act(root, "generation", "cancel", queued, done).content.decode()
    assert "already ended" in page
    act(root, "generation", "queue_again", queued)
    queued.refresh_from_db()
    assert queued.state == State.CANCELLED
    assert Generation.objects.get(retry_of=queued).author == User.objects.get(email="root@example.com")
    assert [entry.object_id for entry in LogEntry.objects.all()] == [str(queued.pk)] * 2


def test_hide_show_and_delete(root: Client, alice: User, signed_in: SignedIn, session: Session) -> None:
    output = an_output(session)
    member = signed_in(alice)
    for action, status in (("hide", 404), ("show", 200), ("delete", 404)):
        act(root, "output", action, output)
        assert member.get(f"/api/outputs/{output.pk}/").status_code == status
    assert LogEntry.objects.count() == 3


def test_thumbnails_are_for_staff_also_of_hidden_ones(
    root: Client, alice: User, signed_in: SignedIn, session: Session
) -> None:
    output = an_output(session)
    default_storage.save(output.preview.name, ContentFile(b"a small picture"))
    Output.objects.update(hidden_at="2026-01-01T00:00Z")
    url = f"/admin/generations/output/{output.pk}/preview/"
    assert url in root.get("/admin/generations/output/").content.decode()
    assert bytes_of(root.get(url)) == b"a small picture"
    assert signed_in(alice).get(url).status_code == 302
    alice.is_staff = True
    alice.save()
    assert signed_in(alice).get(url).status_code == 404


def test_who_may_only_look_is_offered_no_action_and_cannot_forge_one(
    alice: User, signed_in: SignedIn, session: Session
) -> None:
    alice.is_staff = True
    alice.save()
    alice.user_permissions.set(
        Permission.objects.filter(content_type__app_label="generations", codename__contains="view")
    )
    output = an_output(session)
    client = signed_in(alice)
    assert client.get("/admin/generations/output/").status_code == 200
    act(client, "output", "delete", output)
    output.refresh_from_db()
    assert output.deleted_at is None


@pytest.mark.parametrize("table", ["batch", "generation", "output"])
def test_nothing_can_be_added_typed_or_removed(root: Client, session: Session, table: str) -> None:
    output = an_output(session)
    pk = {"batch": output.generation.batch_id, "generation": output.generation_id, "output": output.pk}[table]
    assert root.get(f"/admin/generations/{table}/add/").status_code == 403
    assert root.post(f"/admin/generations/{table}/{pk}/delete/", {"post": "yes"}).status_code == 403
    page = root.get(f"/admin/generations/{table}/{pk}/change/").content.decode()
    assert not any(f'name="{field.name}"' in page for field in Generation._meta.fields + Output._meta.fields)
    before = Generation.objects.values().get()
    forged = {
        "state": "queued",
        "price": "99",
        "cost": "99",
        "project": "7",
        "title": "x",
        "references-TOTAL_FORMS": "0",
    }
    root.post(f"/admin/generations/{table}/{pk}/change/", forged | {"references-INITIAL_FORMS": "0"})
    assert Generation.objects.values().get() == before


@pytest.mark.parametrize("count", [2, 20])
@pytest.mark.parametrize(("table", "queries"), [("batch", 7), ("generation", 8), ("output", 7)])
def test_a_list_takes_the_same_queries_however_long(
    root: Client,
    session: Session,
    count: int,
    table: str,
    queries: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    still = an_output(session)
    for _ in range(count):
        an_output(session, source=still, made_from=(still,))
    with django_assert_max_num_queries(queries):
        assert root.get(f"/admin/generations/{table}/").status_code == 200
