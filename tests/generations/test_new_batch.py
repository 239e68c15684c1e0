"""Asset Monster: what the form of a new batch offers, what it says before the click, and what a click makes."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from generations.actions import create_assets
from generations.models import Batch, Generation
from generations.models.batch import Purpose
from generations.planning import Order
from projects.actions import create_project
from projects.models import Project, Session
from tests.generations.batches import text
from tests.generations.rows import an_output

ClientOf = Callable[[User], Client]
ORDER = {"models": ["local-landscape", "local-flow"], "outputs": "2", "prompt": "a pier\na harbour"}


@pytest.fixture
def form(session: Session) -> dict[str, Any]:
    target = {"target": "existing", "session": str(session.pk), "project": str(session.project_id)}
    return {**ORDER, **target, "idempotency_key": "k1", "concept": "Autumn", "tags": "sea, Hero"}


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


@pytest.mark.parametrize("address", ["/batches/new/", "/batches/new/estimate/", "/batches/new/prompts/"])
def test_more_than_a_form_can_carry_is_told_as_such(editor: Client, form: dict[str, Any], address: str) -> None:
    long = "\n".join(["y" * 1999] * 1200)
    response = editor.post(address, {**form, "prompt": long}, headers={"HX-Request": "true"})
    assert text(response, 413) == "This is too much to send at once. Send less at a time."
    assert not Batch.objects.exists()


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
    assert told in text(editor.post("/batches/new/", {**form, **changes}), 422)
    assert not Batch.objects.exists()


def test_the_product_and_the_price_are_told_before_the_click(editor: Client, form: dict[str, Any]) -> None:
    asked = {**form, "models": ["fal-seedream-4.5"], "aspect_ratio": "1:1", "resolution": "2k"}
    html = text(editor.post("/batches/new/estimate/", asked))
    assert "2 prompts × 2 variants × 1 model =<br><strong>4 pictures</strong> · <strong>$0.16</strong>" in html
    assert "No prompts yet" in text(editor.post("/batches/new/estimate/", {**asked, "prompt": ""}))
    assert "breaks off" in text(editor.post("/batches/new/estimate/", {**asked, "prompt": '["a'}))
    assert not Batch.objects.exists()


def test_what_was_pasted_becomes_rows_and_leaves_the_box(editor: Client) -> None:
    response = editor.post("/batches/new/prompts/", {"prompt": 'a <b>pier</b>\r\n\r\n - a "harbour"'})
    html = text(response)
    assert html.count('<li class="prompt-line">') == 2
    assert "a &lt;b&gt;pier&lt;/b&gt;</textarea>" in html
    assert '<label id="box" hx-swap-oob="true">' in html
    refused = editor.post("/batches/new/prompts/", {"prompt": '[{"promt": "typing error"}]'})
    assert "Prompt 1" in text(refused, 422)
    assert refused["HX-Retarget"] == "#batch-errors"


def test_a_duplicate_begins_with_everything_and_spends_nothing(editor: Client, session: Session, bob: User) -> None:
    picture = an_output(session)
    order = Order(
        models=("fal-seedream-4.5",), prompts=("a pier",), variants=3, aspect_ratio="16:9", references=(picture.pk,)
    )
    made = create_assets(
        project=session.project, by=bob, order=order, session=session, title="Ports", concept="By the sea", tags=["sea"]
    )
    page = text(editor.get(f"/batches/new/?batch={made.pk}"))
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
    page = text(editor.get(f"/batches/new/?batch={batch.pk}"))
    assert "no-longer cannot be used any more." in page
    assert "1 of its reference pictures is gone." in page


def test_where_to_is_the_session_that_was_come_from(editor: Client, session: Session, bob: User) -> None:
    page = text(editor.get(f"/batches/new/?session={session.pk}"))
    assert f'<option value="{session.pk}" selected>' in page
    other = create_project(name="Autumn", by=bob)
    page = text(editor.get(f"/batches/new/?project={other.pk}"))
    assert 'value="new" checked' in page
    assert "no picture session yet" in page


def test_a_viewer_cannot_make_a_batch(vera: User, signed_in: ClientOf, form: dict[str, Any]) -> None:
    assert signed_in(vera).post("/batches/new/", form).status_code == 403
    assert "A batch needs a project" in text(signed_in(vera).get("/batches/new/"))
    assert not Batch.objects.exists()


def test_the_session_leads_to_many_at_once(editor: Client, session: Session, project: Project) -> None:
    assert f"/batches/new/?session={session.pk}" in text(editor.get(f"/sessions/{session.pk}/"))
    assert "/batches/new/" in text(editor.get("/palette/"))
