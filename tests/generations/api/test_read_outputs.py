import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
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
    wanted.generation.batch.concept, wanted.generation.batch.tags = "Weather", ["wet"]
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


def test_a_still_counts_its_videos(bob: User, session: Session) -> None:
    still = an_output(session)
    a_generation(session, source=still, kind="image")
    first = a_generation(session, source=still, kind="video", state=State.FAILED)
    a_generation(session, source=still, kind="video", retry_of=first)
    a_generation(session, source=still, kind="video", state=State.QUEUED)
    row = program_of(bob).get(f"{URL}{still.pk}/").json()
    assert row["iterations"] == {"count": 2, "latest_state": "queued"}


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
    # The token, and the page with its counts.
    with django_assert_num_queries(2):
        assert len(program.get(URL).json()["results"]) == count
