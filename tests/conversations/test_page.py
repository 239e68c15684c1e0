"""The room of a conversation: its turns, the tree of them, what the next one takes, and what all that costs to read."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import User
from conversations.actions import delete_conversation
from conversations.models import Conversation, Turn
from conversations.views.page import TURNS
from generations.models import Batch, Output
from generations.models.batch import Purpose
from generations.states import State
from projects.models import Session
from tests.conversations.conftest import Send, Start
from tests.conversations.working import GROK, KLEIN, SEEDREAM, a_still, cancel, fail, first_turn, pictures, rows, settle
from tests.generations.rows import a_generation, add_output

ClientOf = Callable[[User], Client]
QUERIES_MAX = 10
pytestmark = pytest.mark.usefixtures("engines")


@pytest.fixture
def editor(bob: User, signed_in: ClientOf) -> Client:
    return signed_in(bob)


@pytest.fixture
def show(editor: Client) -> Callable[..., str]:
    """The page, or one of its fragments: `show(conversation, "?before=5")`."""

    def get(conversation: Conversation, words: str = "") -> str:
        response = editor.get(f"/edit/{conversation.pk}/{words}")
        assert response.status_code == 200
        return response.content.decode()

    return get


Show = Callable[..., str]


def _sections(html: str) -> dict[int, str]:
    parts = re.split(r'<section class="turn[^"]*" id="turn-(\d+)"', html)
    return {int(number): part for number, part in zip(parts[1::2], parts[2::2], strict=True)}


def test_it_begins_with_the_source_and_has_every_turn_in_order(
    show: Show, start: Start, send: Send, session: Session
) -> None:
    conversation = start(SEEDREAM, GROK)
    settle(first_turn(conversation))
    own = a_still(session, "red")
    second = settle(send(conversation, instruction="more <stars>", references=(own.pk,)))
    html = show(conversation)
    turns = _sections(html)
    assert list(turns) == [0, 1, 2]
    assert f'id="output-{conversation.source_id}"' in turns[0]
    assert 'dir="auto">more &lt;stars&gt;<' in turns[2]
    assert [f'id="output-{output.pk}"' in turns[2] for output in pictures(second)] == [True, True]
    assert re.search(r"words\">the source</span>", turns[1])
    assert "2 from turn 1 + 1 yours" in turns[2]
    assert "2 from turn 2, of 5" in html
    assert '<input type="hidden" name="number" value="3">' in html


def test_what_is_awaited_stands_in_the_strip_and_in_its_turn(show: Show, start: Start) -> None:
    html = show(start(SEEDREAM, GROK))
    assert html.count('class="card skeleton"') == 2
    assert html.count('class="thumb skeleton"') == 2
    assert "Turn 1 is being made" in html
    assert "data-busy" in html


def test_a_turn_that_leaves_the_line_says_from_where(show: Show, start: Start, send: Send) -> None:
    conversation = start(SEEDREAM)
    first = settle(first_turn(conversation))
    settle(send(conversation))
    settle(send(conversation, continues=f"turn:{first.pk}"))
    settle(send(conversation, continues=f"output:{conversation.source_id}"))
    html = show(conversation)
    assert re.findall(r'data-number="(\d)" data-parent="(\d?)"', html) == [
        ("1", "0"),
        ("2", "1"),
        ("3", "1"),
        ("4", "0"),
    ]
    assert re.findall(r'class="fork" href="#turn-(\d)"', html) == ["1", "0"]


def test_a_failed_turn_says_why_and_offers_to_retry_all(show: Show, start: Start) -> None:
    conversation = start(SEEDREAM, GROK)
    turn = settle(first_turn(conversation), {SEEDREAM: fail, GROK: cancel})
    section = _sections(show(conversation))[1]
    assert f'hx-post="/turns/{turn.pk}/retry/"' in section
    assert section.count("rules refused this") >= 1
    assert section.count("/retry/") == 3


def test_one_that_failed_leaves_the_turn_complete(show: Show, start: Start) -> None:
    conversation = start(SEEDREAM, GROK)
    turn = settle(first_turn(conversation), {GROK: fail})
    section = _sections(show(conversation))[1]
    assert f"?continues=turn:{turn.pk}" in section
    assert f"/turns/{turn.pk}/retry/" not in section


def test_the_address_chooses_what_the_next_turn_continues(show: Show, start: Start, send: Send) -> None:
    conversation = start(SEEDREAM, GROK)
    first = settle(first_turn(conversation))
    settle(send(conversation))
    picture = pictures(first)[1]
    html = show(conversation, f"?continues=output:{picture.pk}")
    assert f'name="continues" value="output:{picture.pk}"' in html
    sent = html[html.index('id="sent"') :]
    assert "1 from turn 1, of 5" in sent
    assert "Go on from the newest" in sent
    assert "no such turn or picture" in show(conversation, "?continues=output:4711")


def test_a_source_of_another_conversation_is_the_source_here(show: Show, start: Start) -> None:
    picture = pictures(settle(first_turn(start(SEEDREAM))))[0]
    conversation = start(SEEDREAM, source=picture)
    assert "the source, of 5" in show(conversation)


def test_deleted_pictures_leave_the_page(show: Show, start: Start, editor: Client) -> None:
    conversation = start(SEEDREAM)
    turn = settle(first_turn(conversation))
    editor.post(f"/outputs/{pictures(turn)[0].pk}/delete/")
    html = show(conversation)
    assert _sections(html)[1].count('class="card"') == 0
    assert '<span class="thumb gone">deleted</span>' in html
    assert "the source, of 5" in html


def test_only_what_is_newer_is_added(show: Show, start: Start, send: Send) -> None:
    conversation = start(SEEDREAM)
    settle(first_turn(conversation))
    settle(send(conversation))
    assert list(_sections(show(conversation, "turns/?newer=1"))) == [2]
    strip = show(conversation, "turns/?strip&newer=1")
    assert re.findall(r'id="group-\d+".*?data-number="(\d)"', strip) == ["2"]
    assert "<section" not in strip


def test_every_part_can_be_fetched_anew(start: Start, editor: Client) -> None:
    turn = settle(first_turn(start(SEEDREAM)))
    generation = rows(turn)[0]
    parts = {f"{frag}:{turn.pk}": f"turn:{turn.pk}" for frag in ("turn", "group")}
    parts |= {f"{frag}:{turn.conversation_id}": f"conversation:{turn.conversation_id}" for frag in ("head", "going")}
    parts[f"thumb:{generation.pk}"] = f"generation:{generation.pk}"
    html = editor.get("/live/", {"f": list(parts)}).content.decode()
    for part, ref in parts.items():
        assert f'data-live="{ref}" data-frag="{part.split(":")[0]}"' in html


def test_a_viewer_looks_without_a_composer(vera: User, signed_in: ClientOf, start: Start, show: Show) -> None:
    conversation = start(SEEDREAM)
    settle(first_turn(conversation))
    html = signed_in(vera).get(f"/edit/{conversation.pk}/").content.decode()
    assert 'class="card"' in html
    assert not re.search(r'class="composer|hx-post|data-post|"\?continues=', html)
    assert 'class="composer edit"' in show(conversation)


def test_a_stranger_finds_nothing(charlie: User, signed_in: ClientOf, start: Start) -> None:
    turn = first_turn(start(SEEDREAM))
    client = signed_in(charlie)
    for path in ("", "turns/"):
        assert client.get(f"/edit/{turn.conversation_id}/{path}").status_code == 404
    html = client.get("/live/", {"f": [f"turn:{turn.pk}", f"head:{turn.conversation_id}"]}).content.decode()
    assert not html.strip()


def test_a_deleted_one_is_gone(editor: Client, start: Start) -> None:
    conversation = start(SEEDREAM)
    pk = conversation.pk
    delete_conversation(conversation=conversation)
    assert editor.get(f"/edit/{pk}/").status_code == 404


def _grown(conversation: Conversation, session: Session, turns: int) -> None:
    """More turns of four pictures each, without the work behind them."""
    parent, models = first_turn(conversation), [SEEDREAM, GROK, KLEIN, "local-flow"]
    settings = {"models": models, "references": [conversation.source_id]}
    for number in range(2, turns + 1):
        batch = Batch.objects.create(
            project=session.project, session=session, author=session.created_by, purpose=Purpose.TURN, settings=settings
        )
        for model in models:
            add_output(a_generation(session, batch=batch, model=model))
        parent = Turn.objects.create(
            batch=batch, conversation=conversation, number=number, instruction="more", continues_turn=parent
        )


def test_a_long_one_costs_no_more_queries(
    show: Show, start: Start, session: Session, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    conversation = start(SEEDREAM)
    _grown(conversation, session, TURNS)
    with django_assert_max_num_queries(QUERIES_MAX):
        html = show(conversation)
    assert html.count('class="card"') == (TURNS - 1) * 4 + 1
    assert html.count('class="card skeleton"') == 1
    assert "Earlier turns" not in html
    assert Output.objects.count() == (TURNS - 1) * 4 + 1


def test_what_is_older_than_the_newest_fifty_is_one_link_away(show: Show, start: Start, session: Session) -> None:
    conversation = start(SEEDREAM)
    _grown(conversation, session, TURNS + 3)
    html = show(conversation)
    assert list(_sections(html)) == list(range(4, TURNS + 4))
    link = re.findall(r'href="(\?before=\d+)"', html)
    assert link == ["?before=4"]
    assert html.count('href="?before=2#turn-0"') == 2
    earlier = show(conversation, link[0])
    assert list(_sections(earlier)) == [0, 1, 2, 3]
    assert earlier.count('href="#turn-0"') == 2
    assert list(_sections(show(conversation, "?before=2"))) == [0, 1]
    assert "Newest turns" in earlier


def test_states_of_turns_are_those_of_the_machine(start: Start, show: Show) -> None:
    conversation = start(SEEDREAM)
    assert rows(first_turn(conversation))[0].state == State.QUEUED
    assert 'aria-label="Cancel turn 1"' in show(conversation)


def test_the_videos_of_its_pictures_are_counted(show: Show, start: Start, session: Session) -> None:
    conversation = start(KLEIN)
    edit = pictures(settle(first_turn(conversation)))[0]
    assert "1 video" not in show(conversation)
    for still in (conversation.source, edit):
        add_output(a_generation(session, kind="video", source=still))
    assert show(conversation).count("1 video") == 2
