"""What the bar below a selection posts: forms with a way back. The same by the API is in test_bulk.py."""

import html
import json
import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from generations.models import Output
from projects.actions import create_project, create_session
from projects.models import Session, SessionKind
from ratings.actions import favorite_prompt
from ratings.models import Favorite, Rating
from tests.generations.rows import an_output

ClientOf = Callable[[User], Client]
URL = "/library/bulk/"
Post = Callable[..., str]


@pytest.fixture
def post(bob: User, signed_in: ClientOf) -> Post:
    client = signed_in(bob)

    def change(do: str, *outputs: Output, **further: str) -> str:
        answer = client.post(URL, {"do": do, "outputs": ",".join(str(row.pk) for row in outputs), **further})
        assert answer.status_code == 200, answer.content
        return html.unescape(answer.content.decode())

    return change


def _undo(notice: str) -> str:
    return str(re.findall(r'name="undo" value="(.*?)">', notice)[0])


def test_a_notice_says_what_happened_and_takes_it_back(post: Post, bob: User, session: Session) -> None:
    one, other = an_output(session), an_output(session)
    notice = post("like", one, other)
    assert "2 liked." in notice
    assert Rating.objects.filter(user=bob, value=1).count() == 2
    assert "Undo" not in post("undo", undo=_undo(notice))
    assert not Rating.objects.exists()


def test_deleted_ones_are_in_the_trash_and_come_back(
    post: Post, bob: User, signed_in: ClientOf, session: Session
) -> None:
    kept, gone = an_output(session), an_output(session)
    notice = post("delete", gone)
    assert "1 in the trash for 30 days." in notice
    trash = signed_in(bob).get("/library/?trash=true").content.decode()
    assert f'id="output-{gone.pk}"' in trash
    assert f'id="output-{kept.pk}"' not in trash
    assert "30 days left" in trash
    post("undo", undo=_undo(notice))
    assert Output.objects.visible_to(bob).count() == 2


def test_tags_are_parted_by_commas(post: Post, session: Session) -> None:
    output = an_output(session)
    post("tag", output, tags="night, cover ,")
    assert sorted(tag.name for tag in output.tags.all()) == ["cover", "night"]
    assert "That is so already." in post("tag", output, tags="night")


def test_what_is_refused_stays_in_its_dialog(signed_in: ClientOf, bob: User, session: Session) -> None:
    sent, from_dialog = {"do": "tag", "outputs": str(an_output(session).pk)}, {"HX-Trigger": "bulk-form"}
    answer = signed_in(bob).post(URL, sent | {"tags": "x" * 41}, headers=from_dialog)
    assert answer.content.decode() == "A tag has at most 40 characters."
    assert "data-close" not in answer["HX-Trigger"]
    assert "#bulk [data-close]" in signed_in(bob).post(URL, sent | {"tags": "fog"}, headers=from_dialog)["HX-Trigger"]


def test_taking_back_is_for_all_or_none(signed_in: ClientOf, bob: User, session: Session) -> None:
    output = an_output(session)
    undo = json.dumps([{"do": "like", "outputs": [output.pk]}, {"do": "unrate", "outputs": [output.pk + 1]}])
    assert signed_in(bob).post(URL, {"undo": undo}).status_code == 422
    assert not Rating.objects.exists()


def test_moving_and_back(post: Post, alice: User, session: Session) -> None:
    there = create_session(project=session.project, kind=SessionKind.IMAGE, name="Best", by=alice)
    output = an_output(session)
    notice = post("move", output, session=str(there.pk))
    output.generation.refresh_from_db()
    assert output.generation.session == there
    post("undo", undo=_undo(notice))
    output.generation.refresh_from_db()
    assert output.generation.session == session


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"do": "like"},
        {"do": "like", "outputs": "x,-1,"},
        {"do": "burn", "outputs": "1"},
        {"do": "like", "outputs": "999999"},
        {"do": "tag", "outputs": "1", "tags": "n" * 300},
        {"do": "like", "outputs": ",".join(map(str, range(1, 1002)))},
        {"undo": "{"},
        {"undo": "7"},
        {"undo": json.dumps([{"do": "like"}])},
        {"undo": json.dumps([])},
    ],
)
def test_what_cannot_be_done_is_said(bob: User, signed_in: ClientOf, session: Session, form: dict[str, str]) -> None:
    answer = signed_in(bob).post(URL, form)
    assert answer.status_code == 422
    assert answer.headers["HX-Reswap"] == "none"
    assert answer.content.decode().endswith(".")
    assert not Rating.objects.exists()


def test_the_dialog_offers_sessions_of_the_same_kind_and_project(
    bob: User, signed_in: ClientOf, session: Session
) -> None:
    for kind, name in ((SessionKind.IMAGE, "Best"), (SessionKind.VIDEO, "Moves")):
        create_session(project=session.project, kind=kind, name=name, by=bob)
    dialog = signed_in(bob).post(f"{URL}move/", {"outputs": str(an_output(session).pk)}).content.decode()
    assert "Best" in dialog
    assert "Moves" not in dialog
    assert "Posters" not in dialog


def test_of_two_projects_nothing_is_moved(bob: User, signed_in: ClientOf, session: Session) -> None:
    own = create_session(project=create_project(name="Mine", by=bob), kind=SessionKind.IMAGE, name="Own", by=bob)
    pks = f"{an_output(session).pk},{an_output(own).pk}"
    assert "several projects or kinds" in signed_in(bob).post(f"{URL}move/", {"outputs": pks}).content.decode()


def test_favourite_prompts_with_their_picture(bob: User, signed_in: ClientOf, session: Session) -> None:
    output = an_output(session, prompt="a lighthouse at dawn")
    favorite, _ = favorite_prompt(by=bob, output=output)
    client = signed_in(bob)
    page = client.get("/library/favorites/?q=lighthouse").content.decode()
    assert f"/api/outputs/{output.pk}/preview/" in page
    assert f"/sessions/{session.pk}/?prompt_of={output.pk}" in page
    assert "No favourite with" in client.get("/library/favorites/?q=zebra").content.decode()
    assert client.post(f"/library/favorites/{favorite.pk}/forget/").status_code == 302
    assert not Favorite.objects.exists()


def test_nobody_forgets_the_favourites_of_others(bob: User, alice: User, signed_in: ClientOf, session: Session) -> None:
    favorite, _ = favorite_prompt(by=alice, output=an_output(session))
    assert signed_in(bob).post(f"/library/favorites/{favorite.pk}/forget/").status_code == 404
    assert "a lake" not in signed_in(bob).get("/library/favorites/").content.decode()


@pytest.mark.parametrize("outputs", ["", "one", "9" * 30, "9" * 5000, ",".join(["1"] * 1001)])
@pytest.mark.parametrize("url", [URL, f"{URL}tag/", f"{URL}move/"])
def test_what_cannot_be_a_selection_is_refused(signed_in: ClientOf, bob: User, url: str, outputs: str) -> None:
    answer = signed_in(bob).post(url, {"do": "like", "outputs": outputs})
    assert (answer.status_code, answer["HX-Reswap"]) == (422, "none")


@pytest.mark.parametrize("further", [{"session": "9" * 5000}, {"undo": "[" * 100_000}])
def test_no_number_and_no_undo_is_too_long_to_be_refused(
    signed_in: ClientOf, bob: User, session: Session, further: dict[str, str]
) -> None:
    sent = {"do": "move", "outputs": str(an_output(session).pk), **further}
    assert signed_in(bob).post(URL, sent).status_code == 422
