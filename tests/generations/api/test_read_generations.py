import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from generations.states import State
from projects.models import Project, Session
from tests.accounts.callers import program_of
from tests.generations.rows import a_generation, an_output

URL = "/api/generations/"


def test_newest_first_page_by_page(vera: User, session: Session) -> None:
    rows = [a_generation(session).pk for _ in range(3)]
    program = program_of(vera)
    first = program.get(URL, {"limit": 2}).json()
    rest = program.get(first["next"]).json()
    assert [row["id"] for row in first["results"] + rest["results"]] == rows[::-1]
    assert rest["next"] is None


@pytest.mark.parametrize(
    ("name", "value"), [("session", "other"), ("batch", "batch"), ("state", "failed"), ("model", "local-flow")]
)
def test_filters_narrow(bob: User, session: Session, name: str, value: str) -> None:
    a_generation(session)
    other = Session.objects.create(project=session.project, name="Other")
    wanted = a_generation(other, state=State.FAILED, model="local-flow")
    value = {"other": str(other.pk), "batch": str(wanted.batch_id)}.get(value, value)
    results = program_of(bob).get(URL, {name: value}).json()["results"]
    assert [row["id"] for row in results] == [wanted.pk]


def test_a_foreign_session_as_filter_finds_nothing(charlie: User, bob: User, session: Session) -> None:
    theirs = Session.objects.create(project=Project.objects.create(name="Secret"), name="Theirs", created_by=charlie)
    a_generation(theirs)
    for pk in (theirs.pk, 10**9):
        assert program_of(bob).get(URL, {"session": pk}).json()["results"] == []


@pytest.mark.parametrize("query", ["session=x", "session=-1", "session=99999999999999999999", "state=done", "limit=0"])
def test_filters_that_make_no_sense_are_refused(bob: User, query: str) -> None:
    assert program_of(bob).get(f"{URL}?{query}").status_code == 400


def test_why_it_failed_in_words_and_nothing_raw(bob: User, session: Session) -> None:
    row = a_generation(session, state=State.FAILED, error_code="content_rejected", error_raw="<secret body>")
    response = program_of(bob).get(f"{URL}{row.pk}/")
    assert response.json()["error"]["code"] == "content_rejected"
    assert "Change the words" in response.json()["error"]["message"]
    assert "secret body" not in response.content.decode()


def test_queued_ones_know_their_place_in_line(bob: User, session: Session) -> None:
    others = [("local", State.QUEUED), ("fal", State.QUEUED), ("local", State.SUBMITTED)]
    for provider, state in others:
        a_generation(session, provider=provider, state=state)
    row = a_generation(session, state=State.QUEUED)
    assert program_of(bob).get(f"{URL}{row.pk}/").json()["progress"]["position"] == 2


@pytest.mark.parametrize("count", [3, 30])
def test_a_page_takes_the_same_queries_however_long(
    bob: User, session: Session, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    still = an_output(session)
    for _ in range(count):
        an_output(session, made_from=(still, still))
        a_generation(session, state=State.QUEUED)
    program = program_of(bob)
    program.get(URL)
    # The token, the page, its outputs, their tags, its references, the places in line.
    with django_assert_num_queries(6):
        assert len(program.get(URL, {"limit": 200}).json()["results"]) == 2 * count + 1
