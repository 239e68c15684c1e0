"""Whatever is sent, the answer is an answer: never an error of ours."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from accounts.models import User
from generations.models import Batch
from projects.models import Session
from tests.accounts.callers import JSON, program_of
from tests.generations.rows import a_generation, an_output

FUZZ = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

edges = st.sampled_from(
    [0, -1, 1, 2**31, 2**63 - 1, 2**63, 10**400, 1.5, 1e308, -0.0, True, False, None, "", "\0", "5"]
)
words = st.text(max_size=20) | st.sampled_from(["local-landscape", "16:9", "1k", "ﬀ\u202e", "' OR 1=1 --"])
junk = st.recursive(
    edges | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)
FIELDS = ["session", "batch", "models", "prompt", "prompts", "aspect_ratio", "resolution", "outputs", "variants"]
FIELDS += ["seed", "duration", "camera_move", "references", "source_output"]
QUERIES = {
    "generations": ["session", "batch", "state", "model", "limit", "before"],
    "batches": ["session", "purpose", "tag", "q", "limit", "before"],
    "outputs": ["project", "session", "batch", "kind", "model", "author", "q", "concept", "tag", "limit", "before"],
    "models": ["kind", "accepts"],
    "tags": ["project", "q", "limit", "before"],
}


@FUZZ
@given(changes=st.dictionaries(st.sampled_from(FIELDS), junk, max_size=4))
@pytest.mark.parametrize("address", ["generations/", "generations/estimate/"])
def test_orders(bob: User, session: Session, address: str, changes: dict[str, Any]) -> None:
    an_output(session)
    body = {"session": session.pk, "models": ["local-landscape"], "prompt": "a lake"} | changes
    response = program_of(bob).post(f"/api/{address}", json.dumps(body), JSON)
    assert response.status_code in {200, 202, 400, 404}
    if response.status_code == 400:
        assert response.json()["error"]["fields"]


@FUZZ
@given(body=junk)
def test_bodies_that_are_no_object(bob: User, session: Session, body: Any) -> None:
    batch = a_generation(session).batch
    text = json.dumps(body)
    assert program_of(bob).post("/api/generations/", text, JSON).status_code in {400, 404}
    assert program_of(bob).patch(f"/api/batches/{batch.pk}/", text, JSON).status_code in {200, 400}


@pytest.mark.parametrize("text", ["", "{", '{"seed": NaN}', '{"seed": 1e999}', '"\\ud800"', "\x00"])
def test_bodies_that_are_no_json(bob: User, session: Session, text: str) -> None:
    assert program_of(bob).post("/api/generations/", text, JSON).status_code == 400


@FUZZ
@given(changes=st.dictionaries(st.sampled_from(["title", "concept", "tags"]), junk, max_size=3))
def test_changes_of_a_batch(bob: User, session: Session, changes: dict[str, Any]) -> None:
    batch = a_generation(session).batch
    response = program_of(bob).patch(f"/api/batches/{batch.pk}/", json.dumps(changes), JSON)
    assert response.status_code in {200, 400}
    assert all(isinstance(tag, str) for tag in Batch.objects.get(pk=batch.pk).tag_names)


@FUZZ
@given(changes=st.dictionaries(st.sampled_from(["do", "outputs", "tags", "session", "note"]), junk, max_size=4))
@pytest.mark.parametrize("do", ["like", "tag", "move", "restore"])
def test_changes_of_many(bob: User, session: Session, do: str, changes: dict[str, Any]) -> None:
    body = {"do": do, "outputs": [an_output(session).pk], "tags": ["night"]} | changes
    assert program_of(bob).post("/api/outputs/bulk/", json.dumps(body), JSON).status_code in {200, 400}
    assert program_of(bob).post("/api/outputs/download/", json.dumps(changes), JSON).status_code in {200, 400, 404}


@FUZZ
@given(tags=junk)
def test_tags_of_an_output(bob: User, session: Session, tags: Any) -> None:
    output = an_output(session)
    response = program_of(bob).patch(f"/api/outputs/{output.pk}/", json.dumps({"tags": tags}), JSON)
    assert response.status_code in {200, 400}
    assert all(0 < len(name) <= 40 for name in output.tag_names)


@FUZZ
@given(data=st.data())
@pytest.mark.parametrize("address", QUERIES)
def test_filters(bob: User, session: Session, address: str, data: st.DataObject) -> None:
    values = edges.map(str) | words
    query = data.draw(st.dictionaries(st.sampled_from(QUERIES[address]), values, max_size=3))
    assert program_of(bob).get(f"/api/{address}/", query).status_code in {200, 400}


@pytest.mark.parametrize("pk", ["0", "9223372036854775808", "9" * 5000, "-1", "x", "1%00"])
@pytest.mark.parametrize("address", ["generations", "batches", "outputs"])
def test_addresses(bob: User, address: str, pk: str) -> None:
    assert program_of(bob).get(f"/api/{address}/{pk}/").status_code == 404
