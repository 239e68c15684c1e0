"""The OpenAPI document and its pages."""

from typing import Any

import pytest
from django.test import Client
from drf_spectacular.validation import validate_schema


@pytest.fixture
def schema(db: None) -> dict[str, Any]:
    response = Client().get("/api/schema/", headers={"Accept": "application/vnd.oai.openapi+json"})
    assert response.status_code == 200
    return response.json()  # type: ignore[no-any-return]


def _operations(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(f"{method} {path}", row) for path, rows in schema["paths"].items() for method, row in rows.items()]


def test_it_is_valid_openapi_3_1(schema: dict[str, Any]) -> None:
    validate_schema(schema)  # type: ignore[no-untyped-call]
    assert schema["openapi"].startswith("3.1")


def test_every_operation_names_its_ways_in_and_its_refusals(schema: dict[str, Any]) -> None:
    assert set(schema["components"]["securitySchemes"]) == {"token", "browser"}
    for name, operation in _operations(schema):
        assert {"token": []} in operation["security"], name
        assert {"400", "401", "403", "404", "429"} <= set(operation["responses"]), name


def test_operations_have_names_of_their_own(schema: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, operation in _operations(schema)]
    assert len(names) == len(set(names))
    assert not [name for name in names if name.endswith(("_2", "_3"))]


@pytest.mark.parametrize(
    ("component", "fields"),
    [
        ("Project", {"id", "name", "role", "created_at"}),
        ("Member", {"user", "email", "role"}),
        ("Session", {"id", "project", "kind", "name", "archived_at"}),
        ("Me", {"user", "scopes", "projects"}),
        ("Error", {"error"}),
    ],
)
def test_the_words_of_the_contract_are_its_components(schema: dict[str, Any], component: str, fields: set[str]) -> None:
    assert set(schema["components"]["schemas"][component]["properties"]) == fields


def test_lists_are_pages(schema: dict[str, Any]) -> None:
    page = schema["components"]["schemas"]["PaginatedProjectList"]
    assert set(page["properties"]) == {"results", "next"}
    names = {row["name"] for row in schema["paths"]["/api/sessions/"]["get"]["parameters"]}
    assert names == {"limit", "before", "project", "kind", "archived"}


def test_the_docs_may_style_themselves_and_no_other_page_may(db: None) -> None:
    docs = Client().get("/api/docs/")
    assert docs.status_code == 200
    assert "'unsafe-inline'" in docs["Content-Security-Policy"]
    assert "script-src 'self';" in docs["Content-Security-Policy"]
    assert b"http" not in docs.content.replace(b"http-equiv", b"")
    assert "'unsafe-inline'" not in Client().get("/accounts/login/")["Content-Security-Policy"]
