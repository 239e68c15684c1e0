"""The last picture of a clip becomes a still of its own, from which one goes on."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image

from accounts.models import User
from generations.actions import delete_output, keep_last_frame, regenerate
from generations.errors import Conflict
from generations.lineage import lineage
from generations.media import files
from generations.models import Generation, Output
from projects.actions import create_session, delete_session
from projects.models import Project, Session, SessionKind
from tests.accounts.callers import JSON, program_of
from tests.generations.clips import CODECS, a_clip
from tests.generations.rows import a_generation, an_output

ClientOf = Callable[[User], Client]


@pytest.fixture
def clips(project: Project, alice: User) -> Session:
    return create_session(project=project, kind=SessionKind.VIDEO, name="Clips", by=alice)


@pytest.fixture
def clip(clips: Session, session: Session, tmp_path: Path) -> Output:
    """Made from a still of the session "Posters"."""
    return stored(a_clip(tmp_path / "a.mp4"), clips, source=an_output(session))


def stored(path: Path, clips: Session, **facts: Any) -> Output:
    generation = a_generation(clips, kind="video", prompt="the lamp turns", **facts)
    return Output.objects.create(
        generation=generation, project=clips.project, **files.keep(path, kind="video").fields()
    )


@pytest.mark.parametrize("suffix", CODECS)
def test_it_is_the_last_one(clips: Session, session: Session, bob: User, tmp_path: Path, suffix: str) -> None:
    """The clip turns from black to red."""
    video = stored(a_clip(tmp_path / f"a{suffix}"), clips, source=an_output(session))
    frame = keep_last_frame(video=video, by=bob)
    assert (frame.kind, frame.width, frame.height) == ("image", 160, 90)
    with Image.open(settings.MEDIA_ROOT / frame.file.name) as picture:
        red, green, blue = picture.convert("RGB").resize((1, 1)).getpixel((0, 0))  # type: ignore[misc]
    assert red > 215
    assert max(green, blue) < 40


def test_it_lies_beside_the_still_and_knows_its_clip(clip: Output, session: Session, bob: User) -> None:
    frame = keep_last_frame(video=clip, by=bob)
    row = frame.generation
    assert (row.session, row.source, row.model, row.provider) == (session, clip, "frame", "upload")
    assert (row.state, row.author, row.prompt) == ("succeeded", bob, "Last frame: the lamp turns")
    assert [node.pk for node in lineage(frame, bob).ancestors] == [clip.pk, clip.generation.source_id]


def test_asking_twice_answers_the_same_one(clip: Output, bob: User, alice: User) -> None:
    first = keep_last_frame(video=clip, by=bob)
    assert keep_last_frame(video=clip, by=alice) == first
    delete_output(output=first)
    assert keep_last_frame(video=clip, by=alice) != first


def test_the_button_says_where_it_is(clip: Output, bob: User, signed_in: ClientOf) -> None:
    told = json.loads(signed_in(bob).post(f"/outputs/{clip.pk}/last-frame/")["HX-Trigger"])
    frame = Generation.objects.get(model="frame")
    assert told["px:touch"]["refs"] == [f"generation:{frame.pk}"]
    assert "“Posters”" in told["px:toast"]["message"]


def test_over_the_api_into_a_session_of_choice(clip: Output, session: Session, bob: User) -> None:
    room = Session.objects.create(project=session.project, name="Frames", created_by=bob)
    url = f"/api/outputs/{clip.pk}/last-frame/"
    answer = program_of(bob).post(url, {"session": room.pk}, JSON)
    assert answer.status_code == 201
    assert (answer.json()["session"], answer.json()["kind"]) == (room.pk, "image")
    assert program_of(bob).post(url, {}, JSON).json()["session"] == session.pk
    assert program_of(bob, "read").post(url, {}, JSON).status_code == 403
    assert program_of(bob).post(url, {"session": 10**9}, JSON).status_code == 404


def test_without_a_still_it_needs_a_picture_session_of_the_project(
    clips: Session, session: Session, bob: User, alice: User, tmp_path: Path
) -> None:
    alone = stored(a_clip(tmp_path / "a.mp4"), clips)
    other = Project.objects.create(name="Other")
    other.memberships.create(user=bob, role="editor")
    foreign = Session.objects.create(project=other, name="Elsewhere", created_by=bob)
    url = f"/api/outputs/{alone.pk}/last-frame/"
    for body in ({}, {"session": clips.pk}, {"session": foreign.pk}):
        answer = program_of(bob).post(url, body, JSON)
        assert answer.status_code == 400
        assert "picture session" in answer.json()["error"]["fields"]["session"][0]
    assert program_of(bob).post(url, {"session": session.pk}, JSON).status_code == 201
    assert Generation.objects.filter(model="frame").count() == 1


def test_the_still_s_session_may_be_gone(clip: Output, session: Session, bob: User, signed_in: ClientOf) -> None:
    delete_session(session=session)
    response = signed_in(bob).post(f"/outputs/{clip.pk}/last-frame/")
    assert response.status_code == 422
    assert "picture session" in response.content.decode()


def test_only_clips_have_one(session: Session, bob: User) -> None:
    answer = program_of(bob).post(f"/api/outputs/{an_output(session).pk}/last-frame/", {}, JSON)
    assert answer.status_code == 400
    assert "Only a clip" in answer.json()["error"]["fields"]["source"][0]


def test_a_clip_that_cannot_be_read_leaves_nothing(clip: Output, bob: User) -> None:
    for damage in (b"no clip", None):
        default_storage.delete(clip.file.name)
        if damage:
            default_storage.save(clip.file.name, ContentFile(damage))
        answer = program_of(bob).post(f"/api/outputs/{clip.pk}/last-frame/", {}, JSON)
        assert answer.status_code == 409
        assert "cannot be read" in answer.json()["error"]["message"]
    assert not Generation.objects.filter(model="frame").exists()


def test_it_was_not_generated_so_it_is_not_run_again(clip: Output, bob: User) -> None:
    frame = keep_last_frame(video=clip, by=bob)
    with pytest.raises(Conflict, match="not generated"):
        regenerate(generation=frame.generation, by=bob)
