"""The grid of a session: what a page shows, how it goes on, and what it costs."""

import gzip
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from generations.models import Generation, Output
from generations.views.pages import CARDS, NEWER_MAX
from projects.models import Session
from tests.generations.rows import a_generation, add_output, an_output

ClientOf = Callable[[User], Client]
QUERIES_MAX = 8
PAGE_BYTES_MAX = 15_000
NODES_MAX = 20


@pytest.fixture
def editor(bob: User, signed_in: ClientOf) -> Client:
    return signed_in(bob)


def _keys(html: str) -> list[int]:
    return [int(key) for key in re.findall(r'data-key="(\d+)"', html)]


def _get(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_the_newest_comes_first_and_says_what_it_is(editor: Client, session: Session) -> None:
    old, new = an_output(session), an_output(session, prompt="a harbour <b>")
    page = _get(editor, f"/sessions/{session.pk}/")
    assert _keys(page) == [new.generation_id, old.generation_id]
    assert f'id="output-{new.pk}"' in page
    assert 'alt="a harbour &lt;b&gt;"' in page
    assert 'width="64" height="48"' in page


def test_a_page_knows_the_revision_that_its_rows_are_of(editor: Client, bob: User, session: Session) -> None:
    generation = a_generation(session, state="failed")
    editor.post(f"/generations/{generation.pk}/retry/")
    page = _get(editor, f"/sessions/{session.pk}/")
    since = int(re.findall(r'data-since="(\d+)"', page)[0])
    assert since > 0
    assert set(re.findall(r'data-rev="(\d+)"', page)) == {str(since)}


def test_a_retried_one_makes_room_for_its_retry(editor: Client, session: Session) -> None:
    failed = a_generation(session, state="failed")
    retry = a_generation(session, state="queued", retry_of=failed)
    assert _keys(_get(editor, f"/sessions/{session.pk}/")) == [retry.pk]


def test_deleted_and_hidden_pictures_are_left_out(editor: Client, session: Session) -> None:
    gone, hidden = an_output(session), an_output(session)
    type(gone).objects.filter(pk=gone.pk).update(deleted_at=gone.created_at, file="")
    type(gone).objects.filter(pk=hidden.pk).update(hidden_at=hidden.created_at)
    assert 'class="card"' not in _get(editor, f"/sessions/{session.pk}/")


def test_walking_to_the_end_meets_everything_once(editor: Client, session: Session) -> None:
    made = [a_generation(session, state="failed").pk for _ in range(CARDS * 2 + 5)]
    seen: list[int] = []
    url = f"/sessions/{session.pk}/items/"
    while url:
        page = _get(editor, url)
        seen += _keys(page)
        more = re.findall(r'data-items="([^"]+)"', page)
        url = more[0] if more else ""
    assert seen == made[::-1]


def test_a_page_ends_earlier_when_generations_have_many_pictures(editor: Client, session: Session) -> None:
    for _ in range(CARDS // 2):
        generation = a_generation(session)
        for position in range(4):
            add_output(generation, position)
    page = _get(editor, f"/sessions/{session.pk}/items/")
    assert page.count('class="card"') == CARDS


def test_only_what_is_new_comes_on_top(editor: Client, session: Session) -> None:
    known = a_generation(session, state="failed")
    new = [a_generation(session, state="queued").pk for _ in range(3)]
    html = _get(editor, f"/sessions/{session.pk}/items/?newer={known.pk}")
    assert _keys(html) == new[::-1]
    assert "<section" not in html


def test_far_too_many_new_ones_come_as_a_fresh_first_page(editor: Client, session: Session) -> None:
    batch = a_generation(session, state="failed").batch
    for _ in range(NEWER_MAX + 1):
        a_generation(session, state="failed", batch=batch)
    html = _get(editor, f"/sessions/{session.pk}/items/?newer=1")
    assert html.lstrip().startswith("<section")
    assert len(_keys(html)) == CARDS


def test_an_emptied_stretch_is_filled_again(editor: Client, session: Session) -> None:
    made = [a_generation(session, state="failed").pk for _ in range(9)]
    html = _get(editor, f"/sessions/{session.pk}/items/?before={made[6]}&newer={made[2]}")
    assert _keys(html) == made[5:2:-1]


def test_a_filter_by_model_holds_on_every_page(editor: Client, session: Session) -> None:
    wanted = [a_generation(session, state="failed", model="local-flow").pk for _ in range(CARDS + 1)]
    a_generation(session, state="failed", model="local-poster")
    page = _get(editor, f"/sessions/{session.pk}/?model=local-flow")
    more = re.findall(r'data-items="([^"]+)"', page)[0].replace("&amp;", "&")
    assert _keys(page) + _keys(_get(editor, more)) == wanted[::-1]


@pytest.mark.parametrize("words", ["before=x", "newer=-1", "before=99999999999999999999", "newer=1e3"])
def test_a_place_that_is_no_number_is_no_place(editor: Client, session: Session, words: str) -> None:
    generation = a_generation(session, state="failed")
    assert _keys(_get(editor, f"/sessions/{session.pk}/items/?{words}")) == [generation.pk]


def test_a_viewer_looks_without_a_composer(vera: User, signed_in: ClientOf, session: Session) -> None:
    an_output(session)
    a_generation(session, state="failed")
    page = _get(signed_in(vera), f"/sessions/{session.pk}/")
    assert 'class="card"' in page
    assert 'class="composer"' not in page
    assert "hx-post" not in page


@pytest.mark.parametrize("path", ["", "items/", "pick/"])
def test_a_stranger_finds_nothing(charlie: User, signed_in: ClientOf, session: Session, path: str) -> None:
    assert signed_in(charlie).get(f"/sessions/{session.pk}/{path}").status_code == 404


def test_somebody_unknown_is_asked_to_sign_in(client: Client, session: Session) -> None:
    response = client.get(f"/sessions/{session.pk}/")
    assert response.headers["Location"] == f"/accounts/login/?next=/sessions/{session.pk}/"


def test_a_full_page_is_light(editor: Client, session: Session) -> None:
    for number in range(CARDS):
        an_output(session, prompt=f"number {number}: a lighthouse on a cliff at dawn, fog over the sea")
    editor.get(f"/sessions/{session.pk}/")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = _get(editor, f"/sessions/{session.pk}/")
    assert page.count('class="card"') == CARDS
    assert len(queries) <= QUERIES_MAX
    assert len(gzip.compress(page.encode())) <= PAGE_BYTES_MAX
    card = re.findall(r'<div class="card".*?</div>', page, re.DOTALL)[0]
    assert len(re.findall(r"<[a-z]", card)) <= NODES_MAX


def test_more_rows_take_no_more_queries(editor: Client, session: Session) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            _get(editor, f"/sessions/{session.pk}/items/")
        return len(captured)

    an_output(session)
    few = queries()
    for _ in range(20):
        an_output(session)
    assert queries() == few


def test_an_unknown_model_of_long_ago_still_has_its_card(editor: Client, session: Session) -> None:
    an_output(session, model="retired-model")
    assert Generation.objects.count() == 1
    assert "retired-model" in _get(editor, f"/sessions/{session.pk}/")


@pytest.mark.topology("embedded")
def test_statistics_that_take_nulls_for_one_value_make_no_page_slow(alice: User) -> None:
    facts = {
        "generations_generation": ("sqlite_autoindex_generations_generation_2", "100000 100000"),
        "generations_output": ("generations_output_generation_id_2108e972", "100000 1"),
    }
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("DELETE FROM sqlite_stat1")
        for table, (index, numbers) in facts.items():
            cursor.execute("INSERT INTO sqlite_stat1 VALUES (%s, %s, %s)", [table, index, numbers])
        cursor.execute("ANALYZE sqlite_schema")
    assert "AUTOMATIC" not in Output.objects.for_viewer(alice).explain()
