"""The page of a batch: its grid in pieces, what it sums up, and what is done to the batch as a whole."""

import json
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from generations.actions import create_assets
from generations.models import Batch, Generation
from generations.models.batch import Purpose
from generations.planning import Order
from generations.states import State
from projects.models import Session
from tests.generations.batches import ended, text

ClientOf = Callable[[User], Client]
# The session and the person among them.
PAGE_QUERIES = 12


def test_the_page_has_a_row_for_each_prompt_and_a_place_for_each_model_and_variant(
    editor: Client, batch: Batch
) -> None:
    ended(batch, State.SUCCEEDED, State.FAILED)
    page = text(editor.get(f"/batches/{batch.pk}/"))
    rows = page.split('<section class="prompt-row"')[1:]
    assert [re.findall(r'data-variant="(\d)"', row) for row in rows] == [["1", "2", "1", "2"]] * 2
    assert "a pier" in rows[0]
    assert "a harbour" in rows[1]
    assert "<strong>1 of 8</strong>" in page
    assert "1 failed" in page


def test_the_sum_is_one_fragment_with_its_number_on_the_button(editor: Client, batch: Batch) -> None:
    ended(batch, State.FAILED, State.FAILED)
    html = text(editor.get(f"/live/?f=summary:{batch.pk}&f=batchtitle:{batch.pk}"))
    assert f'id="summary-{batch.pk}"' in html
    assert f'id="failed-{batch.pk}"' in html
    assert "(2)" in html
    assert f'id="batch-title-{batch.pk}"' in html


def test_a_retry_stands_in_the_place_of_what_failed(editor: Client, batch: Batch) -> None:
    first = batch.generations.order_by("pk")[0]
    ended(batch, State.FAILED)
    newest = batch.generations.order_by("pk").last()
    assert newest is not None
    editor.post(f"/batches/{batch.pk}/retry-failed/")
    retry = Generation.objects.get(retry_of=first)
    html = text(editor.get(f"/batches/{batch.pk}/grid/?newer={newest.pk}"))
    rows = re.findall(r'<section class="prompt-row" id="row-\d+-(\d-\d)" data-key="(\d+)"( data-again)?', html)
    assert rows == [("0-0", str(retry.pk), " data-again")]
    places = re.findall(r'id="generation-(\d+)"', html)
    assert places[0] == str(retry.pk)
    assert str(first.pk) not in places
    assert len(places) == 4


def test_added_prompts_are_rows_at_the_end_and_the_only_ones_queued(editor: Client, batch: Batch) -> None:
    newest = max(batch.generations.values_list("pk", flat=True))
    response = editor.post(f"/batches/{batch.pk}/prompts/", {"prompt": "a cliff\na cove", "idempotency_key": "a1"})
    assert response.status_code == 204
    editor.post(f"/batches/{batch.pk}/prompts/", {"prompt": "a cliff\na cove", "idempotency_key": "a1"})
    assert batch.generations.count() == 16
    html = text(editor.get(f"/batches/{batch.pk}/grid/?newer={newest}"))
    assert re.findall(r'id="row-\d+-(\d-\d)"', html) == ["2-0", "3-0"]
    assert "data-again" not in html


def test_the_price_of_more_prompts_is_told_before_the_click(editor: Client, batch: Batch) -> None:
    html = text(editor.post(f"/batches/{batch.pk}/prompts/estimate/", {"prompt": "a cliff"}))
    assert "1 prompt × 2 variants × 2 models =<br><strong>4 pictures</strong> · <strong>free</strong>" in html
    refused = editor.post(f"/batches/{batch.pk}/prompts/", {"prompt": ""})
    assert "Write what you want to see." in text(refused, 422)
    assert 'name="idempotency_key" value="' in text(editor.get(f"/batches/{batch.pk}/prompts/"))


def test_cancel_all_leaves_nothing_queued(editor: Client, batch: Batch) -> None:
    assert editor.post(f"/batches/{batch.pk}/cancel/").status_code == 204
    assert set(batch.generations.values_list("state", flat=True)) == {State.CANCELLED}
    assert "8 cancelled" in text(editor.get(f"/batches/{batch.pk}/"))


def test_the_title_is_changed_in_place(editor: Client, batch: Batch) -> None:
    assert editor.post(f"/batches/{batch.pk}/rename/", {"name": "Ports"}).status_code == 204
    batch.refresh_from_db()
    assert batch.title == "Ports"
    assert editor.post(f"/batches/{batch.pk}/rename/", {"name": " "}).status_code == 422


@pytest.mark.parametrize("path", ["rename", "cancel", "retry-failed", "prompts", "prompts/estimate"])
def test_a_viewer_may_not_and_a_stranger_finds_nothing(
    vera: User, charlie: User, signed_in: ClientOf, batch: Batch, path: str
) -> None:
    url = f"/batches/{batch.pk}/{path}/"
    sent = {"name": "x", "prompt": "x"}
    assert signed_in(vera).post(url, sent).status_code == 403
    assert signed_in(charlie).post(url, sent).status_code == 404
    assert batch.generations.filter(state=State.QUEUED).count() == 8


def test_viewers_look_without_buttons(vera: User, charlie: User, signed_in: ClientOf, batch: Batch) -> None:
    page = text(signed_in(vera).get(f"/batches/{batch.pk}/"))
    assert "Cancel all" not in page
    assert "Add prompts" not in page
    assert 'name="name"' not in page
    assert "New batch" not in text(signed_in(vera).get("/batches/"))
    for path in (f"/batches/{batch.pk}/", f"/batches/{batch.pk}/grid/", f"/batches/new/?batch={batch.pk}"):
        assert signed_in(charlie).get(path).status_code == 404
    assert 'id="batch-' not in text(signed_in(charlie).get("/batches/"))


def _big(session: Session, author: User) -> Batch:
    """2,000 places, most of them done."""
    batch = Batch.objects.create(
        project=session.project,
        session=session,
        author=author,
        purpose=Purpose.ASSETS,
        title="Big",
        settings={"models": ["local-flow"], "variants": 4},
    )
    Generation.objects.bulk_create(
        Generation(
            project=session.project,
            session=session,
            batch=batch,
            author=author,
            model="local-flow",
            provider="local",
            kind="image",
            prompt=f"number {index // 4}",
            prompt_index=index // 4,
            variant_index=index % 4,
            state=State.QUEUED if index % 9 == 0 else State.FAILED,
        )
        for index in range(2000)
    )
    return batch


def test_a_page_of_a_batch_of_2000_is_small_and_asks_little(editor: Client, session: Session, bob: User) -> None:
    batch = _big(session, bob)
    with CaptureQueriesContext(connection) as asked:
        page = text(editor.get(f"/batches/{batch.pk}/"))
    assert page.count('class="generation"') == 60
    assert len(asked) <= PAGE_QUERIES, [query["sql"][:90] for query in asked]
    seen, more = re.findall(r"number (\d+)</p>", page), page
    while link := re.search(r'data-items="([^"]+)"', more):
        more = text(editor.get(link[1].replace("&amp;", "&")))
        seen += re.findall(r"number (\d+)</p>", more)
    assert seen == [str(number) for number in range(500)]


def test_a_stretch_that_was_left_comes_again_and_nothing_else(editor: Client, session: Session, bob: User) -> None:
    batch = _big(session, bob)
    html = text(editor.get(f"/batches/{batch.pk}/grid/?from=3-0&to=5-0&newer=1&before=2"))
    assert re.findall(r"number (\d+)</p>", html) == ["3", "4", "5"]
    assert "page" not in re.findall(r'<section class="([\w-]+)"', html)


def test_too_much_that_is_new_comes_as_a_fresh_first_page(editor: Client, session: Session, bob: User) -> None:
    batch = _big(session, bob)
    editor.post(f"/batches/{batch.pk}/retry-failed/")
    first = min(batch.generations.filter(retry_of__isnull=False).values_list("pk", flat=True))
    html = text(editor.get(f"/batches/{batch.pk}/grid/?newer={first - 1}"))
    assert html.lstrip().startswith('<section class="page"')
    assert len(re.findall(r'id="generation-', html)) == 60


def test_a_prompt_with_very_many_pictures_goes_on_in_rows_of_its_own(
    editor: Client, session: Session, bob: User
) -> None:
    order = Order(models=("local-flow", "local-poster"), prompts=("a pier",), variants=50)
    batch = create_assets(project=session.project, by=bob, order=order, session=session)
    page = text(editor.get(f"/batches/{batch.pk}/"))
    assert re.findall(r'id="row-\d+-([\d-]+)"', page) == ["0-0"]
    rest = text(editor.get(f"/batches/{batch.pk}/grid/?from=0-1"))
    assert len(re.findall(r'id="generation-', rest)) == 40


@pytest.mark.parametrize("query", ["from=x", "from=9999999-1", "newer=-1", "newer=x", "from=1-1&to=zz"])
def test_an_address_that_makes_no_sense_shows_the_beginning(editor: Client, batch: Batch, query: str) -> None:
    for path in ("", "grid/"):
        assert editor.get(f"/batches/{batch.pk}/{path}?{query}").status_code == 200


def test_a_picture_that_runs_again_is_said_to_be_elsewhere(editor: Client, batch: Batch) -> None:
    made = ended(batch, State.SUCCEEDED)[0]
    here = {"HX-Request": "true", "HX-Current-URL": f"http://testserver/batches/{batch.pk}/"}
    response = editor.post(f"/generations/{made.pk}/regenerate/", headers=here)
    assert "in the session “Posters”" in json.loads(response["HX-Trigger"])["px:toast"]["message"]


def test_turns_and_uploads_have_no_page_of_this_kind(editor: Client, batch: Batch) -> None:
    Batch.objects.filter(pk=batch.pk).update(purpose=Purpose.UPLOAD)
    assert editor.get(f"/batches/{batch.pk}/").status_code == 404
