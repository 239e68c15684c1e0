"""Giving, taking, renaming and merging tags, as a program does."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from generations.actions import tag_outputs, update_batch
from generations.models import Output, Tag
from generations.work.tags import forget_unused_tags
from live.models import Event
from projects.actions import create_project
from projects.models import Project, Session
from tests.accounts.callers import JSON, program_of
from tests.generations.rows import an_output

URL = "/api/tags/"


@pytest.fixture
def program(bob: User) -> Client:
    return program_of(bob)


@pytest.fixture
def output(session: Session) -> Output:
    return an_output(session)


def tagged(session: Session, *names: str) -> Output:
    output = an_output(session)
    tag_outputs(outputs=[output], names=names)
    return output


def tag(name: str) -> Tag:
    return Tag.objects.get(name=name)


def change(program: Client, output: Output, tags: Any) -> Any:
    return program.patch(f"/api/outputs/{output.pk}/", {"tags": tags}, JSON)


def test_an_output_has_exactly_the_tags_that_it_was_given(program: Client, output: Output) -> None:
    assert change(program, output, ["Night", "  deep   fog "]).json()["tags"] == ["deep fog", "Night"]
    assert change(program, output, ["NIGHT", "dawn"]).json()["tags"] == ["dawn", "Night"]
    assert program.get(f"/api/outputs/{output.pk}/").json()["tags"] == ["dawn", "Night"]
    assert program.get("/api/generations/").json()["results"][0]["outputs"][0]["tags"] == ["dawn", "Night"]


def test_ways_to_write_the_same(program: Client, output: Output) -> None:
    assert change(program, output, ["Straße", "STRASSE", "e\u0301t\u00e9", "\u00e9te\u0301"]).json()["tags"] == [
        "Straße",
        "\u00e9t\u00e9",
    ]


@pytest.mark.parametrize("names", ["night", [5], [""], [" "], ["x" * 300], ["a\0b"], ["a\x1bb"], [None], ["x"] * 51])
def test_names_that_are_none(program: Client, session: Session, names: Any) -> None:
    output = tagged(session, "night")
    answer = change(program, output, names)
    assert answer.status_code == 400
    assert "tags" in answer.json()["error"]["fields"]
    assert output.tag_names == ["night"]
    assert Tag.objects.count() == 1


def test_a_tag_goes_with_its_last_use(program: Client, session: Session) -> None:
    first, second = tagged(session, "night"), tagged(session, "night")
    change(program, first, [])
    assert tag("night").outputs.get() == second
    change(program, second, [])
    assert not Tag.objects.exists()


def test_a_tag_of_a_batch_stays_for_it(program: Client, session: Session) -> None:
    output = tagged(session, "night")
    update_batch(batch=output.generation.batch, tags=["Night"])
    change(program, output, [])
    assert program.get(f"/api/batches/{output.generation.batch_id}/").json()["tags"] == ["night"]
    update_batch(batch=output.generation.batch, tags=[])
    assert not Tag.objects.exists()


def test_tags_of_what_was_removed_for_good_go(session: Session) -> None:
    tagged(session, "night").delete()
    tagged(session, "day")
    forget_unused_tags()
    assert [row.name for row in Tag.objects.all()] == ["day"]


def test_the_list_counts_what_is_there(program: Client, session: Session) -> None:
    output, gone = tagged(session, "night"), tagged(session, "night", "nightly", "day")
    update_batch(batch=output.generation.batch, tags=["night"])
    Output.objects.filter(pk=gone.pk).update(deleted_at="2026-01-01T00:00Z")
    rows = program.get(URL, {"q": "NIGHT", "project": str(session.project_id)}).json()["results"]
    assert [(row["name"], row["outputs"], row["batches"]) for row in rows] == [("nightly", 0, 0), ("night", 1, 1)]
    assert rows[0].keys() == {"id", "project", "name", "outputs", "batches"}


@pytest.mark.parametrize("count", [2, 20])
def test_the_list_takes_the_same_queries_however_long(
    program: Client, session: Session, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    tagged(session, *(f"t{number}" for number in range(count)))
    program.get(URL)
    # The token, the page, the counts.
    with django_assert_num_queries(3):
        assert len(program.get(URL).json()["results"]) == count


def test_rename(program: Client, session: Session) -> None:
    output = tagged(session, "night")
    for name in ("Night", "Dusk"):
        answer = program.patch(f"{URL}{tag(output.tag_names[0]).pk}/", {"name": f" {name} "}, JSON)
        assert (answer.status_code, answer.json()["name"]) == (200, name)
    assert change(program, output, ["dusk"]).json()["tags"] == ["Dusk"]


def test_another_tag_has_the_name(program: Client, session: Session) -> None:
    tagged(session, "night", "dusk")
    answer = program.patch(f"{URL}{tag('night').pk}/", {"name": "DUSK"}, JSON)
    assert answer.status_code == 409
    assert "Merge" in answer.json()["error"]["message"]
    assert program.patch(f"{URL}{tag('night').pk}/", {"name": "x" * 300}, JSON).status_code == 400
    assert tag("night").key == "night"


def test_merge(program: Client, session: Session) -> None:
    both, one = tagged(session, "night", "dusk"), tagged(session, "night")
    update_batch(batch=one.generation.batch, tags=["night"])
    answer = program.post(f"{URL}{tag('night').pk}/merge/", {"into": tag("dusk").pk}, JSON)
    assert (answer.json()["name"], answer.json()["outputs"], answer.json()["batches"]) == ("dusk", 2, 1)
    assert both.tag_names == one.tag_names == one.generation.batch.tag_names == ["dusk"]
    assert Tag.objects.count() == 1


def test_merging_what_cannot_be_merged(program: Client, bob: User, session: Session) -> None:
    tagged(session, "night")
    other = create_project(name="Other", by=bob)
    elsewhere = Tag.objects.create(project=other, name="dusk", key="dusk")
    for into, status in ((tag("night").pk, 400), (elsewhere.pk, 400), (elsewhere.pk + 99, 404), (True, 400)):
        assert program.post(f"{URL}{tag('night').pk}/merge/", {"into": into}, JSON).status_code == status
    assert Tag.objects.count() == 2


def test_delete_takes_it_from_everything(program: Client, session: Session) -> None:
    output = tagged(session, "night", "dusk")
    assert program.delete(f"{URL}{tag('night').pk}/").status_code == 204
    assert program.delete(f"{URL}{tag('dusk').pk + 99}/").status_code == 404
    assert output.tag_names == ["dusk"]


@pytest.mark.parametrize(("name", "status"), [("vera", 403), ("charlie", 404)])
def test_who_may_not(request: pytest.FixtureRequest, session: Session, name: str, status: int) -> None:
    output = tagged(session, "night", "dusk")
    program = program_of(request.getfixturevalue(name))
    address = f"{URL}{tag('night').pk}/"
    answers = [
        change(program, output, ["mine"]),
        program.patch(address, {"name": "mine"}, JSON),
        program.post(f"{address}merge/", {"into": tag("dusk").pk}, JSON),
        program.delete(address),
    ]
    assert {answer.status_code for answer in answers} == {status}
    assert len(program.get(URL).json()["results"]) == (2 if name == "vera" else 0)
    assert output.tag_names == ["dusk", "night"]


def test_the_same_name_in_two_projects_is_two_tags(bob: User, session: Session) -> None:
    other = create_project(name="Other", by=bob)
    room = Session.objects.create(project=other, name="Room")
    tag_outputs(outputs=[an_output(session), an_output(room)], names=["night"])
    assert set(Tag.objects.values_list("project", flat=True)) == {session.project_id, other.pk}


def test_whoever_looks_hears_of_it(program: Client, project: Project, session: Session) -> None:
    output = an_output(session)
    Event.objects.all().delete()

    def heard(topic: str) -> list[tuple[str, str]]:
        rows = list(Event.objects.filter(topic=topic).order_by("rev").values_list("ref", "change"))
        Event.objects.all().delete()
        return rows

    change(program, output, ["night"])
    pk = tag("night").pk
    assert heard(f"outputs:{project.pk}") == [(f"output:{output.pk}", "put"), (f"tag:{pk}", "new")]
    change(program, output, ["night", "dusk"])
    assert heard(f"session:{session.pk}") == [(f"output:{output.pk}", "put")]
    change(program, output, [])
    assert set(heard(f"outputs:{project.pk}")[1:]) == {(f"tag:{pk}", "del"), (f"tag:{pk + 1}", "del")}
