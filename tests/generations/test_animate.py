"""The overlay over a still: asking for a video of it, in a session that may not exist yet."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from accounts.models import User
from generations.actions import animate_still, delete_output, regenerate, retry_generation
from generations.models import Generation, Output
from generations.planning import Order
from generations.states import State
from live.models import Event, Topic
from projects.actions import create_session, delete_session
from projects.models import Project, Session, SessionKind
from tests.generations.rows import a_generation, an_output, png
from tests.generations.runner import drain

ClientOf = Callable[[User], Client]
Post = Callable[..., Any]
ORDER = {"prompt": "the lamp turns", "models": ["local-camera"], "idempotency_key": "k1", "name": "Clips of May"}
FULL = {"duration": "8", "camera_move": "push-in", "camera_strength": "80", "prompt_enhanced": "A lamp turns slowly."}


@pytest.fixture
def still(session: Session) -> Output:
    return an_output(session, prompt="a lighthouse at dawn")


@pytest.fixture
def clips(project: Project, alice: User) -> Session:
    return create_session(project=project, kind=SessionKind.VIDEO, name="Clips", by=alice)


@pytest.fixture
def editor(bob: User, signed_in: ClientOf) -> Client:
    return signed_in(bob)


@pytest.fixture
def post(editor: Client, still: Output) -> Post:
    return lambda path="animate", **changes: editor.post(f"/outputs/{still.pk}/{path}/", {**ORDER, **changes})


def overlay(client: Client, still: Output) -> str:
    return client.get(f"/outputs/{still.pk}/animate/", headers={"HX-Request": "true"}).content.decode()


def nothing_was_made() -> bool:
    return not Session.objects.filter(kind="video").exists() and not Generation.objects.filter(kind="video").exists()


def test_the_first_video_makes_its_session(post: Post, still: Output, bob: User) -> None:
    response = post(**FULL)
    assert response.status_code == 204
    clips = Session.objects.get(kind="video")
    assert (clips.name, clips.project_id, clips.created_by) == ("Clips of May", still.project_id, bob)
    row = clips.generations.get()
    assert (row.source, row.prompt, row.prompt_enhanced) == (still, "the lamp turns", "A lamp turns slowly.")
    wanted = {"duration": 8, "camera_move": "push-in", "camera_strength": 80}
    assert wanted.items() <= row.parameters.items()
    told = json.loads(response["HX-Trigger"])
    assert told["px:made"] == {"session": clips.pk, "name": "Clips of May"}
    assert set(told["px:touch"]["refs"]) == {f"generation:{row.pk}", f"output:{still.pk}"}


def test_the_next_one_goes_into_a_session_that_is_there(post: Post, clips: Session, still: Output) -> None:
    assert post(target="existing", session=clips.pk).status_code == 204
    assert Generation.objects.get(source=still).session == clips
    assert post(target="new", session=clips.pk, idempotency_key="k2").status_code == 204
    assert Session.objects.filter(kind="video").count() == 2


def test_a_session_without_a_name_gets_the_date(post: Post) -> None:
    assert post(name="  ").status_code == 204
    assert re.fullmatch(r"Video – \d{1,2} [A-Z][a-z]{2} \d{4}", Session.objects.get(kind="video").name)


def test_the_same_click_twice_makes_one_of_each(post: Post) -> None:
    assert post()["HX-Trigger"] == post()["HX-Trigger"]
    assert Session.objects.filter(kind="video").count() == Generation.objects.filter(kind="video").count() == 1


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"prompt": " "}, "Write what you want to see."),
        ({"models": []}, "Pick at least one model."),
        ({"models": ["local-landscape"]}, "makes image"),
        ({"models": ["local-drift"]}, "cannot edit or animate a picture"),
        ({"duration": "7"}, "cannot last 7 s"),
        ({"duration": "long"}, "whole number"),
        ({"camera_move": "orbit-left"}, "does not know this camera move"),
        ({"camera_strength": "0"}, "Between 1 and 100."),
        ({"camera_strength": "101"}, "Between 1 and 100."),
        ({"end_frame": "4711"}, "There is no picture 4711"),
        ({"session": "4711"}, "not there any more"),
        ({"session": "soon"}, "whole number"),
        ({"name": "x" * 121}, "at most 120"),
    ],
)
def test_a_refusal_says_why_and_leaves_nothing(post: Post, changes: dict[str, Any], told: str) -> None:
    topics = dict(Topic.objects.values_list("key", "rev"))
    response = post(**changes)
    assert response.status_code == 422
    assert told in response.content.decode()
    assert nothing_was_made()
    assert dict(Topic.objects.values_list("key", "rev")) == topics


def test_only_a_video_session_of_the_project(post: Post, session: Session, bob: User, alice: User) -> None:
    other = Project.objects.create(name="Other", created_by=alice)
    other.memberships.create(user=bob, role="editor")
    elsewhere = Session.objects.create(project=other, kind="video", name="Elsewhere", created_by=bob)
    for room in (session, elsewhere):
        response = post(session=room.pk)
        assert response.status_code == 422
        assert "Choose a video session of the project" in response.content.decode()
    assert not Generation.objects.filter(kind="video").exists()


def test_the_end_frame_is_one_of_the_project(post: Post, session: Session, bob: User, alice: User) -> None:
    other = Project.objects.create(name="Other", created_by=alice)
    other.memberships.create(user=bob, role="editor")
    foreign = an_output(Session.objects.create(project=other, name="Elsewhere", created_by=bob))
    assert post(models=["fal-veo-3.1"], end_frame=foreign.pk).status_code == 422
    assert nothing_was_made()
    last = an_output(session)
    assert post(models=["fal-veo-3.1"], end_frame=last.pk).status_code == 204
    assert Generation.objects.get(kind="video").end_frame == last


def test_a_model_that_takes_no_still_makes_a_clip_of_the_words(post: Post, still: Output) -> None:
    response = post(models=["local-drift"], without_still="1")
    assert response.status_code == 204
    # It is no row of the overlay: somebody who sees nothing happen would press again.
    assert "“Clips of May”" in json.loads(response["HX-Trigger"])["px:toast"]["message"]
    assert Generation.objects.get(kind="video").source is None
    assert not Generation.objects.iterations().exists()


def test_the_price_is_known_before_a_word_is_typed(post: Post) -> None:
    said = post("animate/estimate", prompt="", models=["fal-veo-3.1"], duration="8").content.decode()
    assert re.search(r"<strong>\$\d", said)
    assert "cannot edit or animate" in post("animate/estimate", models=["local-drift"]).content.decode()
    assert "free" in post("animate/estimate", models=["local-drift"], without_still="1").content.decode()
    assert nothing_was_made()


@pytest.mark.parametrize("path", ["animate", "animate/estimate", "last-frame"])
def test_a_viewer_may_not_and_a_stranger_finds_nothing(
    vera: User, charlie: User, signed_in: ClientOf, still: Output, path: str
) -> None:
    url = f"/outputs/{still.pk}/{path}/"
    assert signed_in(vera).post(url, ORDER).status_code == 403
    assert signed_in(charlie).post(url, ORDER).status_code == 404
    assert nothing_was_made()


def test_a_viewer_looks_at_what_others_make(vera: User, charlie: User, signed_in: ClientOf, still: Output) -> None:
    row = a_generation(still.generation.session, kind="video", source=still, state=State.QUEUED)
    html = overlay(signed_in(vera), still)
    assert f"generation:{row.pk}" in html
    assert "<form" not in html
    assert signed_in(charlie).get(f"/outputs/{still.pk}/iterations/").status_code == 404


def test_only_stills_that_are_there_are_animated(editor: Client, session: Session, clips: Session) -> None:
    gone = an_output(session)
    delete_output(output=gone)
    for output in (gone, an_output(clips, kind="video"), an_output(session, kind="audio")):
        assert editor.post(f"/outputs/{output.pk}/animate/", ORDER).status_code == 404
    assert not Generation.objects.filter(kind="video", source__isnull=False).exists()


def test_a_new_session_and_its_first_video_are_told_in_one_moment(still: Output, bob: User) -> None:
    Event.objects.all().delete()
    order = Order(models=("local-camera",), prompts=("waves",))
    batch = animate_still(still=still, by=bob, order=order, session=None)
    project, made = f"project:{still.project_id}", f"session:{batch.session_id}"
    heard = Event.objects.filter(topic=project).order_by("rev").values_list("ref", "change")
    assert list(heard) == [(made, "new"), (project, "put"), (made, "put")]
    home = Event.objects.filter(topic=f"session:{still.generation.session_id}").values_list("ref", flat=True)
    assert list(home) == [f"output:{still.pk}"]
    assert Event.objects.filter(topic=f"output:{still.pk}", change="new").count() == 1


def test_stills_hear_that_a_session_of_their_videos_is_deleted(post: Post, still: Output, clips: Session) -> None:
    post(target="existing", session=clips.pk)
    row = Generation.objects.get(kind="video")
    Event.objects.all().delete()
    delete_session(session=clips)
    home = f"session:{still.generation.session_id}"
    told = set(Event.objects.values_list("topic", "ref", "change"))
    assert {(home, f"output:{still.pk}", "put"), (f"output:{still.pk}", f"generation:{row.pk}", "del")} <= told


def test_asking_again_keeps_everything(post: Post, session: Session, bob: User) -> None:
    last = an_output(session)
    post(models=["fal-veo-3.1"], end_frame=last.pk, **FULL)
    row = Generation.objects.get(kind="video")
    Generation.objects.filter(pk=row.pk).update(state=State.FAILED)
    row.refresh_from_db()
    again = retry_generation(generation=row, by=bob)
    once_more = regenerate(generation=again, by=bob).generations.get()
    for other in (again, once_more):
        for name in ("source", "end_frame", "prompt", "prompt_enhanced", "session"):
            assert getattr(other, name) == getattr(row, name), name
        assert {**other.parameters, "seed": 0} == {**row.parameters, "seed": 0}


def test_fifty_videos_come_in_pages(editor: Client, still: Output, clips: Session) -> None:
    rows = [a_generation(clips, kind="video", source=still, state=State.FAILED).pk for _ in range(50)]
    seen, url = [], f"/outputs/{still.pk}/iterations/"
    query: str | None = ""
    while query is not None:
        html = editor.get(f"{url}?{query}").content.decode()
        seen += [int(pk) for pk in re.findall(r'data-live="generation:(\d+)"', html)]
        found = re.search(rf"{url}\?([^\"]+)", html)
        query = found.group(1) if found else None
    assert seen == rows[::-1]
    newer = editor.get(url, {"newer": rows[-3]}).content.decode()
    assert re.findall(r'data-live="generation:(\d+)"', newer) == [str(rows[-1]), str(rows[-2])]


def test_the_overlay_offers_what_was_used_last(editor: Client, post: Post, still: Output) -> None:
    fresh = overlay(editor, still)
    assert "Video – " in fresh
    assert _chosen(fresh) == ["local-camera"]
    post(models=["local-depth"])
    again = overlay(editor, still)
    assert "Clips of May" in again
    assert _chosen(again) == ["local-depth"]


def _chosen(html: str) -> list[str]:
    boxes = re.findall(r'name="models" value="([^"]+)"([^>]*)>', html)
    return [key for key, attributes in boxes if "checked" in attributes]


def test_a_video_session_of_its_own_offers_lengths_and_camera_moves(editor: Client, clips: Session) -> None:
    url = f"/sessions/{clips.pk}/"
    composer = editor.get(url).context["composer"]
    offered = {offer.model.key for offer in composer.offers}
    assert "local-drift" in offered
    assert "local-camera" not in offered
    assert {3, 5, 8} <= set(composer.durations)
    assert "push-in" in [move.key for move in composer.moves]
    assert not composer.ends
    assert composer.settings["resolution"] in composer.sizes
    clip = {"duration": "8", "resolution": "480p", "camera_move": "push-in", "camera_strength": "90"}
    asked = {**ORDER, **clip, "models": ["local-drift"]}
    assert editor.post(f"{url}generate/", asked).status_code == 204
    row = clips.generations.get()
    assert row.parameters.items() >= {"duration": 8, "camera_move": "push-in", "camera_strength": 90}.items()
    again = editor.get(url).context["composer"].settings
    assert (again["duration"], again["camera_move"], again["resolution"]) == (8, "push-in", "480p")


def test_what_was_typed_stays_and_what_was_sent_is_kept(post: Post, still: Output) -> None:
    """The local camera says what it understood; the enhanced words are what it was given."""
    default_storage.save(still.file.name, png(320, 180))
    post(resolution="480p", duration="3", prompt="lamp", prompt_enhanced="The lamp turns slowly.")
    drain(60)
    row = Generation.objects.get(kind="video")
    assert (row.state, row.prompt, row.prompt_enhanced) == (State.SUCCEEDED, "lamp", "The lamp turns slowly.")
    assert "lamp turns slowly" in row.prompt_sent
