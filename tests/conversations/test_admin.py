"""Moderation of conversations in the Django admin."""

from collections.abc import Callable

import pytest
from django.contrib.admin import site
from django.contrib.admin.models import LogEntry
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from conversations.actions import delete_conversation
from conversations.admin import ConversationAdmin
from conversations.models import Conversation, Turn
from generations.models import Generation
from generations.states import State
from tests.conversations.conftest import Start
from tests.conversations.working import GROK, SEEDREAM, first_turn, settle

URL = "/admin/conversations"


@pytest.fixture
def root(db: None, signed_in: Callable[[User], Client]) -> Client:
    """Runs the place and is a member of no project."""
    return signed_in(User.objects.create_superuser("root@example.com", "a password that is long"))


def act(client: Client, table: str, action: str, *rows: Model) -> HttpResponse:
    sent = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(f"{URL}/{table}/", sent, follow=True)  # type: ignore[return-value]


@pytest.mark.parametrize("table", ["conversation", "turn"])
def test_lists_and_rows_show_what_people_typed_as_text(root: Client, start: Start, table: str) -> None:
    conversation = start(instruction="<script>alert(1)</script>")
    pk = {"conversation": conversation.pk, "turn": first_turn(conversation).pk}[table]
    for address in ("", f"{pk}/change/"):
        page = root.get(f"{URL}/{table}/{address}")
        assert page.status_code == 200
        assert "<script>alert(1)" not in page.content.decode()
    assert root.get(f"{URL}/{table}/", {"q": "nothing like this"}).context["cl"].result_count == 0
    assert root.get(f"{URL}/{table}/", {"q": "BOB@EXAMPLE"}).context["cl"].result_count == 1


def test_from_a_conversation_to_its_turns_and_their_generations(root: Client, start: Start) -> None:
    other, conversation = start(), start(SEEDREAM, GROK)
    turn = settle(first_turn(conversation))
    assert f"/turn/?conversation={conversation.pk}" in root.get(f"{URL}/conversation/").content.decode()
    listed = root.get(f"{URL}/turn/", {"conversation": conversation.pk})
    assert list(listed.context["cl"].result_list) == [turn]
    assert f"/generation/?batch={turn.pk}" in listed.content.decode()
    found = root.get("/admin/generations/generation/", {"batch": turn.pk}).context["cl"].result_list
    assert {row.model for row in found} == {SEEDREAM, GROK}
    assert other.turns.count() == 1


@pytest.mark.parametrize("table", ["conversation", "turn"])
def test_cancel_what_runs(root: Client, start: Start, table: str) -> None:
    conversation = start(SEEDREAM, GROK)
    act(root, table, "cancel", {"conversation": conversation, "turn": first_turn(conversation)}[table])
    states = Generation.objects.filter(batch__turn__conversation=conversation).values_list("state", flat=True)
    assert set(states) == {State.CANCELLED}
    assert LogEntry.objects.count() == 1


def test_delete_as_everywhere(root: Client, start: Start) -> None:
    conversation = start()
    settle(first_turn(conversation))
    act(root, "conversation", "delete", conversation)
    assert list(Conversation.objects.trashed()) == [conversation]
    assert LogEntry.objects.get().object_id == str(conversation.pk)
    act(root, "conversation", "restore", conversation)
    assert not Conversation.objects.trashed()


def test_one_that_somebody_deleted_meanwhile_stops_nothing_else(
    root: Client, start: Start, rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, there = start(), start()
    request = rf.post(URL)
    request.user = User.objects.get(email="root@example.com")
    monkeypatch.setattr(request, "_messages", CookieStorage(request), raising=False)
    both = Conversation.objects.filter(pk__in=[gone.pk, there.pk])
    assert len(both) == 2
    delete_conversation(conversation=gone)
    ConversationAdmin(Conversation, site).delete(request, both)
    assert not Conversation.objects.filter(deleted_at=None).exists()
    assert [message.level_tag for message in get_messages(request)] == ["warning", "info"]


@pytest.mark.parametrize("table", ["conversation", "turn"])
def test_nothing_can_be_added_typed_or_removed(root: Client, start: Start, table: str) -> None:
    conversation = start()
    pk = {"conversation": conversation.pk, "turn": first_turn(conversation).pk}[table]
    assert root.get(f"{URL}/{table}/add/").status_code == 403
    assert root.post(f"{URL}/{table}/{pk}/delete/", {"post": "yes"}).status_code == 403
    root.post(f"{URL}/{table}/{pk}/change/", {"title": "forged", "instruction": "forged", "number": "7"})
    assert not Conversation.objects.filter(title="forged").exists()
    assert not Turn.objects.filter(instruction="forged").exists()


@pytest.mark.parametrize("count", [2, 12])
@pytest.mark.parametrize(("table", "queries"), [("conversation", 7), ("turn", 9)])
def test_a_list_takes_the_same_queries_however_long(
    root: Client,
    start: Start,
    count: int,
    table: str,
    queries: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(count):
        start(SEEDREAM, GROK)
    with django_assert_max_num_queries(queries):
        assert root.get(f"{URL}/{table}/").status_code == 200
