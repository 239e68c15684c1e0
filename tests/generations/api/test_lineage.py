from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from generations import actions
from generations.lineage import NODES_MAX
from generations.models import Output
from projects.models import Session
from tests.accounts.callers import program_of
from tests.generations.rows import an_output


def lineage(user: User, output: Output) -> dict[str, Any]:
    answer: dict[str, Any] = program_of(user).get(f"/api/outputs/{output.pk}/lineage/").json()
    return answer


def ids(nodes: list[dict[str, Any]]) -> list[tuple[int, int]]:
    return [(node["id"], node["depth"]) for node in nodes]


def test_both_ways_over_source_and_references(vera: User, session: Session) -> None:
    upload, still = an_output(session), an_output(session)
    edit = an_output(session, source=still, made_from=(upload,))
    clip = an_output(session, source=edit, kind="video")
    above, below = lineage(vera, clip), lineage(vera, upload)
    assert ids(above["ancestors"]) == [(edit.pk, 1), (upload.pk, 2), (still.pk, 2)]
    assert ids(below["descendants"]) == [(edit.pk, 1), (clip.pk, 2)]
    assert {(edge["input"], edge["output"], edge["via"]) for edge in above["edges"]} == {
        (edit.pk, clip.pk, "source"),
        (still.pk, edit.pk, "source"),
        (upload.pk, edit.pk, "reference"),
    }
    assert above["descendants"] == below["ancestors"] == []


def test_a_deleted_one_keeps_its_place_and_nothing_else(bob: User, session: Session) -> None:
    first = an_output(session, prompt="never to be seen again")
    middle = an_output(session, source=first)
    last = an_output(session, source=middle)
    actions.delete_output(output=first)
    actions.delete_output(output=middle)
    assert lineage(bob, last)["ancestors"] == [
        {"id": middle.pk, "depth": 1, "deleted": True},
        {"id": first.pk, "depth": 2, "deleted": True},
    ]


@pytest.mark.parametrize("way", ["source", "reference"])
def test_hidden_ones_and_what_only_they_lead_to_are_left_out(bob: User, session: Session, way: str) -> None:
    def made_from(still: Output) -> Output:
        return an_output(session, source=still) if way == "source" else an_output(session, made_from=(still,))

    first = an_output(session)
    hidden = made_from(first)
    last = made_from(hidden)
    actions.hide_output(output=hidden)
    assert lineage(bob, last) == {"ancestors": [], "descendants": [], "edges": [], "truncated": False}
    assert lineage(bob, first)["descendants"] == []


def test_no_more_than_fits(bob: User, session: Session) -> None:
    still = an_output(session)
    for _ in range(NODES_MAX + 5):
        an_output(session, made_from=(still,))
    answer = lineage(bob, still)
    assert len(answer["descendants"]) == len(answer["edges"]) == NODES_MAX
    assert answer["truncated"]


def test_queries_grow_with_the_levels_only(
    bob: User, session: Session, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    still = an_output(session)
    for _ in range(3):
        row = [an_output(session, made_from=(still,)) for _ in range(10)]
        still = row[-1]
    program = program_of(bob)
    program.get("/api/outputs/")
    # Two for each of four levels up and one down, and the token, the output and the nodes.
    with django_assert_max_num_queries(13):
        assert len(program.get(f"/api/outputs/{still.pk}/lineage/").json()["ancestors"]) == 3
