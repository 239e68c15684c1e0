"""Work that fails at its provider, and asking once more for it alone. With the real clients against their doubles."""

from typing import Any

import pytest
from django.test import Client

from generations.models import Generation
from tests.accounts.callers import JSON
from tests.conversations.api.conftest import Post
from tests.conversations.working import GROK, MASKED
from tests.generations.runner import drain

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("engines")]


def last_turn(program: Client, conversation: int) -> dict[str, Any]:
    turn: dict[str, Any] = program.get(f"/api/conversations/{conversation}/turns/").json()["results"][0]
    return turn


def test_only_the_model_that_failed_is_asked_again(post_start: Post, program: Client) -> None:
    # fal's file is gone before it is fetched; OpenAI answers with the picture itself.
    made = post_start(instruction="make it night [[sim:expired]]", models=[GROK, MASKED]).json()
    drain()
    turn = last_turn(program, made["id"])
    lost, kept = turn["generations"]
    assert (turn["status"], turn["pending_models"]) == ("completed", [])
    assert (lost["state"], lost["error"]["code"], kept["state"]) == ("failed", "result_lost", "succeeded")
    url, key = f"/api/turns/{turn['id']}/retry/", {"Idempotency-Key": "again"}
    first, again = (program.post(url, {}, JSON, headers=key) for _ in range(2))
    assert (first.status_code, first.json()) == (202, again.json())
    retry, same = first.json()["generations"]
    assert (retry["model"], retry["retry_of"], retry["state"]) == (GROK, lost["id"], "queued")
    assert same == kept
    assert first.json()["pending_models"] == [GROK]
    assert Generation.objects.filter(model=GROK).count() == 2


def test_when_all_failed_the_turn_has_failed_and_all_are_asked_again(post_start: Post, program: Client) -> None:
    made = post_start(instruction="make it night [[sim:content_policy]]", models=[GROK, MASKED]).json()
    drain()
    turn = last_turn(program, made["id"])
    assert turn["status"] == "failed"
    assert [row["error"]["code"] for row in turn["generations"]] == ["content_rejected"] * 2
    retried = program.post(f"/api/turns/{turn['id']}/retry/").json()
    assert (retried["number"], retried["status"]) == (1, "pending")
    assert [row["retry_of"] for row in retried["generations"]] == [row["id"] for row in turn["generations"]]


def test_there_is_nothing_to_ask_again_for(post_start: Post, program: Client) -> None:
    made = post_start(models=[MASKED]).json()
    turn = last_turn(program, made["id"])
    assert program.post(f"/api/turns/{turn['id']}/retry/").status_code == 409
    drain()
    assert last_turn(program, made["id"])["status"] == "completed"
    assert program.post(f"/api/turns/{turn['id']}/retry/").status_code == 409
    assert Generation.objects.filter(model=MASKED).count() == 1
