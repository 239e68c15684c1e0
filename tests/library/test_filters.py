"""Every filter finds what it names and nothing else; what cannot be meant is told by its name."""

from datetime import UTC, datetime

import pytest

from accounts.models import User
from generations.actions.tags import tags_named
from generations.models import Output
from generations.states import State
from projects.models import Project, Session
from ratings.actions import rate_outputs
from ratings.models.rating import Value
from tests.accounts.callers import program_of
from tests.generations.rows import a_generation, an_output

URL = "/api/outputs/"
LONG_AGO = datetime(2025, 3, 14, 23, 59, 59, 999_999, UTC)
FOUND = {
    "project={0.project_id}",
    "session={0.generation.session_id}",
    "batch={0.generation.batch_id}",
    "kind=video",
    "model=local-flow",
    "author={0.generation.author_id}",
    "concept=WEATHER",
    "tag=Wet%20%20Streets",
    "tag=mood",
    "q=RAIN",
    "q=rain%20-lake",
    "rating=1",
    "to=2025-03-14",
    "from=2025-03-01&to=2025-03-31",
    "from=2025-03-14&to=2025-03-14",
    "videos=true",
    "trash=false&kind=video",
    "q=dune&tag=mood&rating=1&kind=video&videos=true&session={0.generation.session_id}&to=2025-12-31",
}
NOT_FOUND = {
    "project=987654",
    "model=nothing",
    "kind=audio",
    "tag=dry",
    "q=lake&kind=video",
    "rating=-1",
    "to=2025-03-13",
    "from=2025-03-15&to=2026-01-01",
    "trash=true",
    "videos=true&kind=image",
}
REFUSED = {
    "project=x": "project",
    "session=0": "session",
    "batch=99999999999999999999": "batch",
    "author=-1": "author",
    "kind=smell": "kind",
    "rating=0": "rating",
    "rating=7": "rating",
    "from=yesterday": "from",
    "to=2026-02-30": "to",
    "from=2026-03-02&to=2026-03-01": "to",
    "videos=perhaps": "videos",
    "trash=2": "trash",
    "concept=" + "x" * 50_000: "concept",
    "limit=0": "limit",
    "before=x": "before",
}


@pytest.fixture
def wanted(alice: User, bob: User, session: Session) -> Output:
    """Among others that differ in everything."""
    rate_outputs(outputs=[an_output(session)], by=alice, value=Value.LIKE)
    other = Project.objects.create(name="Other")
    other.memberships.create(user=bob)
    place = Session.objects.create(project=other, name="Other")
    row = an_output(place, author=bob, kind="video", model="local-flow", prompt="dunes in the rain")
    Output.objects.filter(pk=row.pk).update(created_at=LONG_AGO)
    batch = row.generation.batch
    batch.concept = "Weather report"
    batch.tags.set(tags_named(other.pk, ["wet streets"]))
    batch.save()
    row.tags.set(tags_named(other.pk, ["Mood"]))
    rate_outputs(outputs=[row], by=bob, value=Value.LIKE)
    a_generation(place, source=row, kind="video", state=State.QUEUED, author=bob)
    return row


@pytest.mark.parametrize("query", sorted(FOUND))
def test_finds_what_it_names(bob: User, wanted: Output, query: str) -> None:
    rows = program_of(bob).get(f"{URL}?{query.format(wanted)}").json()["results"]
    assert [row["id"] for row in rows] == [wanted.pk]


@pytest.mark.parametrize("query", sorted(NOT_FOUND))
def test_finds_nothing_else(bob: User, wanted: Output, query: str) -> None:
    assert program_of(bob).get(f"{URL}?{query}").json()["results"] == []


def test_what_is_left_empty_is_not_asked(bob: User, wanted: Output) -> None:
    names = [
        "project",
        "session",
        "batch",
        "kind",
        "model",
        "author",
        "concept",
        "tag",
        "q",
        "rating",
        "from",
        "to",
        "videos",
        "trash",
    ]
    rows = program_of(bob).get(URL, dict.fromkeys(names, "")).json()["results"]
    assert len(rows) == 2


def test_a_rating_is_ones_own(alice: User, wanted: Output) -> None:
    rows = program_of(alice).get(f"{URL}?rating=1").json()["results"]
    assert [row["my_rating"] for row in rows] == [1]
    assert wanted.pk not in [row["id"] for row in rows]


@pytest.mark.parametrize(("query", "field"), REFUSED.items())
def test_says_what_cannot_be_meant(bob: User, query: str, field: str) -> None:
    response = program_of(bob).get(f"{URL}?{query}")
    assert response.status_code == 400
    assert list(response.json()["error"]["fields"]) == [field]


@pytest.mark.parametrize("text", ['"', "%22%22", "*", "NEAR(", "'--", "%5C", "%25", "-", "😀", "x" * 50_000])
@pytest.mark.parametrize("url", [URL, "/api/generations/", "/api/batches/"])
def test_no_text_is_an_error(bob: User, wanted: Output, url: str, text: str) -> None:
    assert program_of(bob).get(f"{url}?q={text}").status_code == 200


@pytest.mark.parametrize("url", ["/api/generations/", "/api/batches/"])
def test_generations_and_batches_are_searched_alike(bob: User, wanted: Output, url: str) -> None:
    for query in ('q="in the rain"', "q=rai -lake", "tag=wet STREETS&q=dunes"):
        rows = program_of(bob).get(f"{url}?{query}").json()["results"]
        batches = {row.get("batch", row["id"]) for row in rows}
        assert batches == {wanted.generation.batch_id}, query
