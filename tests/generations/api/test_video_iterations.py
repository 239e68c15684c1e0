"""Animating over the API, and the videos of a still as lists and counts."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from generations.actions import delete_output
from generations.models import Generation, Output
from generations.states import State
from live.models import Event
from projects.models import Session
from tests.accounts.callers import JSON, program_of
from tests.generations.rows import a_generation, an_output, bytes_of, png
from tests.generations.runner import drain

ClientOf = Callable[[User], Client]


@pytest.fixture
def clips(session: Session) -> Session:
    return Session.objects.create(project=session.project, kind="video", name="Clips", created_by=session.created_by)


def order(clips: Session, still: int, **changes: Any) -> dict[str, Any]:
    small = {"resolution": "480p", "duration": 3, "camera_move": "push-in"}
    asked = {"session": clips.pk, "models": ["local-camera"], "prompt": "the lamp turns", "source_output": still}
    return asked | small | changes


def test_from_a_still_to_a_clip(bob: User, session: Session, clips: Session) -> None:
    program = program_of(bob)
    still = program.post("/api/uploads/", {"session": session.pk, "file": png(320, 180)}).json()["id"]
    asked = order(clips, still, camera_strength=80, prompt_enhanced="The lamp turns slowly.")
    [made] = program.post("/api/generations/", asked, JSON).json()["generations"]
    assert (made["source_output"], made["end_frame"], made["prompt_sent"]) == (still, None, "")
    assert made["parameters"]["camera_strength"] == 80
    drain(60)
    done = program.get(f"/api/generations/{made['id']}/").json()
    assert (done["state"], done["prompt"]) == ("succeeded", "the lamp turns")
    assert done["prompt_sent"]
    [clip] = done["outputs"]
    assert (clip["content_type"], clip["duration"]) == ("video/mp4", pytest.approx(3, abs=0.1))
    assert program.get(f"/api/outputs/{still}/").json()["iterations"] == {"count": 1, "latest_state": "succeeded"}
    part = program.get(clip["url"], headers={"Range": "bytes=4-11"})
    assert (part.status_code, part["Content-Type"], bytes_of(part)[:4]) == (206, "video/mp4", b"ftyp")
    assert part["Content-Disposition"] == f'inline; filename="the-lamp-turns-{clip["id"]}.mp4"'
    assert program.get(clip["poster_url"])["Content-Type"] == "image/webp"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"camera_strength": 0}, "camera_strength"),
        ({"camera_strength": 101}, "camera_strength"),
        ({"duration": 7}, "models"),
        ({"camera_move": "orbit-left"}, "models"),
        ({"end_frame": 4711}, "end_frame"),
        ({"end_frame": "5"}, "end_frame"),
        ({"prompt_enhanced": 5}, "prompt_enhanced"),
        ({"source_output": None}, "models"),
    ],
)
def test_what_cannot_be_made_names_the_field(
    bob: User, session: Session, clips: Session, changes: dict[str, Any], field: str
) -> None:
    asked = order(clips, an_output(session).pk, **changes)
    response = program_of(bob).post("/api/generations/", asked, JSON)
    assert response.status_code == 400
    assert list(response.json()["error"]["fields"]) == [field]
    assert not Generation.objects.filter(kind="video").exists()


def test_a_clip_or_a_deleted_still_is_no_source(bob: User, session: Session, clips: Session) -> None:
    gone = an_output(session)
    delete_output(output=gone)
    for output in (gone, an_output(clips, kind="video"), an_output(session, kind="audio")):
        response = program_of(bob).post("/api/generations/", order(clips, output.pk), JSON)
        assert list(response.json()["error"]["fields"]) == ["source_output"]


def test_the_catalogue_says_what_a_clip_can_be(bob: User) -> None:
    models = {row["key"]: row for row in program_of(bob).get("/api/models/", {"kind": "video"}).json()}
    assert {"key": "orbit-left", "label": "Orbit left"} in models["local-depth"]["camera_moves"]
    assert models["local-camera"]["durations"] == [3, 5, 8, 10]
    assert models["fal-veo-3.1"]["inputs"] == {"source": "optional", "references_max": 0, "end_frame": True}


def test_a_video_whose_file_is_deleted_leaves_the_list_and_the_count_at_once(
    bob: User, session: Session, clips: Session
) -> None:
    still = an_output(session)
    clip, other = (an_output(clips, kind="video", source=still) for _ in range(2))
    Event.objects.all().delete()
    delete_output(output=clip)
    rows = program_of(bob).get(f"/api/outputs/{still.pk}/video-iterations/").json()["results"]
    assert [row["id"] for row in rows] == [other.generation_id]
    told = set(Event.objects.values_list("topic", "ref"))
    assert (f"session:{session.pk}", f"output:{still.pk}") in told
    assert (f"output:{still.pk}", f"generation:{clip.generation_id}") in told


def test_a_take_of_the_overlay_is_fetched_again_by_its_id(bob: User, session: Session, signed_in: ClientOf) -> None:
    still = an_output(session)
    row, picture = a_generation(session, kind="video", source=still, state=State.QUEUED), a_generation(session)
    html = signed_in(bob).get("/live/", {"f": [f"iteration:{row.pk}", f"iteration:{picture.pk}"]})
    assert html.content.decode().count('data-frag="iteration"') == 1


@pytest.mark.parametrize("count", [2, 60])
def test_counts_come_with_the_page_of_a_gallery(
    bob: User, session: Session, signed_in: ClientOf, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        a_generation(session, kind="video", source=an_output(session), state=State.FAILED)
    stills = Output.objects.filter(kind="image")
    Generation.objects.filter(kind="video").update(session=_clips_of(session))
    browser = signed_in(bob)
    url = f"/sessions/{session.pk}/items/"
    browser.get(url)
    # Who asks and with which session cookie, the session, its generations, their outputs with all counts.
    with django_assert_num_queries(5):
        html = browser.get(url).content.decode()
    assert html.count('class="card"') == stills.count() == count


def _clips_of(session: Session) -> Session:
    return Session.objects.create(project=session.project, kind="video", name="Clips")


def test_each_camera_move_has_a_small_clip(bob: User, signed_in: ClientOf) -> None:
    browser = signed_in(bob)
    response = browser.get("/camera/push-in.mp4")
    data = bytes_of(response)
    assert (response["Content-Type"], data[4:8]) == ("video/mp4", b"ftyp")
    assert "max-age=31536000" in response["Cache-Control"]
    kept = settings.MEDIA_ROOT / "camera" / "push-in.mp4"
    kept.write_bytes(b"as it was kept")
    assert bytes_of(browser.get("/camera/push-in.mp4")) == b"as it was kept"
    assert browser.get("/camera/nowhere.mp4").status_code == 404
    assert Client().get("/camera/push-in.mp4").status_code == 302
