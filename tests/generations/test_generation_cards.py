"""Each state of a generation as its card, on a page and fetched again by the live layer."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from generations.states import ACTIVE, RETRIABLE, State
from projects.models import Session
from tests.generations.rows import a_generation, an_output

ClientOf = Callable[[User], Client]


@pytest.fixture
def fetched(bob: User, signed_in: ClientOf) -> Callable[..., str]:
    client = signed_in(bob)

    def fetch(*refs: str) -> str:
        response = client.get("/live/", {"f": refs})
        assert response.status_code == 200
        return response.content.decode()

    return fetch


@pytest.mark.parametrize("state", State.values)
def test_every_state_names_itself_and_its_revision(fetched: Callable[..., str], session: Session, state: str) -> None:
    generation = a_generation(session, state=state)
    root = fetched(f"generation:{generation.pk}").split(">")[0]
    pk = generation.pk
    for part in (
        f'id="generation-{pk}"',
        f'data-live="generation:{pk}"',
        'data-frag="generation"',
        f'data-state="{state}"',
    ):
        assert part in root
    assert re.search(r'data-rev="\d+"', root)


@pytest.mark.parametrize("state", ACTIVE)
def test_awaited_pictures_have_their_final_shape(fetched: Callable[..., str], session: Session, state: str) -> None:
    parameters = {"aspect_ratio": "9:16", "outputs": 3}
    html = fetched(f"generation:{a_generation(session, state=state, parameters=parameters).pk}")
    assert html.count('class="card skeleton"') == html.count('data-ar="9:16"') == 3
    assert html.count("Cancel</button>") == 1


def test_only_a_real_percentage_is_shown(fetched: Callable[..., str], session: Session) -> None:
    vague = a_generation(session, state="submitted")
    exact = a_generation(session, state="submitted", progress={"percent": 40, "message": "layer 4 of 12"})
    assert 'value="' not in fetched(f"generation:{vague.pk}")
    html = fetched(f"generation:{exact.pk}")
    assert 'value="40"' in html
    assert "layer 4 of 12" in html


def test_waiting_ones_say_their_place(fetched: Callable[..., str], session: Session) -> None:
    first, second = (a_generation(session, state="queued") for _ in range(2))
    assert ">next in line<" in fetched(f"generation:{first.pk}")
    assert ">place 2 in line<" in fetched(f"generation:{second.pk}")


def test_what_is_being_cancelled_cannot_be_cancelled_again(fetched: Callable[..., str], session: Session) -> None:
    html = fetched(f"generation:{a_generation(session, state='submitted', cancel_requested_at=timezone.now()).pk}")
    assert "Cancelling" in html
    assert "hx-post" not in html


@pytest.mark.parametrize("state", RETRIABLE)
def test_what_ended_without_a_picture_says_why_and_offers_retry(
    fetched: Callable[..., str], session: Session, state: str
) -> None:
    facts: dict[str, Any] = {"error_code": "rate_limited", "error_text": "The provider is too busy <now>."}
    html = fetched(f"generation:{a_generation(session, state=state, **facts).pk}")
    assert ">The provider is too busy &lt;now&gt;.</p>" in html
    assert "Retry</button>" in html
    assert ("hx-confirm" in html) == (state == "unknown")


def test_ignored_words_are_named_on_the_card(fetched: Callable[..., str], session: Session) -> None:
    output = an_output(session, notes={"understood": ["lake"], "ignored": ["cat", "piano"]})
    assert "ignored: cat, piano" in fetched(f"card:{output.pk}")


def test_a_card_is_the_same_alone_as_in_its_generation(fetched: Callable[..., str], session: Session) -> None:
    output = an_output(session)
    assert f'id="output-{output.pk}" data-live="output:{output.pk}" data-frag="card"' in fetched(f"card:{output.pk}")
    assert fetched(f"card:{output.pk}").strip() in fetched(f"generation:{output.generation_id}")


def test_a_viewer_gets_no_buttons(vera: User, signed_in: ClientOf, session: Session) -> None:
    refs = [f"generation:{a_generation(session, state=state).pk}" for state in ("queued", "failed", "unknown")]
    html = signed_in(vera).get("/live/", {"f": refs}).content.decode()
    assert html.count("data-live=") == 3
    assert "<button" not in html


def test_a_stranger_gets_nothing(charlie: User, signed_in: ClientOf, session: Session) -> None:
    output = an_output(session)
    refs = [f"generation:{output.generation_id}", f"card:{output.pk}"]
    assert signed_in(charlie).get("/live/", {"f": refs}).content.strip() == b""
