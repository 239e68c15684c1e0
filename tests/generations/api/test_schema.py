"""The OpenAPI document is complete, and the answers are what it says."""

from functools import cache
from typing import Any

import pytest
from django.core.management import call_command
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from accounts.models import User
from accounts.schema import StudioSchema
from generations.actions import tag_outputs
from generations.states import State
from projects.models import Session
from tests.accounts.callers import JSON, program_of
from tests.generations.rows import a_generation, an_output


@cache
def document() -> dict[str, Any]:
    schema = StudioSchema().get_schema(public=True)  # type: ignore[no-untyped-call]
    for component in schema["components"]["schemas"].values():
        # What is not described does not exist.
        component.setdefault("additionalProperties", "properties" not in component)
    return schema


def test_the_document_is_valid_and_leaves_nothing_open(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("spectacular", validate=True, fail_on_warn=True, generator_class="accounts.schema.StudioSchema")
    assert capsys.readouterr().out.startswith("openapi: 3.1")


@pytest.mark.parametrize(
    "path",
    [
        "/api/models/",
        "/api/generations/",
        "/api/generations/{id}/",
        "/api/batches/",
        "/api/batches/{id}/",
        "/api/outputs/",
        "/api/outputs/{id}/",
        "/api/outputs/{id}/lineage/",
        "/api/outputs/{id}/video-iterations/",
        "/api/tags/",
    ],
)
def test_answers_are_as_described(bob: User, session: Session, path: str) -> None:
    still = an_output(session)
    tag_outputs(outputs=[still], names=["night"])
    made = an_output(session, source=still, made_from=(still,), kind="video")
    an_output(session, source=made.generation.source, made_from=(made,))
    a_generation(session, state=State.FAILED, error_code="no_credit")
    a_generation(session, state=State.QUEUED)
    ids = {"generations": made.generation_id, "batches": made.generation.batch_id, "outputs": still.pk}
    answer = program_of(bob).get(path.format(id=ids.get(path.split("/")[2]))).json()
    check(answer, document()["paths"][path]["get"], "200")


def test_what_is_made_is_as_described(bob: User, session: Session) -> None:
    body = {"session": session.pk, "models": ["local-landscape"], "prompt": "a lake"}
    for path, status in (("/api/generations/", "202"), ("/api/generations/estimate/", "200")):
        check(program_of(bob).post(path, body, JSON).json(), document()["paths"][path]["post"], status)
        check(program_of(bob).post(path, {}, JSON).json(), document()["paths"][path]["post"], "400")


def test_bulk_changes_are_as_described(bob: User, session: Session) -> None:
    path, pk = "/api/outputs/bulk/", an_output(session).pk
    for body in ({"do": "tag", "tags": ["night"]}, {"do": "like"}, {"do": "delete"}):
        answer = program_of(bob).post(path, {**body, "outputs": [pk]}, JSON).json()
        check(answer, document()["paths"][path]["post"], "200")
    check(program_of(bob).post(path, {"do": "like"}, JSON).json(), document()["paths"][path]["post"], "400")


def check(answer: Any, operation: dict[str, Any], status: str) -> None:
    schema = operation["responses"][status]["content"]["application/json"]["schema"]
    Draft202012Validator({**document(), **schema}).validate(answer)
