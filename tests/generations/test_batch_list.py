"""The list of batches: what stands in it, how it is narrowed, and its cards."""

import re
from collections.abc import Callable

from django.test import Client

from accounts.models import User
from generations.actions import create_assets
from generations.models import Batch
from generations.models.batch import Purpose
from generations.planning import Order
from generations.states import State
from projects.actions import create_project
from tests.generations.batches import ended, text
from tests.generations.rows import a_generation

ClientOf = Callable[[User], Client]


def test_without_a_project_there_is_a_way_to_one(charlie: User, signed_in: ClientOf) -> None:
    page = text(signed_in(charlie).get("/batches/new/"))
    assert "A batch needs a project" in page
    assert "Many pictures from one idea" in text(signed_in(charlie).get("/batches/"))


def _listed(client: Client, query: str = "") -> list[int]:
    return [int(pk) for pk in re.findall(r'id="batch-(\d+)"', text(client.get(f"/batches/?{query}")))]


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
    ended(other, State.FAILED)
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
    ended(batch, State.SUCCEEDED, State.SUCCEEDED, State.FAILED, State.CANCELLED)
    html = text(editor.get(f"/live/?f=batch:{batch.pk}"))
    assert "<strong>2 of 8</strong>" in html
    assert "1 failed" in html
    assert "1 cancelled" in html
    assert html.count("<img") == 2
    assert f"/api/batches/{batch.pk}/download/" in html
