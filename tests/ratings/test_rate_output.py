"""What a person thinks of an output, by the API."""

import json
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from generations.actions import delete_output
from generations.models import Output
from live.models import Event
from projects.models import Session
from ratings.actions import rate_outputs, unrate_outputs
from ratings.models import Rating
from ratings.models.rating import NOTE_MAX, Value
from tests.accounts.callers import JSON, program_of
from tests.generations.rows import add_output, an_output

NOBODY = {"value": None, "note": "", "likes": 0, "dislikes": 0}


def rate(by: Client, output: Output, **body: Any) -> Any:
    return by.put(f"/api/outputs/{output.pk}/rating/", body, JSON)


def rating_of(by: Client, output: Output) -> Any:
    return by.get(f"/api/outputs/{output.pk}/rating/").json()


def test_a_rating_replaces_the_one_before_and_keeps_its_note(program: Client, output: Output) -> None:
    assert rating_of(program, output) == {"output": output.pk, **NOBODY}
    first = rate(program, output, value=1, note="the light")
    assert first.status_code == 200
    assert first.json() == {"output": output.pk, "value": 1, "note": "the light", "likes": 1, "dislikes": 0}
    assert rate(program, output, value=-1).json()["note"] == "the light"
    assert rate(program, output, value=-1, note="").json()["note"] == ""
    assert rating_of(program, output) == {"output": output.pk, **NOBODY, "value": -1, "dislikes": 1}
    row = Rating.objects.get()
    assert row.updated_at > row.created_at


def test_taking_it_back_also_where_there_is_none(program: Client, output: Output) -> None:
    rate(program, output, value=1)
    for _ in range(2):
        assert program.delete(f"/api/outputs/{output.pk}/rating/").status_code == 204
    assert rating_of(program, output) == {"output": output.pk, **NOBODY}


def test_everybody_has_one_and_all_are_counted(alice: User, vera: User, program: Client, output: Output) -> None:
    rate(program, output, value=1, note="mine")
    rate(program_of(alice), output, value=1)
    seen = program_of(vera).get(f"/api/outputs/{output.pk}/").json()
    assert (seen["my_rating"], seen["likes"], seen["dislikes"]) == (None, 2, 0)
    assert rating_of(program_of(vera), output) == {"output": output.pk, **NOBODY, "likes": 2}
    told = program_of(vera).get(f"/api/outputs/{output.pk}/ratings/").json()["results"]
    assert [(row["name"], row["value"], row["note"]) for row in told] == [("Alice", 1, ""), ("Bob", 1, "mine")]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"value": 0}, "value"),
        ({"value": 7}, "value"),
        ({"value": True}, "value"),
        ({"value": "1"}, "value"),
        ({"value": None}, "value"),
        ({"value": 1.5}, "value"),
        ({}, "value"),
        ({"value": 1, "note": "x" * (NOTE_MAX + 1)}, "note"),
        ({"value": 1, "note": 5}, "note"),
        ({"value": 1, "note": "a\0b"}, "note"),
        ({"value": 1, "note": "\ud800"}, "note"),
    ],
)
def test_what_is_no_rating_is_refused(program: Client, output: Output, body: dict[str, Any], field: str) -> None:
    answer = program.put(f"/api/outputs/{output.pk}/rating/", json.dumps(body), JSON)
    assert answer.status_code == 400
    assert list(answer.json()["error"]["fields"]) == [field]
    assert not Rating.objects.exists()


@pytest.mark.parametrize(("name", "status"), [("vera", 403), ("charlie", 404)])
def test_only_those_who_work_there_rate(request: pytest.FixtureRequest, output: Output, name: str, status: int) -> None:
    program = program_of(request.getfixturevalue(name))
    assert rate(program, output, value=1).status_code == status
    assert program.delete(f"/api/outputs/{output.pk}/rating/").status_code == status
    assert not Rating.objects.exists()


@pytest.mark.parametrize("facts", [{"deleted_at": timezone.now(), "file": ""}, {"hidden_at": timezone.now()}])
def test_what_is_gone_is_not_rated(program: Client, bob: User, output: Output, facts: dict[str, Any]) -> None:
    Output.objects.filter(pk=output.pk).update(**facts)
    assert rate(program, output, value=1).status_code == 404
    assert program.get(f"/api/outputs/{output.pk}/ratings/").status_code == 404
    assert rate_outputs(outputs=[output], by=bob, value=Value.LIKE) == []


def test_what_is_deleted_after_it_was_looked_up_is_not_rated(bob: User, output: Output) -> None:
    seen = Output.objects.get(pk=output.pk)
    delete_output(output=output)
    assert rate_outputs(outputs=[seen], by=bob, value=Value.LIKE) == []
    assert not Rating.objects.exists()


def test_many_at_once_take_few_queries(
    bob: User, charlie: User, session: Session, django_assert_max_num_queries: Any
) -> None:
    generation = an_output(session).generation
    outputs = [add_output(generation, position) for position in range(1, 51)]
    before = Event.objects.count()
    with django_assert_max_num_queries(12):
        assert rate_outputs(outputs=outputs, by=bob, value=Value.DISLIKE) == outputs
    assert Event.objects.count() == before + 4 * len(outputs)
    assert rate_outputs(outputs=outputs, by=charlie, value=Value.LIKE) == []
    with django_assert_max_num_queries(12):
        assert unrate_outputs(outputs=outputs[1:], by=bob) == outputs[1:]
    assert Rating.objects.get().output == outputs[0]


def test_the_database_itself_holds_the_rules(bob: User, output: Output) -> None:
    facts = {"user": bob, "output": output, "project": output.project}
    Rating.objects.create(value=1, **facts)
    for value in (0, 7, -1):
        with pytest.raises(IntegrityError), transaction.atomic():
            Rating.objects.create(value=value, **facts | ({} if value == -1 else {"user": output.project.created_by}))
