"""The library's page: what it shows to whom, what its address means, and what it costs."""

import gzip
import html
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from generations.actions import delete_outputs
from generations.models import Output
from generations.models.tag import Tag
from library.views.grid import CARDS, NEWER_MAX
from projects.actions import create_project, create_session
from projects.models import Session, SessionKind
from ratings.actions import rate_outputs
from ratings.models.rating import Value
from tests.generations.rows import a_generation, add_output, an_output

ClientOf = Callable[[User], Client]
URL = "/library/"
QUERIES_MAX = 8
PAGE_BYTES_MAX = 15_000


@pytest.fixture
def editor(bob: User, signed_in: ClientOf) -> Client:
    return signed_in(bob)


def _get(client: Client, url: str = URL, **asked: Any) -> str:
    response = client.get(url, asked)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def _shown(page: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'data-key="(\d+)"', page)]


def test_everything_of_every_project_newest_first(editor: Client, bob: User, session: Session) -> None:
    own = create_project(name="Harbour", by=bob)
    elsewhere = create_session(project=own, kind=SessionKind.VIDEO, name="Moves", by=bob)
    made = [an_output(session).pk, an_output(elsewhere, kind="video").pk, an_output(session).pk]
    assert _shown(_get(editor)) == made[::-1]


def test_strangers_find_nothing_of_others(charlie: User, signed_in: ClientOf, session: Session) -> None:
    output = an_output(session)
    page = _get(signed_in(charlie))
    assert _shown(page) == []
    assert "Your library is empty" in page
    assert _shown(_get(signed_in(charlie), f"{URL}items/", project=session.project_id)) == []
    assert signed_in(charlie).get(f"{URL}outputs/{output.pk}/").status_code == 404


def test_a_visitor_signs_in_first(client: Client, db: None) -> None:
    assert client.get(f"{URL}?q=lake").headers["Location"].startswith("/accounts/login/?next=/library/")


def test_each_filter_of_the_address_narrows_and_shows_as_a_chip(editor: Client, bob: User, session: Session) -> None:
    other = an_output(session)
    wanted = an_output(session, prompt="a red lighthouse", author=bob, model="local-poster")
    wanted.generation.batch.concept = "coasts"
    wanted.generation.batch.save()
    wanted.tags.add(Tag.objects.create(project=session.project, name="Night", key="night"))
    an_output(session, kind="video", source=wanted)
    asked: dict[str, tuple[Any, str]] = {
        "q": ("light", "“light”"),
        "author": (bob.pk, "Bob"),
        "model": ("local-poster", "Local · Poster (no AI)"),
        "batch": (wanted.generation.batch_id, f"Batch: {wanted.generation.batch_id}"),
        "concept": ("coast", "Concept: coast"),
        "tag": ("NIGHT", "NIGHT"),
        "videos": ("true", "With videos"),
    }
    for name, (value, chip) in asked.items():
        page = _get(editor, **{name: value})
        assert _shown(page) == [wanted.pk], name
        assert f'aria-label="Without {chip}"' in page
    both = _shown(_get(editor, kind="image", session=session.pk, **{"from": "2020-01-01"}))
    assert both == [wanted.pk, other.pk]


def test_a_chip_leads_to_the_same_view_without_it(editor: Client, session: Session) -> None:
    page = _get(editor, q="lake", kind="image", rating="1")
    links = dict(re.findall(r'href="/library/\?([^"]*)" aria-label="Without ([^"]*)"', page))
    assert links == {"q=lake&rating=1": "Pictures", "kind=image&rating=1": "“lake”"}
    assert 'href="/library/?rating=1">Clear' in page


@pytest.mark.parametrize(
    "query", ["project=x", "from=yesterday", "rating=7", "kind=smell", "from=2026-02-02&to=2026-02-01", "batch=0"]
)
def test_an_address_that_makes_no_sense_is_told(editor: Client, session: Session, query: str) -> None:
    an_output(session)
    response = editor.get(f"{URL}?{query}")
    assert response.status_code == 400
    page = response.content.decode()
    assert "This address cannot be understood" in page
    assert _shown(page) == []


@pytest.mark.parametrize("words", ['"', "a OR b", "%_\\'", "\x00", "* NEAR(", "🦊", "x" * 5000, "-"])
def test_any_words_may_be_searched(editor: Client, session: Session, words: str) -> None:
    an_output(session)
    assert editor.get(URL, {"q": words}).status_code in {200, 400}


def test_nothing_found_names_the_filters(editor: Client, session: Session) -> None:
    an_output(session)
    page = _get(editor, q="zebra", kind="image")
    assert "Nothing found" in page
    assert "<strong>“zebra”</strong>" in page
    assert "<strong>Pictures</strong>" in page


def test_what_is_liked_and_disliked_has_its_tabs(editor: Client, bob: User, alice: User, session: Session) -> None:
    liked, disliked, of_alice = (an_output(session) for _ in range(3))
    rate_outputs(outputs=[liked], by=bob, value=Value.LIKE)
    rate_outputs(outputs=[disliked], by=bob, value=Value.DISLIKE)
    rate_outputs(outputs=[of_alice], by=alice, value=Value.LIKE)
    assert _shown(_get(editor, rating="1")) == [liked.pk]
    page = _get(editor, rating="-1")
    assert _shown(page) == [disliked.pk]
    assert 'href="/library/?rating=-1" aria-current="page">Disliked' in page


def test_walking_to_the_end_meets_everything_once(editor: Client, session: Session) -> None:
    made = [an_output(session).pk for _ in range(CARDS * 2 + 5)]
    seen: list[int] = []
    url = f"{URL}items/"
    while url:
        page = _get(editor, url)
        seen += _shown(page)
        more = re.findall(r'data-items="([^"]+)"', page)
        url = more[0] if more else ""
    assert seen == made[::-1]


def test_newer_ones_come_alone_unless_they_are_many(editor: Client, session: Session) -> None:
    first = an_output(session, prompt="a lake")
    an_output(session, prompt="a fox")
    new = an_output(session, prompt="a lake")
    page = _get(editor, f"{URL}items/", newer=first.pk, q="lake")
    assert _shown(page) == [new.pk]
    assert 'class="page"' not in page
    generation = a_generation(session)
    for position in range(NEWER_MAX):
        add_output(generation, position)
    assert 'class="page"' in _get(editor, f"{URL}items/", newer=first.pk)


def test_a_generation_is_fetched_again_with_what_it_has_now(editor: Client, session: Session) -> None:
    generation = a_generation(session)
    one, other = add_output(generation), add_output(generation, 1)
    ref = f"item:{generation.pk}"
    assert sorted(_shown(_get(editor, "/live/", f=ref))) == [one.pk, other.pk]
    delete_outputs(outputs=[one])
    assert _shown(_get(editor, "/live/", f=ref)) == [other.pk]


def test_a_full_page_is_small_and_asks_few_questions(editor: Client, bob: User, session: Session) -> None:
    made = [an_output(session, prompt=f"a harbour at dawn, number {number}") for number in range(CARDS + 5)]
    rate_outputs(outputs=made, by=bob, value=Value.LIKE)
    editor.get(URL)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = editor.get(URL).content
    assert len(gzip.compress(page)) <= PAGE_BYTES_MAX
    assert len(queries) <= QUERIES_MAX


def test_the_preview_tells_all_and_is_kept_in_the_address(editor: Client, session: Session) -> None:
    output = an_output(session, prompt="a lake", prompt_sent="a still lake at dawn")
    here = {"HX-Current-URL": f"http://testserver{URL}?q=lake"}
    answer = editor.get(f"{URL}outputs/{output.pk}/", headers=here)
    assert answer.headers["HX-Replace-Url"] == f"{URL}?q=lake&selected={output.pk}"
    for text in ("a still lake at dawn", "64 × 48", "Posters", "Copy prompt", "Delete"):
        assert text in answer.content.decode()
    assert f'id="details-{output.pk}"' in _get(editor, selected=output.pk)
    assert _get(editor, selected="999999").count('class="hint"') == 1


def test_from_a_picture_to_its_batch_and_to_all_of_its_concept(editor: Client, session: Session) -> None:
    output, _ = an_output(session), an_output(session)
    batch = output.generation.batch
    type(batch).objects.filter(pk=batch.pk).update(concept="Harbours & piers")
    facts = _get(editor, f"{URL}outputs/{output.pk}/")
    for asked in ({"batch": batch.pk}, {"concept": "Harbours & piers"}):
        assert f'href="{URL}?{urlencode(asked, quote_via=quote)}"' in facts
        assert _shown(_get(editor, **asked)) == [output.pk]
    assert 'name="concept" value="Harbours & piers"' in _get(editor, concept="Harbours & piers")


def test_those_who_only_look_get_no_tools_to_change(vera: User, signed_in: ClientOf, session: Session) -> None:
    output = an_output(session)
    assert "data-rates" not in _get(signed_in(vera))
    refused = signed_in(vera).post(f"{URL}bulk/", {"do": "delete", "outputs": str(output.pk)})
    assert refused.status_code == 422
    assert "You may only look" in refused.content.decode()
    assert Output.objects.visible_to(vera).count() == 1


def test_the_filters_offer_what_there_is_and_none_crowds_out_another(
    editor: Client, bob: User, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_session(project=create_project(name="Harbour", by=bob), kind=SessionKind.VIDEO, name="Moves", by=bob)
    monkeypatch.setattr("library.views.choices.LISTED", 9)
    Tag.objects.bulk_create(Tag(project=session.project, name=f"t{n:02}", key=f"t{n:02}") for n in range(20))
    page = _get(editor)
    for option in ("Alice", "Bob", "Vera", "t00", "t02", "Moves · Harbour", "Posters · Spring campaign"):
        assert page.count(f">{option}</option>") == 1, option
    assert "t09" not in page
    assert "Moves" not in _get(editor, project=session.project_id)
