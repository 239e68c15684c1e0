"""Every refusal of the REST interface has one shape."""

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import RequestDataTooBig, ValidationError as DjangoValidationError
from django.http import Http404
from django.test import Client, override_settings
from rest_framework.exceptions import ValidationError
from rest_framework.throttling import UserRateThrottle

from accounts.errors import Conflict, TooLarge, Unprocessable, handle
from accounts.models import User
from tests.accounts.callers import JSON, program_of


def _refusal(error: Exception) -> tuple[int, dict[str, Any]]:
    response = handle(error, {})
    assert response is not None
    assert set(response.data) == {"error"}
    assert set(response.data["error"]) == {"code", "message", "fields"}
    return response.status_code, response.data["error"]


@pytest.mark.parametrize(
    ("error", "status", "fields"),
    [
        (ValidationError({"name": ["Too long."]}), 400, {"name": ["Too long."]}),
        (ValidationError({"items": [{}, {"prompt": ["Empty."]}]}), 400, {"items.1.prompt": ["Empty."]}),
        (ValidationError({"references": {2: ["No number."]}}), 400, {"references": ["No number."]}),  # type: ignore[dict-item]
        (ValidationError("Nothing to do."), 400, {}),
        (ValidationError({"non_field_errors": ["Nothing to do."]}), 400, {}),
        (
            DjangoValidationError({"models": ["None picked.", "Pick one."]}),
            400,
            {"models": ["None picked.", "Pick one."]},
        ),
        (DjangoValidationError("Nothing to do."), 400, {}),
        (Conflict("It is done already."), 409, {}),
        (Unprocessable({"models": ["No."]}), 422, {"models": ["No."]}),
        (TooLarge(), 413, {}),
        (RequestDataTooBig(), 413, {}),
        (Http404("No Project matches"), 404, {}),
    ],
)
def test_an_error_tells_code_message_and_fields(error: Exception, status: int, fields: dict[str, list[str]]) -> None:
    answered, body = _refusal(error)
    assert (answered, body["fields"]) == (status, fields)
    assert body["message"]
    assert "Project" not in body["message"]


def test_half_a_character_is_refused_where_it_stands(alice: User) -> None:
    answer = program_of(alice).post("/api/prompts/enhance/", {"prompt": "waves", "engine": "\ud800"}, JSON)
    assert answer.status_code == 400
    assert list(answer.json()["error"]["fields"]) == ["engine"]


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_json_under_the_name_of_a_form_is_refused(bob: User, kind: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(bob)
    assert client.post("/api/outputs/download/", b"null", kind).status_code in (403, 415)


def test_what_broke_here_is_no_refusal() -> None:
    assert handle(RuntimeError(), {}) is None


@pytest.mark.parametrize("pk", ["0", "x", "-1", "1.0", "9" * 30, "%00"])
def test_an_odd_id_is_not_found(alice: User, pk: str) -> None:
    response = program_of(alice).get(f"/api/projects/{pk}/")
    assert response.status_code == 404
    assert response.json()["error"]["message"] == "Not found."


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [("{", JSON, 400), ("name=x", "application/x-www-form-urlencoded", 415), ("[]", JSON, 400), ("", JSON, 400)],
)
def test_a_body_that_cannot_be_read_is_refused(alice: User, body: str, content_type: str, status: int) -> None:
    response = program_of(alice).post("/api/projects/", body, content_type=content_type)
    assert response.status_code == status
    assert response.json()["error"]["message"]


def test_a_method_that_does_not_exist_is_refused(alice: User) -> None:
    assert program_of(alice).put("/api/projects/", {}, JSON).json()["error"]["code"] == "method_not_allowed"


def test_too_many_requests_are_told_when_to_come_back(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(UserRateThrottle, "THROTTLE_RATES", {"user": "2/min"})
    cache.clear()
    client = program_of(alice)
    answers = [client.get("/api/me/") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2]["Retry-After"]) > 0
    assert answers[2].json()["error"]["code"] == "throttled"


@override_settings(ALLOWED_HOSTS=["studio.example"])
def test_what_reaches_no_view_is_json_too(db: None) -> None:
    response = Client().get("/api/me/")
    assert response.status_code == 400
    assert json.loads(response.content)["error"]["code"] == "invalid"


def test_a_crash_is_told_without_its_inside(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client = program_of(alice)
    client.raise_request_exception = False
    monkeypatch.setattr("projects.actions.create_project", None)
    response = client.post("/api/projects/", {"name": "x"}, JSON)
    assert response.status_code == 500
    assert response.json() == {"error": {"code": "error", "message": "Something broke. Try again later.", "fields": {}}}
