"""The page of tags: counts, renaming, merging, deleting."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from generations.actions import tag_outputs, update_batch
from generations.models import Output, Tag
from projects.actions import create_project, create_session
from projects.models import Session
from tests.generations.rows import an_output

ClientOf = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def editor(bob: User, signed_in: ClientOf) -> Client:
    return signed_in(bob)


@pytest.fixture
def outputs(session: Session) -> list[Output]:
    outputs = [an_output(session) for _ in range(3)]
    tag_outputs(outputs=outputs, names=["night"])
    tag_outputs(outputs=outputs[:1], names=["dusk"])
    update_batch(batch=outputs[0].generation.batch, tags=["dusk"])
    return outputs


def tag(name: str) -> Tag:
    return Tag.objects.get(name=name)


def change(client: Client, of: str, /, **sent: str) -> Any:
    return client.post(reverse("library:change_tag", args=[tag(of).pk]), sent, headers=HTMX)


def test_the_page_tells_how_often_each_is_used(editor: Client, outputs: list[Output]) -> None:
    html = editor.get(reverse("library:tags")).content.decode()
    assert "3 outputs<" in html
    assert "1 output · 1 batch<" in html
    assert f'data-topic="outputs:{outputs[0].project_id}"' in html
    assert f'href="{reverse("library:page")}?project={outputs[0].project_id}&amp;tag=night"' in html


def test_newcomers_are_told_how_it_begins(charlie: User, signed_in: ClientOf) -> None:
    html = signed_in(charlie).get(reverse("library:tags")).content.decode()
    assert "There are no tags yet" in html
    assert 'tag-row"' not in html


def test_only_of_ones_own_projects(editor: Client, charlie: User, outputs: list[Output]) -> None:
    hidden = create_session(project=create_project(name="His", by=charlie), kind="image", name="Room", by=charlie)
    tag_outputs(outputs=[an_output(hidden)], names=["secret"])
    assert "secret" not in editor.get(reverse("library:tags")).content.decode()
    assert "secret" not in editor.get(reverse("library:tag_items", args=[hidden.project_id])).content.decode()
    assert editor.get(reverse("library:change_tag", args=[tag("secret").pk])).status_code == 404


def test_what_is_new_comes_by_itself(editor: Client, session: Session, outputs: list[Output]) -> None:
    newest = Tag.objects.order_by("pk").last()
    tag_outputs(outputs=outputs, names=["brand new"])
    html = editor.get(f"{reverse('library:tag_items', args=[session.project_id])}?newer={newest.pk}").content.decode()  # type: ignore[union-attr]
    assert "brand new" in html
    assert "dusk" not in html
    live = editor.get(f"/live/?f=tag:{tag('brand new').pk}", headers={"X-Requested-With": "fetch"})
    assert f'id="tag-{tag("brand new").pk}"' in live.content.decode()


def test_rename_merge_and_delete(editor: Client, outputs: list[Output]) -> None:
    assert change(editor, "night", do="rename", name="Midnight").status_code == 204
    assert change(editor, "dusk", do="merge", into=str(tag("Midnight").pk)).status_code == 204
    assert outputs[0].tag_names == outputs[0].generation.batch.tag_names == ["Midnight"]
    assert change(editor, "Midnight", do="delete").status_code == 204
    assert not Tag.objects.exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"do": "rename", "name": "Night"}, "Merge"),
        ({"do": "rename", "name": "x" * 300}, "1 to 40"),
        ({"do": "rename", "name": ""}, "1 to 40"),
        ({"do": "merge", "into": "self"}, "another tag"),
        ({"do": "burn"}, "Choose"),
        ({}, "Choose"),
    ],
)
def test_what_cannot_be_done_says_why(editor: Client, outputs: list[Output], sent: dict[str, str], said: str) -> None:
    sent = {**sent, "into": str(tag("dusk").pk)} if sent.get("into") == "self" else sent
    answer = change(editor, "dusk", **sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Tag.objects.count() == 2


def test_merging_into_nothing(editor: Client, outputs: list[Output]) -> None:
    for into in ("", "x", "0", "9" * 30, str(10**9)):
        assert change(editor, "dusk", do="merge", into=into).status_code == 404
    assert Tag.objects.count() == 2


def test_viewers_change_nothing(vera: User, signed_in: ClientOf, outputs: list[Output]) -> None:
    viewer = signed_in(vera)
    assert "Change night" not in viewer.get(reverse("library:tags")).content.decode()
    assert change(viewer, "night", do="delete").status_code == 403


@pytest.mark.parametrize("count", [2, 60])
def test_the_page_takes_the_same_queries_however_long(
    editor: Client, outputs: list[Output], count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for start in range(0, count, 30):
        tag_outputs(outputs=outputs[1:2] if start else outputs[:1], names=[f"t{start + n}" for n in range(30)][:count])
    with django_assert_max_num_queries(6):
        editor.get(reverse("library:tags"))
