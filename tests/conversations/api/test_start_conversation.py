from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from conversations.models import Conversation
from generations.models import Generation, Output
from projects.models import Session
from tests.accounts.callers import program_of
from tests.conversations.api.conftest import Post
from tests.conversations.working import GROK, KLEIN, MASKED, SEEDREAM, a_still
from tests.generations.rows import an_output

PAINTER = "fal-z-image-turbo"
FACTS = ["id", "project", "session", "source", "title", "models", "aspect_ratio", "resolution", "status"]
FACTS += ["turn_count", "created_at", "updated_at"]


def test_it_starts_with_a_turn_of_one_generation_a_model(post_start: Post, program: Client, source: Output) -> None:
    response = post_start(instruction=" make it night ", aspect_ratio="16:9", resolution=None)
    made = response.json()
    assert response.status_code == 202
    assert list(made) == FACTS
    assert (made["title"], made["models"], made["source"]) == ("make it night", [SEEDREAM, KLEIN], source.pk)
    assert (made["aspect_ratio"], made["resolution"]) == ("16:9", "")
    assert (made["status"], made["turn_count"]) == ("generating", 1)
    assert program.get(f"/api/conversations/{made['id']}/").json() == made
    [turn] = program.get(f"/api/conversations/{made['id']}/turns/").json()["results"]
    assert program.get(f"/api/turns/{turn['id']}/").json() == turn
    assert (turn["number"], turn["status"], turn["continues"]) == (1, "pending", None)
    assert turn["pending_models"] == turn["models"] == [SEEDREAM, KLEIN]
    assert (turn["total_models"], turn["references"]) == (2, [source.pk])
    assert [row["source_output"] for row in turn["generations"]] == [source.pk] * 2
    assert [row["progress"]["position"] for row in turn["generations"]] == [1, 2]


def test_own_pictures_and_a_mask_go_with_it(post_start: Post, session: Session, source: Output) -> None:
    own, mask = an_output(session), an_output(session)
    made = post_start(models=[MASKED], references=[own.pk], mask=mask.pk).json()
    row = Generation.objects.get(batch__turn__conversation=made["id"])
    assert (row.source, row.mask) == (source, mask)
    assert [reference.output for reference in row.references.all()] == [own]


def test_an_enhanced_instruction_is_kept_beside_the_typed_one(post_start: Post, program: Client) -> None:
    made = post_start(prompt_enhanced="make it night, moonlit", models=[SEEDREAM]).json()
    [turn] = program.get(f"/api/conversations/{made['id']}/turns/").json()["results"]
    assert turn["instruction"] == turn["generations"][0]["prompt"]
    assert Generation.objects.get(batch=turn["id"]).prompt_enhanced == "make it night, moonlit"


def test_the_price_and_what_each_model_gets_before_the_click(
    post_start: Post, session: Session, source: Output, bob: User, nothing_made: Callable[[], None]
) -> None:
    own = [an_output(session).pk for _ in range(4)]
    nothing_made()
    answer = post_start("estimate/", by=program_of(bob, "read"), models=[SEEDREAM, GROK], references=own).json()
    assert answer["references"] == [source.pk, *own]
    assert answer["models"] == [
        {"model": SEEDREAM, "sent": [source.pk, *own], "dropped": []},
        {"model": GROK, "sent": [source.pk, *own[:2]], "dropped": own[2:]},
    ]
    assert [item["model"] for item in answer["items"]] == [SEEDREAM, GROK]
    assert answer["total"] == pytest.approx(sum(item["amount"] for item in answer["items"]))
    assert answer["total"] > 0
    assert answer["currency"] == "USD"
    assert "drops 2 of yours" in answer["warnings"][0]


def test_the_same_key_starts_one(post_start: Post) -> None:
    first, again = (post_start(key="click-1") for _ in range(2))
    other = post_start(key="click-1", instruction="make it day")
    assert first.json() == again.json()
    assert other.status_code == 422
    assert Conversation.objects.count() == 1
    assert Generation.objects.filter(model=KLEIN).count() == 1


@pytest.mark.parametrize("address", ["", "estimate/"])
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"instruction": ""}, "instruction"),
        ({"instruction": " \n "}, "instruction"),
        ({"instruction": "x" * 10_000}, "instruction"),
        ({"instruction": None}, "instruction"),
        ({"instruction": 5}, "instruction"),
        ({"models": []}, "models"),
        ({"models": None}, "models"),
        ({"models": ["no-such-model"]}, "models"),
        ({"models": [SEEDREAM, PAINTER]}, "models"),
        ({"aspect_ratio": "7:1"}, "models"),
        ({"resolution": "9k"}, "models"),
        ({"references": [2**62]}, "references"),
        ({"references": ["5"]}, "references"),
        ({"mask": 2**62}, "mask"),
        ({"source": None}, "source"),
        ({"source": "1"}, "source"),
    ],
)
def test_what_cannot_be_made_names_the_field(
    post_start: Post, nothing_made: Callable[[], None], address: str, changes: dict[str, Any], field: str
) -> None:
    nothing_made()
    response = post_start(address, key="k" if not address else "", **changes)
    assert response.status_code == 400
    assert list(response.json()["error"]["fields"]) == [field]


def test_a_sixth_picture_is_refused(post_start: Post, session: Session, nothing_made: Callable[[], None]) -> None:
    own = [an_output(session).pk for _ in range(5)]
    nothing_made()
    response = post_start(references=own)
    assert response.status_code == 400
    assert "Take away 1" in response.json()["error"]["fields"]["references"][0]


def test_a_video_is_not_edited(post_start: Post, session: Session, nothing_made: Callable[[], None]) -> None:
    clip = an_output(session, kind="video")
    nothing_made()
    response = post_start(source=clip.pk)
    assert response.status_code == 400
    assert "still" in response.json()["error"]["fields"]["source"][0]


def test_a_deleted_still_is_not_there(
    post_start: Post, session: Session, program: Client, nothing_made: Callable[[], None]
) -> None:
    gone = a_still(session, "red")
    assert program.delete(f"/api/outputs/{gone.pk}/").status_code == 204
    nothing_made()
    assert post_start(source=gone.pk).status_code == 404
    refused = post_start(references=[gone.pk])
    assert (refused.status_code, list(refused.json()["error"]["fields"])) == (400, ["references"])
