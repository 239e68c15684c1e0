"""What the OpenAPI document says of ratings and favourites is what is answered."""

from typing import Any

import pytest
from django.test import Client

from generations.models import Output
from tests.accounts.callers import JSON
from tests.generations.api.test_schema import check, document


@pytest.mark.parametrize("rated", [False, True])
def test_ratings_are_as_described(program: Client, output: Output, rated: bool) -> None:
    path = f"/api/outputs/{output.pk}/rating/"
    operations: dict[str, Any] = document()["paths"]["/api/outputs/{output}/rating/"]
    if rated:
        check(program.put(path, {"value": -1, "note": "dark"}, JSON).json(), operations["put"], "200")
    check(program.get(path).json(), operations["get"], "200")
    check(program.put(path, {"value": 0}, JSON).json(), operations["put"], "400")
    everybody = document()["paths"]["/api/outputs/{output}/ratings/"]["get"]
    check(program.get(f"/api/outputs/{output.pk}/ratings/").json(), everybody, "200")


def test_favorites_are_as_described(program: Client, output: Output) -> None:
    operations = document()["paths"]["/api/favorites/"]
    for status in ("201", "200"):
        answer = program.post("/api/favorites/", {"output": output.pk}, JSON)
        assert answer.status_code == int(status)
        check(answer.json(), operations["post"], status)
    check(program.get("/api/favorites/").json(), operations["get"], "200")
    assert {row["name"] for row in operations["get"]["parameters"]} == {"limit", "before", "project", "q"}


def test_a_rating_is_one_of_two_numbers() -> None:
    schemas = document()["components"]["schemas"]
    name = schemas["NewRating"]["properties"]["value"]["$ref"].rsplit("/", 1)[-1]
    assert schemas[name]["enum"] == [1, -1]
