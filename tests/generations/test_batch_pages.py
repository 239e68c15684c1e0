"""Asset Monster: the list of batches, a new one, its page and grid, and what is done to a batch as a whole."""

import json
import re
from collections.abc import Callable
from typing import Any

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
from projects.actions import create_project
from projects.models import Project, Session
from tests.generations.rows import a_generation, add_output, an_output

ClientOf = Callable[[User], Client]
ORDER = {"models": ["local-landscape", "local-flow"], "outputs": "2", "prompt": "a pier\na harbour"}
# The session and the person among them.
PAGE_QUERIES = 12


@pytest.fixture
def editor(bob: User, signed_in: ClientOf) -> Client:
    return signed_in(bob)


@pytest.fixture
def form(session: Session) -> dict[str, Any]:
    target = {"target": "existing", "session": str(session.pk), "project": str(session.project_id)}
    return {**ORDER, **target, "idempotency_key": "k1", "concept": "Autumn", "tags": "sea, Hero"}


@pytest.fixture
def batch(session: Session, bob: User) -> Batch:
    """Two prompts, two models, two variants: eight places, nothing made yet."""
    order = Order(models=("local-landscape", "local-flow"), prompts=("a pier", "a harbour"), variants=2)
    return create_assets(project=session.project, by=bob, order=order, session=session, concept="Autumn", tags=["sea"])


def _ended(batch: Batch, *states: str) -> list[Generation]:
    """The first generations, each in one of these states."""
    rows = list(batch.generations.order_by("pk")[: len(states)])
    for row, state in zip(rows, states, strict=True):
        row.state = state
        row.save(update_fields=["state"])
        if state == State.SUCCEEDED:
            add_output(row)
    return rows


def _text(response: Any, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()  # type: ignore[no-any-return]


def test_the_lines_of_the_box_make_a_batch_and_lead_to_it(editor: Client, form: dict[str, Any]) -> None:
    response = editor.post("/batches/new/", form, headers={"HX-Request": "true"})
    batch = Batch.objects.get()
    assert response["HX-Redirect"] == f"/batches/{batch.pk}/"
    assert (batch.purpose, batch.title, batch.concept) == (Purpose.ASSETS, "Autumn", "Autumn")
    assert sorted(batch.tag_names) == ["Hero", "sea"]
    made = batch.generations.values_list("prompt", "model", "variant_index")
    expected = {
        (prompt, model, variant)
        for prompt in ("a pier", "a harbour")
        for model in ("local-landscape", "local-flow")
        for variant in (0, 1)
    }
    assert set(made) == expected


def test_rows_come_before_what_still_stands_in_the_box(editor: Client, form: dict[str, Any]) -> None:
    editor.post("/batches/new/", {**form, "rows": json.dumps(["first\nin two lines", "  "]), "prompt": '["last"]'})
    made = Generation.objects.order_by("prompt_index").values_list("prompt_index", "prompt").distinct()
    assert list(made) == [(0, "first\nin two lines"), (1, "last")]


def test_a_double_click_makes_one_batch(editor: Client, form: dict[str, Any]) -> None:
    assert editor.post("/batches/new/", form)["Location"] == editor.post("/batches/new/", form)["Location"]
    assert Batch.objects.count() == 1


def test_a_new_session_is_made_together_with_its_batch_or_not_at_all(
    editor: Client, form: dict[str, Any], session: Session
) -> None:
    new = {**form, "target": "new", "name": "Assets of today"}
    assert editor.post("/batches/new/", {**new, "models": ["no-such"]}).status_code == 422
    assert Session.objects.count() == 1
    editor.post("/batches/new/", new)
    assert Batch.objects.get().session.name == "Assets of today"
    assert Batch.objects.get().session.project == session.project


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"prompt": " \n "}, "Write what you want to see."),
        ({"models": []}, "Pick at least one model."),
        ({"prompt": "x" * 100_000}, "Line 1 has 100,000 characters"),
        ({"prompt": '["a",\n "b"'}, "breaks off at line 2"),
        ({"rows": '[{"x": 1}]'}, "Prompt 1 is no text"),
        ({"prompt": "\n".join("abc"[i % 3] for i in range(501))}, "at most 2,000"),
        ({"prompt": "\n".join("a" for _ in range(2001))}, "at most 2,000"),
        ({"outputs": "101"}, "less than or equal to 100"),
        ({"tags": "x" * 300}, "A tag has 1 to 40 characters"),
        ({"references": ["4711"]}, "There is no picture 4711"),
        ({"session": "4711"}, "not there any more"),
        ({"seed": "soon"}, "whole number"),
        ({"title": "x" * 121}, "at most 120"),
    ],
)
def test_a_refusal_says_why_and_makes_nothing(
    editor: Client, form: dict[str, Any], changes: dict[str, Any], told: str
) -> None:
    assert told in _text(editor.post("/batches/new/", {**form, **changes}), 422)
    assert not Batch.objects.exists()


def test_the_product_and_the_price_are_told_before_the_click(editor: Client, form: dict[str, Any]) -> None:
    asked = {**form, "models": ["fal-seedream-4.5"], "aspect_ratio": "1:1", "resolution": "2k"}
    html = _text(editor.post("/batches/new/estimate/", asked))
    assert "2 prompts × 2 variants × 1 model =<br><strong>4 pictures</strong> · <strong>$0.16</strong>" in html
    assert "No prompts yet" in _text(editor.post("/batches/new/estimate/", {**asked, "prompt": ""}))
    assert "breaks off" in _text(editor.post("/batches/new/estimate/", {**asked, "prompt": '["a'}))
    assert not Batch.objects.exists()


def test_what_was_pasted_becomes_rows_and_leaves_the_box(editor: Client) -> None:
    response = editor.post("/batches/new/prompts/", {"prompt": 'a <b>pier</b>\r\n\r\n - a "harbour"'})
    html = _text(response)
    assert html.count('<li class="prompt-line">') == 2
    assert "a &lt;b&gt;pier&lt;/b&gt;</textarea>" in html
    assert '<label id="box" hx-swap-oob="true">' in html
    refused = editor.post("/batches/new/prompts/", {"prompt": '[{"promt": "typing error"}]'})
    assert "Prompt 1" in _text(refused, 422)
    assert refused["HX-Retarget"] == "#batch-errors"


def test_a_duplicate_begins_with_everything_and_spends_nothing(editor: Client, session: Session, bob: User) -> None:
    picture = an_output(session)
    order = Order(
        models=("fal-seedream-4.5",), prompts=("a pier",), variants=3, aspect_ratio="16:9", references=(picture.pk,)
    )
    made = create_assets(
        project=session.project, by=bob, order=order, session=session, title="Ports", concept="By the sea", tags=["sea"]
    )
    page = _text(editor.get(f"/batches/new/?batch={made.pk}"))
    assert 'value="Ports"' in page
    assert "By the sea</textarea>" in page
    assert 'value="sea"' in page
    assert ">a pier</textarea>" in page
    assert 'name="outputs" min="1" max="100" value="3"' in page
    assert 'value="16:9" checked' in page
    assert f'name="references" value="{picture.pk}"' in page
    assert "data-draft" not in page
    assert Batch.objects.filter(purpose=Purpose.ASSETS).count() == 1


def test_a_duplicate_says_what_it_has_to_do_without(editor: Client, batch: Batch) -> None:
    batch.settings = {**batch.settings, "models": ["no-longer"], "references": [4711]}
    batch.save(update_fields=["settings"])
    page = _text(editor.get(f"/batches/new/?batch={batch.pk}"))
    assert "no-longer cannot be used any more." in page
    assert "1 of its reference pictures is gone." in page


def test_where_to_is_the_session_that_was_come_from(editor: Client, session: Session, bob: User) -> None:
    page = _text(editor.get(f"/batches/new/?session={session.pk}"))
    assert f'<option value="{session.pk}" selected>' in page
    other = create_project(name="Autumn", by=bob)
    page = _text(editor.get(f"/batches/new/?project={other.pk}"))
    assert 'value="new" checked' in page
    assert "no picture session yet" in page


def test_without_a_project_there_is_a_way_to_one(charlie: User, signed_in: ClientOf) -> None:
    page = _text(signed_in(charlie).get("/batches/new/"))
    assert "A batch needs a project" in page
    assert "Many pictures from one idea" in _text(signed_in(charlie).get("/batches/"))


def _listed(client: Client, query: str = "") -> list[int]:
    return [int(pk) for pk in re.findall(r'id="batch-(\d+)"', _text(client.get(f"/batches/?{query}")))]


def test_the_list_shows_the_newest_first_and_composed_ones_on_demand(editor: Client, batch: Batch) -> None:
    composed = a_generation(batch.session).batch
    turn = a_generation(batch.session).batch
    Batch.objects.filter(pk=turn.pk).update(purpose=Purpose.TURN)
    assert _listed(editor) == [batch.pk]
    assert _listed(editor, "composed=1") == [composed.pk, batch.pk]


def test_the_list_is_narrowed_by_words_tag_state_and_project(editor: Client, batch: Batch, bob: User) -> None:
    other = create_assets(
        project=create_project(name="Autumn", by=bob),
        by=bob,
        order=Order(models=("local-flow",), prompts=("a castle",)),
        session=None,
    )
    _ended(other, State.FAILED)
    assert _listed(editor, "q=castle") == [other.pk]
    assert _listed(editor, "q=autumn") == [batch.pk]
    assert _listed(editor, "tag=SEA") == [batch.pk]
    assert _listed(editor, "state=active") == [batch.pk]
    assert _listed(editor, "state=failed") == _listed(editor, "state=done") == [other.pk]
    assert _listed(editor, f"project={other.project_id}") == [other.pk]
    assert _listed(editor, "q=%22(*&state=none&before=x&project=x&after=-1") == [other.pk, batch.pk]
    assert editor.get("/batches/?project=4711").status_code == 404


def test_the_list_goes_on_by_key(editor: Client, batch: Batch) -> None:
    made = [a_generation(batch.session).batch for _ in range(25)]
    first = _listed(editor, "composed=1")
    assert len(first) == 24
    older = re.search(r'href="\?([^"]*before=\d+)"', editor.get("/batches/?composed=1").content.decode())
    assert older is not None
    rest = _listed(editor, older[1].replace("&amp;", "&"))
    assert first + rest == [row.pk for row in reversed(made)] + [batch.pk]


def test_a_card_tells_how_far_its_batch_is(editor: Client, batch: Batch) -> None:
    _ended(batch, State.SUCCEEDED, State.SUCCEEDED, State.FAILED, State.CANCELLED)
    html = _text(editor.get(f"/live/?f=batch:{batch.pk}"))
    assert "<strong>2 of 8</strong>" in html
    assert "1 failed" in html
    assert "1 cancelled" in html
    assert html.count("<img") == 2
    assert f"/api/batches/{batch.pk}/download/" in html


def test_the_page_has_a_row_for_each_prompt_and_a_place_for_each_model_and_variant(
    editor: Client, batch: Batch
) -> None:
    _ended(batch, State.SUCCEEDED, State.FAILED)
    page = _text(editor.get(f"/batches/{batch.pk}/"))
    rows = page.split('<section class="prompt-row"')[1:]
    assert [re.findall(r'data-variant="(\d)"', row) for row in rows] == [["1", "2", "1", "2"]] * 2
    assert "a pier" in rows[0]
    assert "a harbour" in rows[1]
    assert "<strong>1 of 8</strong>" in page
    assert "1 failed" in page


def test_the_sum_is_one_fragment_with_its_number_on_the_button(editor: Client, batch: Batch) -> None:
    _ended(batch, State.FAILED, State.FAILED)
    html = _text(editor.get(f"/live/?f=summary:{batch.pk}&f=batchtitle:{batch.pk}"))
    assert f'id="summary-{batch.pk}"' in html
    assert f'id="failed-{batch.pk}"' in html
    assert "(2)" in html
    assert f'id="batch-title-{batch.pk}"' in html


def test_a_retry_stands_in_the_place_of_what_failed(editor: Client, batch: Batch) -> None:
    first = batch.generations.order_by("pk")[0]
    _ended(batch, State.FAILED)
    newest = batch.generations.order_by("pk").last()
    assert newest is not None
    editor.post(f"/batches/{batch.pk}/retry-failed/")
    retry = Generation.objects.get(retry_of=first)
    html = _text(editor.get(f"/batches/{batch.pk}/grid/?newer={newest.pk}"))
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
    html = _text(editor.get(f"/batches/{batch.pk}/grid/?newer={newest}"))
    assert re.findall(r'id="row-\d+-(\d-\d)"', html) == ["2-0", "3-0"]
    assert "data-again" not in html


def test_the_price_of_more_prompts_is_told_before_the_click(editor: Client, batch: Batch) -> None:
    html = _text(editor.post(f"/batches/{batch.pk}/prompts/estimate/", {"prompt": "a cliff"}))
    assert "1 prompt × 2 variants × 2 models =<br><strong>4 pictures</strong> · <strong>free</strong>" in html
    refused = editor.post(f"/batches/{batch.pk}/prompts/", {"prompt": ""})
    assert "Write what you want to see." in _text(refused, 422)
    assert 'name="idempotency_key" value="' in _text(editor.get(f"/batches/{batch.pk}/prompts/"))


def test_cancel_all_leaves_nothing_queued(editor: Client, batch: Batch) -> None:
    assert editor.post(f"/batches/{batch.pk}/cancel/").status_code == 204
    assert set(batch.generations.values_list("state", flat=True)) == {State.CANCELLED}
    assert "8 cancelled" in _text(editor.get(f"/batches/{batch.pk}/"))


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
    page = _text(signed_in(vera).get(f"/batches/{batch.pk}/"))
    assert "Cancel all" not in page
    assert "Add prompts" not in page
    assert 'name="name"' not in page
    assert "New batch" not in _text(signed_in(vera).get("/batches/"))
    for path in (f"/batches/{batch.pk}/", f"/batches/{batch.pk}/grid/", f"/batches/new/?batch={batch.pk}"):
        assert signed_in(charlie).get(path).status_code == 404
    assert _listed(signed_in(charlie)) == []


def test_a_viewer_cannot_make_a_batch(vera: User, signed_in: ClientOf, form: dict[str, Any]) -> None:
    assert signed_in(vera).post("/batches/new/", form).status_code == 403
    assert "A batch needs a project" in _text(signed_in(vera).get("/batches/new/"))
    assert not Batch.objects.exists()


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
        page = _text(editor.get(f"/batches/{batch.pk}/"))
    assert page.count('class="generation"') == 60
    assert len(asked) <= PAGE_QUERIES, [query["sql"][:90] for query in asked]
    seen, more = re.findall(r"number (\d+)</p>", page), page
    while link := re.search(r'data-items="([^"]+)"', more):
        more = _text(editor.get(link[1].replace("&amp;", "&")))
        seen += re.findall(r"number (\d+)</p>", more)
    assert seen == [str(number) for number in range(500)]


def test_a_stretch_that_was_left_comes_again_and_nothing_else(editor: Client, session: Session, bob: User) -> None:
    batch = _big(session, bob)
    html = _text(editor.get(f"/batches/{batch.pk}/grid/?from=3-0&to=5-0&newer=1&before=2"))
    assert re.findall(r"number (\d+)</p>", html) == ["3", "4", "5"]
    assert "page" not in re.findall(r'<section class="([\w-]+)"', html)


def test_too_much_that_is_new_comes_as_a_fresh_first_page(editor: Client, session: Session, bob: User) -> None:
    batch = _big(session, bob)
    editor.post(f"/batches/{batch.pk}/retry-failed/")
    first = min(batch.generations.filter(retry_of__isnull=False).values_list("pk", flat=True))
    html = _text(editor.get(f"/batches/{batch.pk}/grid/?newer={first - 1}"))
    assert html.lstrip().startswith('<section class="page"')
    assert len(re.findall(r'id="generation-', html)) == 60


def test_a_prompt_with_very_many_pictures_goes_on_in_rows_of_its_own(
    editor: Client, session: Session, bob: User
) -> None:
    order = Order(models=("local-flow", "local-poster"), prompts=("a pier",), variants=50)
    batch = create_assets(project=session.project, by=bob, order=order, session=session)
    page = _text(editor.get(f"/batches/{batch.pk}/"))
    assert re.findall(r'id="row-\d+-([\d-]+)"', page) == ["0-0"]
    rest = _text(editor.get(f"/batches/{batch.pk}/grid/?from=0-1"))
    assert len(re.findall(r'id="generation-', rest)) == 40


@pytest.mark.parametrize("query", ["from=x", "from=9999999-1", "newer=-1", "newer=x", "from=1-1&to=zz"])
def test_an_address_that_makes_no_sense_shows_the_beginning(editor: Client, batch: Batch, query: str) -> None:
    for path in ("", "grid/"):
        assert editor.get(f"/batches/{batch.pk}/{path}?{query}").status_code == 200


def test_a_picture_that_runs_again_is_said_to_be_elsewhere(editor: Client, batch: Batch) -> None:
    made = _ended(batch, State.SUCCEEDED)[0]
    here = {"HX-Request": "true", "HX-Current-URL": f"http://testserver/batches/{batch.pk}/"}
    response = editor.post(f"/generations/{made.pk}/regenerate/", headers=here)
    assert "in the session “Posters”" in json.loads(response["HX-Trigger"])["px:toast"]["message"]


def test_turns_and_uploads_have_no_page_of_this_kind(editor: Client, batch: Batch) -> None:
    Batch.objects.filter(pk=batch.pk).update(purpose=Purpose.UPLOAD)
    assert editor.get(f"/batches/{batch.pk}/").status_code == 404


def test_the_session_leads_to_many_at_once(editor: Client, session: Session, project: Project) -> None:
    assert f"/batches/new/?session={session.pk}" in _text(editor.get(f"/sessions/{session.pk}/"))
    assert "/batches/new/" in _text(editor.get("/palette/"))
