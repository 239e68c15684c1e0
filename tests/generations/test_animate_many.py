"""Several stills animated in one go: what was selected, its price, and one batch of all."""

import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from generations.models import Batch, Generation, Output
from live.models import Event
from projects.models import Project, Session
from tests.generations.rows import an_output

ClientOf = Callable[[User], Client]
Post = Callable[..., Any]
ORDER = {"prompt": "the water moves", "models": ["local-camera"], "idempotency_key": "k1", "name": "Clips of May"}


@pytest.fixture
def stills(session: Session) -> list[Output]:
    return [an_output(session, prompt=words) for words in ("a lighthouse", "a harbour", "an island")]


@pytest.fixture
def post(bob: User, signed_in: ClientOf, stills: list[Output]) -> Post:
    client, ids = signed_in(bob), ",".join(str(still.pk) for still in stills)

    def send(path: str = "make/", **changes: object) -> Any:
        name = "stills" if path else "outputs"
        return client.post(f"/outputs/animate/{path}", {**ORDER, name: ids, **changes})

    return send


def clips() -> list[Generation]:
    return list(Generation.objects.filter(kind="video").order_by("pk"))


def test_a_clip_of_each_in_one_batch_and_a_new_session(post: Post, stills: list[Output]) -> None:
    response = post(camera_move="push-in", camera_strength="70")
    assert response.status_code == 200
    assert "3 clips on the way" in response.content.decode()
    assert [(row.source, row.prompt, row.prompt_index) for row in clips()] == [
        (still, "the water moves", place) for place, still in enumerate(stills)
    ]
    assert {row.parameters["camera_move"] for row in clips()} == {"push-in"}
    assert {row.session.name for row in clips()} == {"Clips of May"}
    touched = json.loads(response["HX-Trigger"])["px:touch"]["refs"]
    assert touched == [f"output:{still.pk}" for still in stills]
    heard = Event.objects.filter(topic=f"session:{stills[0].generation.session_id}", ref__startswith="output:")
    assert {event.ref for event in heard} == set(touched)


def test_without_words_each_moves_by_its_own(post: Post) -> None:
    assert post(prompt=" ").status_code == 200
    assert [row.prompt for row in clips()] == ["a lighthouse", "a harbour", "an island"]


def test_a_double_click_makes_one_batch(post: Post) -> None:
    assert post().content == post().content
    assert Batch.objects.filter(session__kind="video").count() == 1


def test_the_price_of_all_is_told_before_the_click(post: Post) -> None:
    cost = re.compile(r"<strong>\$([\d.]+)")
    said = [
        cost.search(post("estimate/", models=["fal-kling-2.5-turbo"], duration="5", **more).content.decode())
        for more in ({}, {"stills": str(Output.objects.order_by("pk").values_list("pk", flat=True)[0])})
    ]
    assert said[0]
    assert said[1]
    assert Decimal(said[0][1]) == 3 * Decimal(said[1][1])
    assert not clips()


def test_only_stills_are_taken_and_what_is_left_out_is_told(post: Post, stills: list[Output], session: Session) -> None:
    clip = an_output(session, kind="video")
    page = post("", outputs=f"{stills[1].pk},{clip.pk},{stills[0].pk}").content.decode()
    assert "Animate 2 stills" in page
    assert f'value="{stills[1].pk},{stills[0].pk}"' in page
    assert "1 of the selection is left out" in page
    assert 'value="local-camera"' in page
    assert 'value="local-drift"' not in page
    assert post("", outputs=str(clip.pk)).status_code == 422


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"models": []}, "Pick at least one model."),
        ({"duration": "7"}, "cannot last 7 s"),
        ({"stills": ""}, "Select at least one picture."),
        ({"stills": "one,two"}, "not numbers of pictures"),
        ({"stills": "4711"}, "are gone"),
        ({"stills": ",".join(map(str, range(1, 1002)))}, "at most 1000"),
        ({"session": "4711"}, "not there any more"),
    ],
)
def test_a_refusal_says_why_and_leaves_nothing(post: Post, changes: dict[str, Any], told: str) -> None:
    response = post(**changes)
    assert response.status_code == 422
    assert told in response.content.decode()
    assert not clips()
    assert not Session.objects.filter(kind="video").exists()


def test_the_picture_whose_own_words_a_model_does_not_take_is_named(post: Post, session: Session) -> None:
    long = an_output(session, prompt="x" * 5000)
    ids = ",".join(str(pk) for pk in Output.objects.order_by("pk").values_list("pk", flat=True))
    assert ids.endswith(str(long.pk))
    said = post(prompt="", stills=ids, models=["fal-kling-2.5-turbo"]).content.decode()
    assert "Picture 4: " in said
    assert "Picture 3: " not in said


def test_pictures_of_two_projects_are_refused(post: Post, stills: list[Output], bob: User) -> None:
    other = Project.objects.create(name="Other", created_by=bob)
    other.memberships.create(user=bob, role="owner")
    elsewhere = an_output(Session.objects.create(project=other, kind="image", name="Elsewhere", created_by=bob))
    response = post(stills=f"{stills[0].pk},{elsewhere.pk}")
    assert "of several projects" in response.content.decode()
    assert not clips()


def test_viewers_and_strangers_animate_nothing(
    signed_in: ClientOf, vera: User, charlie: User, stills: list[Output]
) -> None:
    for path, field in (("", "outputs"), ("make/", "stills")):
        asked = {**ORDER, field: str(stills[0].pk)}
        assert signed_in(vera).post(f"/outputs/animate/{path}", asked).status_code == 403
        assert signed_in(charlie).post(f"/outputs/animate/{path}", asked).status_code == 422
    assert not clips()


def test_opening_it_takes_few_queries(post: Post, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(12):
        assert post("").status_code == 200
