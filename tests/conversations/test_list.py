"""The list of conversations, newest activity first."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from conversations.models import Conversation
from conversations.views.listing import CARDS
from generations.actions import delete_output
from generations.models import Output
from projects.actions import add_member, create_project, create_session, delete_session, update_session
from projects.models import Project, Role, Session, SessionKind
from tests.conversations.conftest import Send, Start
from tests.conversations.working import GROK, SEEDREAM, first_turn, pictures, settle

URL = "/edit/"
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
SignedIn = Callable[[User], Client]


@pytest.fixture
def vera_at(signed_in: SignedIn, vera: User) -> Client:
    return signed_in(vera)


@pytest.fixture
def elsewhere(alice: User, vera: User) -> Session:
    """In another project of alice, which vera may see."""
    project = create_project(name="Autumn", by=alice)
    add_member(project=project, email=vera.email, role=Role.VIEWER)
    return create_session(project=project, kind=SessionKind.IMAGE, name="Leaves", by=alice)


def many(source: Output, count: int) -> list[Conversation]:
    """Each a minute older than the one before it; the last two are of the same moment."""
    ages = [*range(count - 1), count - 2]
    facts = {"project": source.project, "session": source.generation.session, "source": source, "models": [SEEDREAM]}
    rows = [
        Conversation(title=f"Edit {number}", updated_at=NOON - timedelta(minutes=age), **facts)
        for number, age in enumerate(ages)
    ]
    return Conversation.objects.bulk_create(rows)


def titles(client: Client, address: str = URL) -> list[str]:
    return [row.title for row in client.get(address).context["conversations"]]


def test_a_card_says_what_it_is_about(start: Start, vera_at: Client) -> None:
    conversation = start(SEEDREAM, GROK, instruction="make it night")
    page = vera_at.get(URL).content.decode()
    assert f'href="/edit/{conversation.pk}/"' in page
    for words in ("make it night", "1 turn ", "Seedream 5", "Grok", "Bob", "just now", "Generating"):
        assert words in page
    settle(first_turn(conversation))
    assert "Generating" not in vera_at.get(URL).content.decode()


def test_the_newest_activity_comes_first(start: Start, send: Send, vera_at: Client) -> None:
    first, second = start(instruction="first"), start(instruction="second")
    Conversation.objects.update(updated_at=NOON)
    assert titles(vera_at) == ["second", "first"]
    settle(first_turn(first))
    send(first)
    assert titles(vera_at) == ["first", "second"]
    assert second.turns.count() == 1


def test_its_pictures_are_the_source_and_the_newest(start: Start, send: Send, source: Output, vera_at: Client) -> None:
    conversation = start(SEEDREAM, GROK)
    older = pictures(settle(first_turn(conversation)))
    newer = pictures(settle(send(conversation)))
    shown = vera_at.get(URL).context["conversations"][0].pictures
    assert shown == [source, newer[1], newer[0], older[1]]
    delete_output(output=newer[1])
    assert vera_at.get(URL).context["conversations"][0].pictures == [source, newer[0], *older[::-1]]


def test_search_in_titles(start: Start, vera_at: Client) -> None:
    start(instruction="make it night")
    start(instruction="a red boat")
    assert titles(vera_at, f"{URL}?q=NIGHT") == ["make it night"]
    nothing = vera_at.get(f"{URL}?q=<b>")
    assert "No title with “&lt;b&gt;”" in nothing.content.decode()


def test_one_project_only(start: Start, elsewhere: Session, project: Project, alice: User, vera_at: Client) -> None:
    start()
    many(Output.objects.get(), 2)
    Conversation.objects.filter(title="Edit 0").update(project=elsewhere.project, session=elsewhere)
    assert titles(vera_at, f"{URL}?project={elsewhere.project_id}") == ["Edit 0"]
    assert len(titles(vera_at)) == 3
    page = vera_at.get(f"{URL}?project={elsewhere.project_id}&q=edit").content.decode()
    assert f"?q=edit&amp;project={project.pk}" in page


def test_what_others_edit_is_never_shown(start: Start, project: Project, charlie: User, signed_in: SignedIn) -> None:
    start()
    stranger = signed_in(charlie)
    assert titles(stranger) == []
    assert stranger.get(f"{URL}?project={project.pk}").status_code == 404
    assert stranger.get(f"{URL}items/?project={project.pk}").content.decode().strip() == ""
    assert "No edits yet" in stranger.get(URL).content.decode()
    assert "make it night" not in stranger.get("/palette/").content.decode()


def test_it_goes_with_its_session_and_stays_in_the_archive(start: Start, session: Session, vera_at: Client) -> None:
    start()
    update_session(session=session, archived=True)
    assert titles(vera_at) == ["make it night"]
    delete_session(session=session)
    assert titles(vera_at) == []


def test_older_ones_come_by_pages_without_a_gap(source: Output, vera_at: Client) -> None:
    wanted = [row.title for row in many(source, 2 * CARDS + 1)]
    wanted[-2:] = reversed(wanted[-2:])  # Of two with the same moment the one that was made later comes first.
    seen, address = [], URL
    while True:
        page = vera_at.get(address)
        seen += [row.title for row in page.context["conversations"]]
        if not page.context["older"]:
            break
        address = f"{URL}?{page.context['older']}"
    assert seen == wanted


def test_a_page_hears_what_comes_after_it(start: Start, session: Session, vera_at: Client) -> None:
    start(instruction="there already")
    page = vera_at.get(f"{URL}?project={session.project_id}").context
    start(instruction="new")
    start(instruction="newest")
    (room,) = page["heard"]
    assert room["pk"] == session.project_id
    assert titles(vera_at, f"{URL}items/?{room['query']}") == ["newest", "new"]
    assert titles(vera_at, f"{URL}items/?{room['query']}&q=newest") == ["newest"]


@pytest.mark.parametrize("query", ["project=x", "project=-1", f"project={10**30}", "before=0", "before=9-9"])
def test_odd_addresses_are_answered(query: str, source: Output, vera_at: Client) -> None:
    many(source, 3)
    assert vera_at.get(f"{URL}?{query}").status_code == 200
    assert vera_at.get(f"{URL}items/?{query}&after=x").status_code == 200


@pytest.mark.parametrize("count", [2, CARDS, CARDS + 26])
def test_a_page_takes_the_same_queries_however_long(
    count: int, source: Output, vera_at: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    many(source, count)
    vera_at.get(URL)
    with django_assert_max_num_queries(7):
        vera_at.get(URL)


def test_the_way_to_the_list(start: Start, project: Project, session: Session, vera_at: Client) -> None:
    address = f"/edit/?project={project.pk}"
    conversation = start()
    for path in (f"/projects/{project.pk}/", f"/sessions/{session.pk}/", f"/edit/{conversation.pk}/"):
        assert address in vera_at.get(path).content.decode()
    assert f'data-href="/edit/{conversation.pk}/"' in vera_at.get("/palette/").content.decode()
