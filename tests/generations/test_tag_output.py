"""Tags in the details of a picture, and on the page of a batch, by hand."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from generations.actions import tag_outputs, update_batch
from generations.models import Batch, Output
from projects.actions import create_project, create_session
from projects.models import Session
from tests.generations.rows import an_output

ClientOf = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def output(session: Session) -> Output:
    output = an_output(session)
    tag_outputs(outputs=[output], names=["night", "<b>&fog"])
    return output


@pytest.fixture
def batch(output: Output) -> Batch:
    return update_batch(batch=output.generation.batch, tags=["night"])


@pytest.fixture
def editor(bob: User, signed_in: ClientOf) -> Client:
    return signed_in(bob)


def of_output(output: Output) -> str:
    return reverse("tags:of_output", args=[output.pk])


def test_the_details_show_them(editor: Client, output: Output) -> None:
    for address in ("outputs:page", "outputs:details"):
        html = editor.get(reverse(address, args=[output.pk])).content.decode()
        assert "&lt;b&gt;&amp;fog</a>" in html
        assert f'data-live="output:{output.pk}" data-frag="tags"' in html


def test_add_and_remove(editor: Client, output: Output) -> None:
    html = editor.post(of_output(output), {"add": "dawn, Deep  Fog ,"}, headers=HTMX).content.decode()
    assert output.tag_names == ["<b>&fog", "dawn", "Deep Fog", "night"]
    assert "Deep Fog</a>" in html
    html = editor.post(of_output(output), {"remove": "night"}, headers=HTMX).content.decode()
    assert output.tag_names == ["<b>&fog", "dawn", "Deep Fog"]
    assert "night" not in html
    # The keyboard does not lose its place with the button that was pressed.
    assert "autofocus" in html


def test_tags_of_a_batch(editor: Client, batch: Batch) -> None:
    address = reverse("tags:of_batch", args=[batch.pk])
    assert "dusk</a>" in editor.post(address, {"add": "dusk"}, headers=HTMX).content.decode()
    editor.post(address, {"remove": "NIGHT"}, headers=HTMX)
    assert batch.tag_names == ["dusk"]


def test_without_a_script_the_page_comes_again(editor: Client, output: Output) -> None:
    answer = editor.post(of_output(output), {"add": "dawn"})
    assert (answer.status_code, answer["Location"]) == (302, reverse("outputs:page", args=[output.pk]))


def test_a_name_that_is_none_says_why(editor: Client, output: Output) -> None:
    answer = editor.post(of_output(output), {"add": "x" * 300}, headers=HTMX)
    assert answer.status_code == 422
    assert "1 to 40 characters" in answer.content.decode()
    # The form stays as it was typed.
    assert answer["HX-Reswap"] == "none"


def test_viewers_look_and_strangers_do_not(vera: User, charlie: User, signed_in: ClientOf, output: Output) -> None:
    html = signed_in(vera).get(reverse("outputs:details", args=[output.pk])).content.decode()
    assert "night</a>" in html
    assert "Remove the tag" not in html
    assert 'name="add"' not in html
    for user, status in ((vera, 403), (charlie, 404)):
        assert signed_in(user).post(of_output(output), {"add": "mine"}).status_code == status
    assert "mine" not in output.tag_names


def test_fragments_follow(editor: Client, charlie: User, signed_in: ClientOf, batch: Batch, output: Output) -> None:
    address = f"/live/?f=tags:{output.pk}&f=batchtags:{batch.pk}"
    html = editor.get(address, headers={"X-Requested-With": "fetch"}).content.decode()
    assert f'id="tags-of-output-{output.pk}"' in html
    assert f'id="tags-of-batch-{batch.pk}"' in html
    assert "night" not in signed_in(charlie).get(address).content.decode()


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("", ["Night", "noon", "nöon"]),
        ("N", ["Night", "noon", "nöon"]),
        ("no", ["noon"]),
        ("fog,  NI", ["fog,Night"]),
        ("%", []),
        ("x" * 5000, []),
        ("\0", []),
    ],
)
def test_suggestions(editor: Client, session: Session, typed: str, offered: list[str]) -> None:
    tag_outputs(outputs=[an_output(session)], names=["noon", "Night", "nöon"])
    answer = editor.get(reverse("tags:suggest"), {"project": str(session.project_id), "add": typed})
    assert [part.split('"')[0] for part in answer.content.decode().split('value="')[1:]] == offered


def test_suggestions_are_few_and_of_ones_own(editor: Client, bob: User, charlie: User, session: Session) -> None:
    hidden = create_session(project=create_project(name="His", by=charlie), kind="image", name="Room", by=charlie)
    own = create_session(project=create_project(name="Own", by=bob), kind="image", name="Room", by=bob)
    tag_outputs(outputs=[an_output(hidden)], names=["secret"])
    tag_outputs(outputs=[an_output(session)], names=[f"t{number}" for number in range(30)])
    tag_outputs(outputs=[an_output(own)], names=["t1", "t9"])
    of_all = editor.get(reverse("tags:suggest"), {"add": ""}).content.decode()
    assert of_all.count("<option") == 20 - 1  # t1 is there twice among the first
    assert "secret" not in of_all
    of_one = editor.get(reverse("tags:suggest"), {"project": str(own.project_id), "add": ""}).content.decode()
    assert of_one.count("<option") == 2
    assert editor.get(reverse("tags:suggest"), {"project": "x", "add": ""}).status_code == 200
