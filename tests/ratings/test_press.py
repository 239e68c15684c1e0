"""The buttons on cards and in the details, and what these show of ratings."""

import json
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from generations.models import Output
from projects.actions import add_member
from projects.models import Role, Session
from ratings.actions import rate_outputs
from ratings.models import Favorite, Rating
from ratings.models.rating import NOTE_MAX, Value
from tests.generations.rows import an_output

ClientOf = Callable[[User], Client]


@pytest.fixture
def tab(bob: User, signed_in: ClientOf) -> Client:
    return signed_in(bob)


def values() -> list[int]:
    return list(Rating.objects.values_list("value", flat=True))


def test_pressing_again_takes_it_back_and_the_other_one_replaces(tab: Client, output: Output) -> None:
    for pressed, then in (("like", [1]), ("dislike", [-1]), ("dislike", []), ("like", [1])):
        answer = tab.post(f"/outputs/{output.pk}/{pressed}/")
        assert answer.status_code == 204
        assert json.loads(answer["HX-Trigger"]) == {"px:touch": {"refs": [f"output:{output.pk}"]}}
        assert values() == then


def test_a_note_is_written_changed_and_cleared(tab: Client, output: Output) -> None:
    url = f"/outputs/{output.pk}/note/"
    refused = tab.post(url, {"note": "too early"})
    assert (refused.status_code, refused.content.decode()) == (422, "Like or dislike it first, then say why.")
    tab.post(f"/outputs/{output.pk}/dislike/")
    for note in ("too dark", "far too <b>dark", ""):
        assert tab.post(url, {"note": note}).status_code == 204
        assert Rating.objects.get().note == note
    assert tab.post(url, {"note": "x" * (NOTE_MAX + 1)}).status_code == 422
    assert (Rating.objects.get().value, Rating.objects.get().note) == (-1, "")


@pytest.mark.parametrize(("name", "status"), [("vera", 403), ("charlie", 404)])
@pytest.mark.parametrize("tool", ["like", "dislike", "note", "favorite"])
def test_who_may_not(
    request: pytest.FixtureRequest, signed_in: ClientOf, output: Output, name: str, status: int, tool: str
) -> None:
    client = signed_in(request.getfixturevalue(name))
    assert client.post(f"/outputs/{output.pk}/{tool}/").status_code == status
    assert client.get(f"/outputs/{output.pk}/{tool}/").status_code == 405
    assert not Rating.objects.exists()
    assert not Favorite.objects.exists()


def test_cards_show_mine_and_how_many(tab: Client, alice: User, output: Output, session: Session) -> None:
    other = an_output(session)
    rate_outputs(outputs=[output], by=alice, value=Value.LIKE)
    tab.post(f"/outputs/{output.pk}/like/")
    tab.post(f"/outputs/{other.pk}/dislike/")
    for address in (f"/sessions/{session.pk}/", f"/live/?f=card:{other.pk}&f=card:{output.pk}"):
        page = tab.get(address).content.decode()
        cards = dict(
            re.findall(r'<div class="card"[^>]* id="output-(\d+)".*?(?:aria-label="([^"]*)").*?</div>', page, re.DOTALL)
        )
        assert cards[str(output.pk)] == "2 likes, 0 dislikes: you like it"
        assert cards[str(other.pk)] == "0 likes, 1 dislike: you dislike it"
        assert re.findall(r'data-rating="(-?\d)"', page) == ["-1", "1"]


@pytest.mark.parametrize("first", ["bob", "vera", "charlie"])
def test_a_card_that_was_made_for_one_shows_each_their_own(
    request: pytest.FixtureRequest, signed_in: ClientOf, bob: User, charlie: User, output: Output, first: str
) -> None:
    add_member(project=output.project, email=charlie.email, role=Role.EDITOR)
    rate_outputs(outputs=[output], by=bob, value=Value.LIKE)
    cards = {}
    for name in (first, "bob", "charlie", "vera"):
        cards[name] = signed_in(request.getfixturevalue(name)).get(f"/live/?f=card:{output.pk}").content.decode()
    shown = {name: re.findall(r'data-rating="(-?\d)"', card) for name, card in cards.items()}
    assert shown == {"bob": ["1"], "charlie": ["0"], "vera": []}


def test_viewers_see_the_totals_and_no_button(tab: Client, vera: User, signed_in: ClientOf, output: Output) -> None:
    tab.post(f"/outputs/{output.pk}/like/")
    tab.post(f"/outputs/{output.pk}/note/", {"note": "what a light"})
    looks = signed_in(vera)
    gallery = looks.get(f"/sessions/{output.generation.session_id}/").content.decode()
    page = looks.get(f"/outputs/{output.pk}/").content.decode()
    assert "1 like, 0 dislikes" in gallery
    assert "1 like, 0 dislikes" in page
    assert "what a light" in page
    assert "data-rates" not in gallery
    assert "/like/" not in page
    assert "/note/" not in page


def test_details_tell_who_thinks_what(tab: Client, alice: User, output: Output) -> None:
    rate_outputs(outputs=[output], by=alice, value=Value.DISLIKE, note="<script>too dark")
    for address in (f"/outputs/{output.pk}/", f"/outputs/{output.pk}/details/", f"/live/?f=opinions:{output.pk}"):
        page = tab.get(address).content.decode()
        assert "Alice" in page
        assert "&lt;script&gt;too dark" in page
        assert 'name="note"' not in page
    tab.post(f"/outputs/{output.pk}/like/")
    tab.post(f"/outputs/{output.pk}/note/", {"note": "no, the light"})
    page = tab.get(f"/outputs/{output.pk}/details/").content.decode()
    assert page.index("<strong>You</strong>") < page.index("Alice")
    assert "no, the light</textarea>" in page


def test_a_prompt_is_kept_and_let_go_by_its_button(tab: Client, output: Output, session: Session) -> None:
    same = an_output(session, prompt=output.generation.prompt)
    url = f"/outputs/{output.pk}/favorite/"
    assert 'aria-pressed="true"' in tab.post(url).content.decode()
    assert Favorite.objects.get().text == "a lighthouse at dawn"
    button = re.findall(r'<button[^>]*id="favorite-.*?</button>', tab.get(f"/outputs/{same.pk}/").content.decode())
    assert 'aria-pressed="true"' in button[0]
    assert 'aria-pressed="false"' in tab.post(url).content.decode()
    assert not Favorite.objects.exists()
    upload = an_output(session, provider="upload", prompt="sea.png")
    assert tab.post(f"/outputs/{upload.pk}/favorite/").status_code == 422
    assert "favorite-" not in tab.get(f"/outputs/{upload.pk}/").content.decode()


def test_takes_in_the_overlay_can_be_rated(tab: Client, output: Output, session: Session) -> None:
    take = an_output(session, source=output, made_from=(output,), kind="video")
    assert f'/outputs/{take.pk}/like/"' in tab.get(f"/outputs/{output.pk}/iterations/").content.decode()
    tab.post(f"/outputs/{take.pk}/like/")
    piece = tab.get(f"/live/?f=rate:{take.pk}").content.decode()
    assert re.findall(r'aria-pressed="(\w+)"', piece) == ["true", "false"]


def test_ratings_cost_no_query_more(tab: Client, alice: User, bob: User, session: Session) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            tab.get(f"/sessions/{session.pk}/")
        return len(captured)

    outputs = [an_output(session) for _ in range(20)]
    before = queries()
    for by in (alice, bob):
        rate_outputs(outputs=outputs, by=by, value=Value.LIKE)
    assert queries() == before


def test_more_opinions_cost_no_query_more(
    tab: Client, alice: User, bob: User, output: Output, charlie: User, session: Session
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert tab.get(f"/outputs/{output.pk}/details/").status_code == 200
        return len(captured)

    rate_outputs(outputs=[output], by=bob, value=Value.LIKE)
    before = queries()
    add_member(project=session.project, email=charlie.email, role=Role.EDITOR)
    for by in (alice, charlie):
        rate_outputs(outputs=[output], by=by, value=Value.DISLIKE)
    assert queries() == before
