"""Whatever is sent, the answer is an answer: never an error of ours."""

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, strategies as st

from conversations.models import Conversation
from tests.accounts.callers import JSON
from tests.conversations.api.conftest import URL
from tests.conversations.conftest import Start
from tests.conversations.working import SEEDREAM, first_turn, settle
from tests.generations.api.test_fuzz import FUZZ, edges, junk, words

FIELDS = ["source", "instruction", "models", "aspect_ratio", "resolution", "references", "mask", "continues", "number"]
pointers = st.builds("{}:{}".format, st.sampled_from(["turn", "output", "x"]), edges)


@pytest.fixture
def talk(start: Start) -> Conversation:
    made = start()
    settle(first_turn(made))
    return made


@FUZZ
@given(changes=st.dictionaries(st.sampled_from(FIELDS), junk | pointers, max_size=4))
@pytest.mark.parametrize("address", ["", "estimate/", "{0.pk}/turns/", "{0.pk}/turns/estimate/"])
def test_bodies(program: Client, talk: Conversation, address: str, changes: dict[str, Any]) -> None:
    body = {"source": talk.source_id, "models": [SEEDREAM], "instruction": "more"} | changes
    response = program.post(f"{URL}{address.format(talk)}", json.dumps(body), JSON)
    assert response.status_code in {200, 202, 400, 404, 409}
    if response.status_code == 400:
        assert response.json()["error"]["fields"]


@FUZZ
@given(body=junk | st.dictionaries(st.sampled_from(["title", *FIELDS]), junk, max_size=3))
def test_changes_and_bodies_that_are_no_object(program: Client, talk: Conversation, body: Any) -> None:
    text, url = json.dumps(body), f"{URL}{talk.pk}/"
    assert program.patch(url, text, JSON).status_code in {200, 400}
    assert program.post(f"{url}turns/", text, JSON).status_code in {202, 400, 409}


@FUZZ
@given(query=st.dictionaries(st.sampled_from(["project", "source", "q", "limit", "cursor"]), edges.map(str) | words))
def test_filters(program: Client, talk: Conversation, query: dict[str, str]) -> None:
    assert program.get(URL, query).status_code in {200, 400}


@pytest.mark.parametrize("cursor", ["9" * 16 + "-" + "9" * 18, "0-0", "9" * 17 + "-1", "-1--1", "1-\0"])
def test_cursors(program: Client, talk: Conversation, cursor: str) -> None:
    assert program.get(URL, {"cursor": cursor}).status_code in {200, 400}


@pytest.mark.parametrize("pk", ["0", "9223372036854775808", "9" * 5000, "-1", "x", "1%00"])
@pytest.mark.parametrize("address", ["conversations/{}/", "conversations/{}/turns/", "turns/{}/"])
def test_addresses(program: Client, address: str, pk: str) -> None:
    assert program.get(f"/api/{address.format(pk)}").status_code == 404
