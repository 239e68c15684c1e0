"""The title, the settings and the end of a conversation, and who may change them."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from conversations.models import Conversation
from generations.models import Output
from projects.actions import change_role
from projects.models import Membership, Project
from tests.conversations.conftest import Start
from tests.conversations.working import GROK, SEEDREAM, first_turn, pictures, settle

HTMX = {"HX-Request": "true"}
SignedIn = Callable[[User], Client]


@pytest.fixture
def conversation(start: Start) -> Conversation:
    return start(instruction="make it night")


@pytest.fixture
def bob_at(signed_in: SignedIn, bob: User) -> Client:
    return signed_in(bob)


def press(client: Client, conversation: Conversation, what: str, page: str = "", **values: Any) -> HttpResponse:
    headers = HTMX | {"HX-Current-URL": f"http://testserver{page}"}
    return client.post(f"/edit/{conversation.pk}/{what}/", values, headers=headers)  # type: ignore[return-value]


def triggered(response: HttpResponse) -> dict[str, dict[str, object]]:
    return dict(json.loads(response["HX-Trigger"]))


def test_rename(conversation: Conversation, bob_at: Client) -> None:
    assert 'value="make it night"' in bob_at.get(f"/edit/{conversation.pk}/rename/").content.decode()
    response = press(bob_at, conversation, "rename", title="  Night  ")
    conversation.refresh_from_db()
    assert conversation.title == "Night"
    assert triggered(response)["px:touch"] == {"refs": [f"conversation:{conversation.pk}"]}
    assert triggered(response)["click"] == {"target": "#rename [data-close]"}


@pytest.mark.parametrize("title", ["", "   ", "x" * 121])
def test_a_title_has_words_and_an_end(title: str, conversation: Conversation, bob_at: Client) -> None:
    response = press(bob_at, conversation, "rename", title=title)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    conversation.refresh_from_db()
    assert conversation.title == "make it night"


def test_change_the_settings(conversation: Conversation, bob_at: Client) -> None:
    form = bob_at.get(f"/edit/{conversation.pk}/settings/").content.decode()
    assert re.findall(r'value="([^"]+)"[^>]* checked', form) == [SEEDREAM]
    press(bob_at, conversation, "settings", models=[GROK, SEEDREAM], aspect_ratio="16:9", resolution="")
    conversation.refresh_from_db()
    assert set(conversation.models) == {GROK, SEEDREAM}
    assert conversation.aspect_ratio == "16:9"
    assert first_turn(conversation).models == [SEEDREAM]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "required"),
        ({"models": ["no-such"]}, "not one of the available choices"),
        ({"models": [SEEDREAM], "aspect_ratio": "17:3"}, "not one of the available choices"),
        ({"models": [GROK], "resolution": "4k"}, "cannot make the resolution 4k"),
    ],
)
def test_settings_that_no_model_has(
    values: dict[str, Any], words: str, conversation: Conversation, bob_at: Client
) -> None:
    response = press(bob_at, conversation, "settings", **values)
    assert response.status_code == 422
    assert words in response.content.decode()
    conversation.refresh_from_db()
    assert conversation.models == [SEEDREAM]


def test_delete_with_everything_but_what_is_used(conversation: Conversation, start: Start, bob_at: Client) -> None:
    made = pictures(settle(first_turn(conversation)))
    press(bob_at, conversation, "delete")
    assert not Conversation.objects.filter(deleted_at=None).exists()
    assert not Output.objects.shown().filter(pk__in=[row.pk for row in made]).exists()
    other = start()
    used = pictures(settle(first_turn(other)))[0]
    start(source=used)
    press(bob_at, other, "delete")
    assert Output.objects.shown().filter(pk=used.pk).exists()


def test_after_deleting_the_list_is_shown(conversation: Conversation, start: Start, bob_at: Client) -> None:
    other = start()
    response = press(bob_at, conversation, "delete", page=f"/edit/{conversation.pk}/")
    assert response["HX-Redirect"] == f"/edit/?project={conversation.project_id}"
    response = press(bob_at, other, "delete", page=f"/edit/?project={other.project_id}&q=it")
    assert triggered(response)["px:touch"] == {"refs": [f"conversation:{other.pk}"]}
    assert response.status_code == 204


@pytest.mark.parametrize(
    ("name", "look", "change"),
    [("alice", 200, 204), ("bob", 200, 204), ("vera", 403, 403), ("charlie", 404, 404)],
)
def test_who_may(
    name: str, look: int, change: int, conversation: Conversation, charlie: User, signed_in: SignedIn
) -> None:
    client = signed_in(User.objects.get(email=f"{name}@example.com"))
    assert client.get(f"/edit/{conversation.pk}/rename/").status_code == look
    assert press(client, conversation, "rename", title="Night").status_code == change
    assert press(client, conversation, "settings", models=[SEEDREAM]).status_code == change
    page = client.get("/edit/").content.decode()
    assert ("/rename/" in page) == ("/delete/" in page) == (change == 204)
    assert press(client, conversation, "delete", page="/edit/").status_code == change


def test_an_editor_deletes_only_their_own(
    conversation: Conversation, project: Project, alice: User, bob: User, bob_at: Client
) -> None:
    Conversation.objects.update(author=alice)
    page = bob_at.get("/edit/").content.decode()
    assert "/rename/" in page
    assert "/delete/" not in page
    assert press(bob_at, conversation, "delete").status_code == 403
    Conversation.objects.update(author=bob)
    change_role(membership=Membership.objects.get(project=project, user=bob), role="viewer")
    assert press(bob_at, conversation, "delete").status_code == 403
    assert Conversation.objects.exists()


def test_without_javascript(conversation: Conversation, bob_at: Client) -> None:
    page = f"/edit/{conversation.pk}/"
    assert bob_at.post(f"{page}rename/", {"title": "Night"}).headers["Location"] == page
    assert bob_at.post(f"{page}delete/").headers["Location"] == f"/edit/?project={conversation.project_id}"
