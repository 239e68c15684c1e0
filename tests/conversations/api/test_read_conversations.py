from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from conversations.models import Conversation
from generations.models import Batch, Output
from generations.models.batch import Purpose
from generations.states import State
from projects.models import Session
from tests.accounts.callers import program_of
from tests.conversations.api.conftest import URL
from tests.conversations.conftest import Send, Start
from tests.conversations.working import GROK, KLEIN, SEEDREAM, a_still, first_turn, pictures, settle
from tests.generations.rows import a_generation, add_output

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def many(source: Output, count: int) -> list[int]:
    """All of the same moment, the worst case of paging by time."""
    session = source.generation.session
    facts = {"project": session.project, "session": session, "source": source, "updated_at": NOON}
    rows = Conversation.objects.bulk_create(Conversation(title=f"{n}", **facts) for n in range(count))
    return [row.pk for row in rows]


def ids(program: Client, url: str) -> list[int]:
    found: list[int] = []
    while url:
        page = program.get(url).json()
        found += [row["id"] for row in page["results"]]
        assert len(found) == len(set(found))
        url = page["next"]
    return found


def test_what_happened_last_comes_first(program: Client, start: Start, send: Send) -> None:
    first, second = start(), start()
    assert ids(program, URL) == [second.pk, first.pk]
    Conversation.objects.update(updated_at=NOON)
    settle(first_turn(first))
    send(first)
    assert ids(program, URL) == [first.pk, second.pk]


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_every_row_once_also_of_the_same_moment(program: Client, source: Output, limit: int) -> None:
    rows = many(source, 7)
    for place, ago in enumerate((0, 1, 1, 1_000, 250_000)):
        Conversation.objects.filter(pk=rows[place]).update(updated_at=NOON - timedelta(microseconds=ago))
    expected = [rows[6], rows[5], rows[0], rows[2], rows[1], rows[3], rows[4]]
    assert ids(program, f"{URL}?limit={limit}") == expected


def test_by_the_clock_of_the_database_too(program: Client, start: Start) -> None:
    rows = [start().pk for _ in range(4)]
    assert ids(program, f"{URL}?limit=1") == rows[::-1]


def test_who_comes_to_the_front_meanwhile_moves_nobody_else(program: Client, source: Output) -> None:
    rows = many(source, 4)
    first = program.get(f"{URL}?limit=2").json()
    Conversation.objects.filter(pk=rows[3]).update(updated_at=NOON + timedelta(hours=1))
    many(source, 2)
    rest = [row["id"] for row in program.get(first["next"]).json()["results"]]
    assert rest == rows[:2][::-1]


@pytest.mark.parametrize("query", ["cursor=", "cursor=x", "cursor=1", "cursor=1-٣", "cursor=1-2-3", "limit=0"])
def test_a_bad_page_is_named(program: Client, query: str) -> None:
    response = program.get(f"{URL}?{query}")
    assert response.status_code == 400
    assert list(response.json()["error"]["fields"]) == [query.partition("=")[0]]


def test_filters_narrow_and_stay_for_the_next_page(program: Client, start: Start, session: Session) -> None:
    other = a_still(session, "red")
    wanted = [start(source=other, instruction="Neon lights").pk for _ in range(2)][::-1]
    start()
    for query in (f"source={other.pk}", "q=NEON", f"q=lights&project={session.project_id}"):
        assert ids(program, f"{URL}?{query}&limit=1") == wanted
    for query in ("source=999999", "project=999999", "q=nothing"):
        assert ids(program, f"{URL}?{query}") == []
    assert program.get(f"{URL}?source=x").status_code == 400


def test_change_its_title_and_what_comes_next(program: Client, start: Start, bob: User) -> None:
    conversation, body = start(), {"title": " Night ", "models": [GROK, GROK], "aspect_ratio": "1:1", "author": 7}
    url = f"{URL}{conversation.pk}/"
    answer = program.patch(url, body, "application/json").json()
    assert (answer["title"], answer["models"], answer["aspect_ratio"]) == ("Night", [GROK], "1:1")
    assert program.get(url).json() == answer
    assert program.patch(url, {"aspect_ratio": ""}, "application/json").json()["aspect_ratio"] == ""
    conversation.refresh_from_db()
    assert conversation.author == bob
    assert first_turn(conversation).models == [SEEDREAM]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"title": None}, "title"),
        ({"models": []}, "models"),
        ({"models": ["no-such-model"]}, "models"),
        ({"models": ["fal-z-image-turbo"]}, "models"),
        ({"models": "fal-seedream-5"}, "models"),
        ({"aspect_ratio": "7:1"}, "aspect_ratio"),
        ({"resolution": "9k"}, "resolution"),
        ({"resolution": 2}, "resolution"),
    ],
)
def test_changes_that_make_no_sense(program: Client, start: Start, body: dict[str, object], field: str) -> None:
    url = f"{URL}{start().pk}/"
    before = program.get(url).json()
    response = program.patch(url, body, "application/json")
    assert (response.status_code, list(response.json()["error"]["fields"])) == (400, [field])
    assert program.patch(url, {}, "application/json").json() == program.get(url).json() == before


def test_deleted_with_everything_in_it(program: Client, alice: User, start: Start) -> None:
    conversation = start()
    turn = settle(first_turn(conversation))
    [picture] = pictures(turn)
    assert program.delete(f"{URL}{conversation.pk}/").status_code == 204
    gone = [f"{URL}{conversation.pk}/{part}" for part in ("", "turns/", "outputs/")]
    gone += [f"/api/turns/{turn.pk}/", f"/api/batches/{turn.pk}/", f"/api/outputs/{picture.pk}/"]
    assert {program_of(alice).get(url).status_code for url in gone} == {404}
    assert program.get(URL).json()["results"] == []


def test_all_pictures_flat_with_the_number_of_their_turn(program: Client, start: Start, send: Send) -> None:
    conversation = start(SEEDREAM, KLEIN)
    one, two = settle(first_turn(conversation)), settle(send(conversation, GROK))
    made = [output.pk for turn in (one, two) for output in pictures(turn)]
    first = program.get(f"{URL}{conversation.pk}/outputs/?limit=2").json()
    rest = program.get(first["next"]).json()
    rows = first["results"] + rest["results"]
    assert [(row["id"], row["turn"]) for row in rows] == [(made[2], 2), (made[1], 1), (made[0], 1)]
    assert {**rows[0], "turn": 0} == {**program.get(f"/api/outputs/{made[2]}/").json(), "turn": 0}
    program.delete(f"/api/outputs/{made[2]}/")
    assert len(program.get(f"{URL}{conversation.pk}/outputs/").json()["results"]) == 2


def long_talk(source: Output, turns: int, models: int) -> Conversation:
    session = source.generation.session
    talk = Conversation.objects.get(pk=many(source, 1)[0])
    keys = [f"model-{n}" for n in range(models)]
    settings = {"models": keys, "references": [source.pk]}
    for number in range(1, turns + 1):
        batch = Batch.objects.create(project=session.project, session=session, settings=settings, purpose=Purpose.TURN)
        talk.turns.create(batch=batch, number=number, instruction="more")
        for model in keys:
            row = a_generation(session, batch=batch, model=model, source=source, state=State.SUCCEEDED)
            row.references.create(output=source, position=0)
            add_output(row)
    a_generation(session, batch=batch, model="model-0", state=State.QUEUED)
    return talk


@pytest.mark.parametrize(("turns", "models"), [(2, 1), (50, 4)])
def test_a_long_conversation_takes_the_same_queries_as_a_short_one(
    program: Client, source: Output, turns: int, models: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    url = f"{URL}{long_talk(source, turns, models).pk}/"
    program.get(url)
    # The token, the conversation, the turns, their generations, outputs, tags and references, the places in line.
    with django_assert_num_queries(8):
        assert len(program.get(f"{url}turns/").json()["results"]) == turns
    # The token, the conversation, the outputs with the videos made of them, their tags.
    with django_assert_num_queries(4):
        assert len(program.get(f"{url}outputs/?limit=200").json()["results"]) == turns * models


@pytest.mark.parametrize("count", [2, 50])
def test_a_page_takes_the_same_queries_however_long(
    program: Client, source: Output, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many(source, count)
    program.get(URL)
    # The token, and the page with its counts.
    with django_assert_num_queries(2):
        assert len(program.get(URL).json()["results"]) == count
