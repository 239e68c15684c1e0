"""Batches by program: named and tagged, counted before, added to, and refused as a whole."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from generations.models import Batch, Generation
from generations.states import State
from projects.models import Session
from tests.accounts.callers import JSON, program_of
from tests.generations.rows import a_generation

URL = "/api/generations/"
BATCHES = "/api/batches/"
ORDER = {"models": ["local-flow", "local-poster"], "prompts": ["dunes", "waves"], "variants": 3}


@pytest.fixture
def program(bob: User) -> Client:
    return program_of(bob)


def order(session: Session, **changes: Any) -> dict[str, Any]:
    return {"session": session.pk, **ORDER, **changes}


def test_a_batch_with_a_name(program: Client, session: Session) -> None:
    named = {"purpose": "assets", "title": "Round one", "concept": "Towels of the sea", "tags": ["Summer", "sea"]}
    made = program.post(URL, order(session, **named), JSON).json()
    batch = made["batch"]
    assert (batch["purpose"], batch["title"], batch["concept"]) == ("assets", "Round one", "Towels of the sea")
    assert sorted(batch["tags"]) == ["Summer", "sea"]
    assert len(made["generations"]) == batch["progress"]["queued"] == 12


def test_what_it_would_be_is_counted(program: Client, session: Session) -> None:
    asked = order(session, models=["local-flow", "fal-seedream-5"], outputs=2, purpose="assets", tags=["sea"])
    answer = program.post(f"{URL}estimate/", asked, JSON).json()
    assert answer["counts"] == {"prompts": 2, "variants": 3, "models": 2, "generations": 12, "outputs": 24}
    assert answer["total"] == sum(item["amount"] for item in answer["items"]) > 0
    assert not Batch.objects.exists()


def test_more_goes_behind_what_is_there(program: Client, session: Session) -> None:
    batch = program.post(URL, order(session, purpose="assets"), JSON).json()["batch"]["id"]
    more = {"session": session.pk, "batch": batch, "models": ["local-flow"], "prompts": ["fog", "rain"]}
    made = program.post(URL, more, JSON).json()
    assert [row["prompt"] for row in made["generations"]] == ["fog", "rain"]
    assert made["batch"]["progress"]["total"] == 14
    added = Generation.objects.filter(batch=batch, prompt_index__gt=1)
    assert set(added.values_list("prompt_index", "prompt")) == {(2, "fog"), (3, "rain")}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"prompts": []}, "prompts"),
        ({"prompts": ["dunes", ""]}, "prompts"),
        ({"prompts": ["x" * 100_000]}, "prompts"),
        ({"prompts": "dunes"}, "prompts"),
        ({"prompts": ["dunes"] * 2001, "models": ["local-flow"], "variants": 1}, "prompts"),
        ({"prompts": ["dunes"] * 667, "models": ["local-flow"]}, "prompts"),
        ({"prompts": ["dunes"] * 30, "variants": 100}, "prompts"),
        ({"variants": 0}, "variants"),
        ({"variants": 101}, "variants"),
        ({"tags": ["x" * 300]}, "tags"),
        ({"tags": [""]}, "tags"),
        ({"tags": ["a\u0000b"]}, "tags"),
        ({"tags": [str(number) for number in range(51)]}, "tags"),
        ({"title": "x" * 121}, "title"),
        ({"concept": "x" * 100_000}, "concept"),
        ({"concept": 5}, "concept"),
        ({"purpose": "turn"}, "purpose"),
        ({"purpose": "upload"}, "purpose"),
        ({"prompt_enhanced": "golden dunes"}, "prompt_enhanced"),
        ({"format": "tiff"}, "models"),
        ({"references": [4711]}, "references"),
    ],
)
def test_refused_as_a_whole(program: Client, session: Session, changes: dict[str, Any], field: str) -> None:
    for url in (URL, f"{URL}estimate/"):
        if url == URL or field != "tags":
            response = program.post(url, order(session, **changes), JSON)
            assert response.status_code == 400
            assert any(name.startswith(field) for name in response.json()["error"]["fields"])
    assert not Batch.objects.exists()
    assert not Generation.objects.exists()


@pytest.mark.parametrize("name", ["title", "concept", "tags", "purpose"])
def test_a_batch_that_is_there_keeps_its_name(program: Client, session: Session, name: str) -> None:
    batch = program.post(URL, order(session), JSON).json()["batch"]["id"]
    words = {"title": "New", "concept": "New", "tags": ["new"], "purpose": "assets"}
    response = program.post(URL, order(session, batch=batch, **{name: words[name]}), JSON)
    assert response.status_code == 400
    assert set(response.json()["error"]["fields"]) == {name}
    assert Generation.objects.count() == 12


def test_the_same_key_adds_once(program: Client, session: Session) -> None:
    batch = program.post(URL, order(session), JSON).json()["batch"]["id"]
    for _ in range(2):
        response = program.post(URL, order(session, batch=batch), JSON, headers={"Idempotency-Key": "k1"})
        assert response.status_code == 202
    assert Generation.objects.count() == 24


def test_strangers_find_no_batch_and_viewers_add_nothing(charlie: User, vera: User, session: Session) -> None:
    batch = a_generation(session).batch_id
    for by, code in ((charlie, 404), (vera, 403)):
        assert program_of(by).post(URL, order(session, batch=batch), JSON).status_code == code
    assert Generation.objects.count() == 1


def test_found_by_state_project_and_person(program: Client, session: Session, bob: User, alice: User) -> None:
    running = a_generation(session, state=State.QUEUED, author=bob).batch
    done = a_generation(session, author=alice).batch
    failed = a_generation(session, state=State.FAILED, author=alice).batch
    wanted: list[tuple[dict[str, Any], set[int]]] = [
        ({"state": "active"}, {running.pk}),
        ({"state": "done"}, {done.pk, failed.pk}),
        ({"state": "failed"}, {failed.pk}),
        ({"state": "done", "author": alice.pk}, {done.pk, failed.pk}),
        ({"author": bob.pk, "project": session.project_id}, {running.pk}),
        ({"project": session.project_id + 1}, set()),
    ]
    for query, found in wanted:
        assert {row["id"] for row in program.get(BATCHES, query).json()["results"]} == found
    assert program.get(BATCHES, {"state": "lost"}).status_code == 400


def test_how_far_and_how_long(program: Client, session: Session) -> None:
    made = program.post(URL, order(session, models=["fal-seedream-5"]), JSON).json()["batch"]
    progress = program.get(f"{BATCHES}{made['id']}/").json()["progress"]
    assert (progress["started_at"], progress["finished_at"], progress["spent"]) == (None, None, 0)
    assert progress["price"] > 0
    assert progress["remaining_seconds"] > 0
    program.post(f"{BATCHES}{made['id']}/cancel/")
    progress = program.get(f"{BATCHES}{made['id']}/").json()["progress"]
    assert progress["finished_at"]
    assert progress["remaining_seconds"] is None
