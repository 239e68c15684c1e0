from typing import Any

import pytest

from accounts.models import User
from generations.models import Batch, Generation
from generations.models.batch import Purpose
from projects.actions import create_session
from projects.models import Project, Session, SessionKind
from tests.accounts.callers import JSON, program_of
from tests.generations.rows import a_generation, an_output
from tests.generations.runner import drain

URL = "/api/generations/"


def order(session: Session, **changes: Any) -> dict[str, Any]:
    return {"session": session.pk, "models": ["local-landscape"], "prompt": "a lighthouse at dawn"} | changes


def test_two_models_make_two_generations_of_one_batch(bob: User, session: Session) -> None:
    response = program_of(bob).post(URL, order(session, models=["local-landscape", "local-flow"], seed=7), JSON)
    assert response.status_code == 202
    made = response.json()
    nothing_yet = {"running": 0, "succeeded": 0, "failed": 0, "cancelled": 0}
    assert made["batch"]["progress"].items() >= {"total": 2, "queued": 2, **nothing_yet}.items()
    assert [row["model"] for row in made["generations"]] == ["local-landscape", "local-flow"]
    assert {row["author"] for row in made["generations"]} == {bob.pk}
    assert [row["progress"]["position"] for row in made["generations"]] == [1, 2]


def test_a_finished_generation_shows_its_picture(bob: User, session: Session) -> None:
    program = program_of(bob)
    made = program.post(URL, order(session, aspect_ratio="16:9", seed=7), JSON).json()["generations"][0]
    drain()
    done = program.get(f"{URL}{made['id']}/").json()
    [output] = done["outputs"]
    assert done["state"] == "succeeded"
    assert done["error"] is None
    assert output["width"] / output["height"] == pytest.approx(16 / 9, abs=0.02)
    assert output["seed"] == 7
    assert program.get(output["preview_url"]).status_code == 200


def test_the_kind_of_file_is_kept_and_one_that_a_model_does_not_make_is_refused(bob: User, session: Session) -> None:
    program, asked = program_of(bob), order(session, models=["local-landscape", "fal-flux-2-pro"])
    made = program.post(URL, asked | {"format": "png"}, JSON).json()["generations"]
    assert [row["parameters"]["format"] for row in made] == ["png", "png"]
    refused = program.post(URL, asked | {"format": "webp"}, JSON)
    assert refused.status_code == 400
    assert refused.json()["error"]["fields"]["models"] == ["FLUX.2 Pro (fal-flux-2-pro) cannot make WEBP files."]


def test_prompts_times_variants(bob: User, session: Session) -> None:
    asked = order(session, prompts=["dunes", "reeds", "rocks"], variants=2)
    del asked["prompt"]
    made = program_of(bob).post(URL, asked, JSON).json()
    assert [row["prompt"] for row in made["generations"]] == ["dunes"] * 2 + ["reeds"] * 2 + ["rocks"] * 2


def test_adding_to_a_batch_answers_the_new_ones_only(bob: User, session: Session) -> None:
    program = program_of(bob)
    first = program.post(URL, order(session), JSON).json()
    second = program.post(URL, order(session, prompt="a harbour", batch=first["batch"]["id"]), JSON).json()
    assert second["batch"]["id"] == first["batch"]["id"]
    assert second["batch"]["progress"]["total"] == 2
    assert [row["prompt"] for row in second["generations"]] == ["a harbour"]


@pytest.mark.parametrize("purpose", [Purpose.TURN, Purpose.UPLOAD])
def test_only_a_composed_batch_is_added_to(bob: User, session: Session, purpose: str) -> None:
    """A turn has rules of its own, which this door does not know."""
    batch = a_generation(session).batch
    Batch.objects.update(purpose=purpose)
    response = program_of(bob).post(URL, order(session, batch=batch.pk), JSON)
    assert response.status_code == 400
    assert "batch" in response.json()["error"]["fields"]
    assert batch.generations.count() == 1


def test_a_batch_of_another_session_takes_nothing(bob: User, session: Session) -> None:
    other = Session.objects.create(project=session.project, name="Other")
    batch = a_generation(other).batch
    response = program_of(bob).post(URL, order(session, batch=batch.pk), JSON)
    assert response.status_code == 400
    assert "batch" in response.json()["error"]["fields"]


def test_references_and_source_are_kept_as_ids(bob: User, session: Session) -> None:
    stills = [an_output(session).pk for _ in range(2)]
    source = an_output(session).pk
    asked = order(session, models=["fal-seedream-5"], references=stills[::-1], source_output=source)
    [made] = program_of(bob).post(URL, asked, JSON).json()["generations"]
    assert made["references"] == stills[::-1]
    assert made["source_output"] == source


def test_the_price_before_the_click_and_nothing_made(bob: User, session: Session) -> None:
    asked = order(session, models=["fal-seedream-5", "local-landscape"], seed=1)
    answer = program_of(bob, "read").post(f"{URL}estimate/", asked, JSON).json()
    amounts = {item["model"]: item["amount"] for item in answer["items"]}
    assert amounts["local-landscape"] == 0
    assert answer["total"] == amounts["fal-seedream-5"] > 0
    assert answer["currency"] == "USD"
    assert "Seedream" in answer["warnings"][0]
    assert not Batch.objects.exists()


def test_the_same_key_makes_one_batch(bob: User, session: Session) -> None:
    program = program_of(bob)
    key = {"Idempotency-Key": "click-1"}
    first, again = (program.post(URL, order(session), JSON, headers=key) for _ in range(2))
    other = program.post(URL, order(session, prompt="something else"), JSON, headers=key)
    assert first.json() == again.json()
    assert other.status_code == 422
    assert Generation.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"models": []}, "models"),
        ({"models": ["no-such-model"]}, "models"),
        ({"resolution": "9k"}, "models"),
        ({"prompt": "  "}, "prompt"),
        ({"prompts": []}, "prompts"),
        ({"prompts": ["both"]}, "prompts"),
        ({"variants": 0}, "variants"),
        ({"outputs": 0}, "outputs"),
        ({"outputs": 99}, "models"),
        ({"seed": -1}, "seed"),
        ({"seed": "5"}, "seed"),
        ({"seed": 1.5}, "seed"),
        ({"outputs": True}, "outputs"),
        ({"prompt": 5}, "prompt"),
        ({"references": [2**62]}, "references"),
        ({"references": ["5"]}, "references"),
        ({"source_output": 2**62}, "source_output"),
        ({"source_output": 2**200}, "source_output"),
    ],
)
def test_what_cannot_be_made_names_the_field(bob: User, session: Session, changes: dict[str, Any], field: str) -> None:
    response = program_of(bob).post(URL, order(session, **changes), JSON)
    assert response.status_code == 400
    assert next(iter(response.json()["error"]["fields"])) == field
    assert not Generation.objects.exists()


def test_foreign_pictures_look_like_none(charlie: User, bob: User, session: Session) -> None:
    theirs = Session.objects.create(project=Project.objects.create(name="Secret"), name="Theirs", created_by=charlie)
    picture = an_output(theirs).pk
    answers = [
        program_of(bob).post(URL, order(session, models=["fal-seedream-5"], references=[pk]), JSON).json()
        for pk in (picture, picture + 1000)
    ]
    told = [str(answer).replace(str(pk), "N") for answer, pk in zip(answers, (picture, picture + 1000), strict=True)]
    assert told[0] == told[1]


@pytest.mark.parametrize("field", ["session", "batch"])
def test_what_is_not_mine_is_not_there(charlie: User, bob: User, session: Session, field: str) -> None:
    theirs = Session.objects.create(project=Project.objects.create(name="Secret"), name="Theirs", created_by=charlie)
    foreign = theirs.pk if field == "session" else a_generation(theirs).batch_id
    assert program_of(bob).post(URL, order(session) | {field: foreign}, JSON).status_code == 404
    assert program_of(bob).post(URL, order(session) | {field: 10**9}, JSON).status_code == 404


def test_a_video_session_takes_no_picture_model(bob: User, project: Project) -> None:
    clips = Session.objects.create(project=project, kind=SessionKind.VIDEO, name="Clips")
    response = program_of(bob).post(URL, order(clips), JSON)
    assert "local-landscape" in response.json()["error"]["fields"]["models"][0]


@pytest.fixture
def clips(project: Project, alice: User) -> Session:
    return create_session(project=project, kind=SessionKind.VIDEO, name="Clips", by=alice)


def test_each_item_is_made_by_each_model_with_its_own_still_words_and_camera(
    bob: User, session: Session, clips: Session, django_assert_max_num_queries: Any
) -> None:
    stills = [an_output(session), an_output(session)]
    items = [
        {"prompt": "the lamp turns", "source_output": stills[0].pk, "camera_move": "push-in", "camera_strength": 80},
        {"source_output": stills[1].pk, "camera_move": None},
    ]
    asked = order(clips, models=["local-camera", "local-depth"], prompt="waves", camera_move="static", items=items)
    with django_assert_max_num_queries(30):
        made = program_of(bob).post(URL, asked, JSON).json()["generations"]
    rows = Generation.objects.filter(batch__session=clips).order_by("pk")
    assert [row["id"] for row in made] == [row.pk for row in rows]
    assert [(row.prompt, row.source, row.prompt_index, row.parameters["camera_move"]) for row in rows] == [
        *[("the lamp turns", stills[0], 0, "push-in")] * 2,
        *[("waves", stills[1], 1, "static")] * 2,
    ]
    assert [row.parameters["camera_strength"] for row in rows] == [80, 80, 50, 50]
    assert rows[0].batch.title == "the lamp turns"


def test_the_estimate_of_items_is_the_sum_of_all(bob: User, session: Session, clips: Session) -> None:
    item = {"prompt": "a turn", "source_output": an_output(session).pk}
    asked = {"session": clips.pk, "models": ["fal-kling-2.5-turbo"], "duration": 5}
    single = program_of(bob).post(f"{URL}estimate/", asked | {"items": [item]}, JSON).json()
    all_three = program_of(bob).post(f"{URL}estimate/", asked | {"items": [item] * 3}, JSON).json()
    assert all_three["total"] == pytest.approx(3 * single["total"])
    assert single["total"] > 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"items": []}, "items"),
        ({"items": [{}, {"prompt": "a turn"}]}, "items.0.prompt"),
        ({"items": [{"prompt": "a turn"}, {"prompt": "a turn", "source_output": 4711}]}, "items.1.source_output"),
        ({"items": [{"prompt": "a turn", "source_output": "first"}]}, "items.0.source_output"),
        ({"items": [{"prompt": "x" * 100_000}]}, "items.0.prompt"),
        ({"items": [{"prompt": "a turn"}] * 2001}, "items"),
        ({"items": [{"prompt": "a turn"}] * 1001, "variants": 2}, "items"),
        ({"items": [{"prompt": "a turn"}], "prompts": ["a turn"]}, "prompts"),
        ({"items": {"prompt": "a turn"}}, "items"),
    ],
)
def test_a_wrong_item_is_named_and_none_is_made(
    bob: User, session: Session, changes: dict[str, Any], field: str
) -> None:
    asked = {"session": session.pk, "models": ["local-landscape"]} | changes
    answer = program_of(bob).post(URL, asked, JSON)
    assert answer.status_code == 400
    assert field in answer.json()["error"]["fields"]
    assert not Generation.objects.exists()


def test_a_model_that_takes_no_stills_is_named_once_for_all_items(bob: User, session: Session, clips: Session) -> None:
    items = [{"prompt": "a turn", "source_output": an_output(session).pk} for _ in range(3)]
    asked = {"session": clips.pk, "models": ["local-drift"], "items": items}
    fields = program_of(bob).post(URL, asked, JSON).json()["error"]["fields"]
    assert fields == {"models": ["Local · Drift (no AI) (local-drift) cannot edit or animate a picture."]}
