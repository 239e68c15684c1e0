from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from generations.actions.tags import tags_named
from generations.models import Output
from generations.states import State
from projects.models import Project, Session
from tests.accounts.callers import program_of
from tests.generations.rows import a_generation, an_output

URL = "/api/outputs/"


@pytest.mark.parametrize(
    "query",
    [
        {"project": "{0.project_id}"},
        {"session": "{0.generation.session_id}"},
        {"batch": "{0.generation.batch_id}"},
        {"kind": "video"},
        {"model": "local-flow"},
        {"author": "{0.generation.author_id}"},
        {"q": "RAIN"},
        {"concept": "weather"},
        {"tag": "wet"},
    ],
)
def test_filters_narrow(alice: User, bob: User, session: Session, query: dict[str, str]) -> None:
    an_output(session)
    other = Project.objects.create(name="Other")
    other.memberships.create(user=bob)
    wanted = an_output(
        Session.objects.create(project=other, name="Other"),
        author=bob, kind="video", model="local-flow", prompt="dunes in the rain",
    )  # fmt: skip
    wanted.generation.batch.concept = "Weather"
    wanted.generation.batch.tags.set(tags_named(wanted.project_id, ["wet"]))
    wanted.generation.batch.save()
    values = {name: value.format(wanted) for name, value in query.items()}
    assert [row["id"] for row in program_of(bob).get(URL, values).json()["results"]] == [wanted.pk]


def test_deleted_at_once_for_everybody(alice: User, bob: User, session: Session) -> None:
    output = an_output(session)
    assert program_of(bob).delete(f"{URL}{output.pk}/").status_code == 204
    for address in ("", "file/", "preview/", "lineage/", "video-iterations/"):
        assert program_of(alice).get(f"{URL}{output.pk}/{address}").status_code == 404
    assert program_of(alice).get(URL).json()["results"] == []
    assert program_of(alice).get(f"/api/generations/{output.generation_id}/").json()["outputs"] == []


def test_hidden_ones_are_nowhere(alice: User, session: Session) -> None:
    output = an_output(session)
    Output.objects.filter(pk=output.pk).update(hidden_at="2026-01-01T00:00Z")
    assert program_of(alice).get(f"{URL}{output.pk}/").status_code == 404
    assert program_of(alice).get(URL).json()["results"] == []


@pytest.mark.parametrize(
    ("states", "counted", "latest"),
    [
        ("queued submitted storing", 3, "storing"),
        ("succeeded failed", 1, "failed"),
        ("failed cancelled unknown", 0, "unknown"),
        ("submitted watchable hidden deleted", 2, "succeeded"),
        ("failed gone", 0, "failed"),
        ("", 0, None),
    ],
)
def test_a_still_counts_what_can_be_watched_or_is_being_made(
    bob: User, session: Session, states: str, counted: int, latest: str | None
) -> None:
    """Failed ones only say how the newest stands, and what is out of sight does not count."""
    still = an_output(session)
    a_generation(session, source=still, kind="image")
    for state in states.split():
        a_video(session, still, state)
    row = program_of(bob).get(f"{URL}{still.pk}/").json()
    assert row["iterations"] == {"count": counted, "latest_state": latest}


def a_video(session: Session, still: Output, state: str) -> None:
    facts: dict[str, Any] = {"source": still, "kind": "video"}
    if state in State.values and state != State.SUCCEEDED:
        a_generation(session, state=state, **facts)
    elif state == "gone":
        a_generation(session, deleted_at="2026-01-01T00:00Z", **facts)
    else:
        clip = an_output(session, **facts)
        out_of_sight = {f"{state}_at": "2026-01-01T00:00Z"} if state in ("hidden", "deleted") else {}
        Output.objects.filter(pk=clip.pk).update(kind="video", **out_of_sight)


def test_a_retry_counts_once(bob: User, session: Session) -> None:
    still = an_output(session)
    first = a_generation(session, source=still, kind="video", state=State.FAILED)
    a_generation(session, source=still, kind="video", state=State.QUEUED, retry_of=first)
    row = program_of(bob).get(f"{URL}{still.pk}/").json()
    assert row["iterations"] == {"count": 1, "latest_state": "queued"}


def test_the_videos_of_a_still(vera: User, session: Session) -> None:
    still = an_output(session)
    clips = Session.objects.create(project=session.project, kind="video", name="Clips", created_by=session.created_by)
    rows = [an_output(clips, source=still, kind="video", made_from=(still,)) for _ in range(3)]
    answer = program_of(vera).get(f"{URL}{still.pk}/video-iterations/", {"limit": 2}).json()
    assert [row["id"] for row in answer["results"]] == [rows[2].generation_id, rows[1].generation_id]
    newest = answer["results"][0]
    assert newest["session"] == {"id": clips.pk, "name": "Clips"}
    assert newest["references"] == [still.pk]
    assert [output["id"] for output in newest["outputs"]] == [rows[2].pk]
    assert answer["next"]


@pytest.mark.parametrize("count", [2, 20])
def test_a_page_takes_the_same_queries_however_long(
    bob: User, session: Session, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        a_generation(session, source=an_output(session), kind="video")
    program = program_of(bob)
    program.get(URL)
    # The token; how far to look, what is found, the page with its counts, the tags.
    with django_assert_num_queries(5):
        assert len(program.get(URL).json()["results"]) == count
