"""What follows an output into another session, and what stays behind."""

import pytest

from accounts.models import User
from generations.actions import move_outputs, retry_failed
from generations.batch_cards import cards_by_id
from generations.models import Batch, Generation, Output
from generations.states import State
from live.models import Event, Topic
from live.topics import missed
from projects.actions import create_session, delete_session
from projects.models import Session
from tests.accounts.callers import program_of
from tests.generations.rows import a_generation, add_output, an_output


@pytest.fixture
def room(session: Session, bob: User) -> Session:
    return create_session(project=session.project, kind="image", name="Covers", by=bob)


def heard(topic: str) -> list[tuple[str, str]]:
    return list(Event.objects.filter(topic=topic).order_by("rev").values_list("ref", "change"))


def test_both_sessions_and_whoever_looks_at_the_rest_hear_of_it(session: Session, room: Session) -> None:
    output = an_output(session)
    ref = f"generation:{output.generation_id}"
    Event.objects.all().delete()
    assert move_outputs(outputs=[output], session=room) == {session.pk: [output.pk]}
    assert heard(f"session:{session.pk}") == [(ref, "del")]
    assert heard(f"session:{room.pk}") == [(ref, "new")]
    for topic in (f"batch:{output.generation.batch_id}", f"outputs:{session.project_id}"):
        assert heard(topic) == [(ref, "put")]
    assert {change for _, change in heard(f"project:{session.project_id}")} == {"put"}


def test_pages_take_the_moved_card_for_newer(session: Session, room: Session) -> None:
    """They know rows by the revision of their session."""
    output = an_output(session)
    Topic.objects.update_or_create(key=f"session:{session.pk}", defaults={"rev": 500})
    rev = Topic.objects.filter(key=f"session:{room.pk}").values_list("rev", flat=True).first() or 0
    move_outputs(outputs=[output], session=room)
    assert Topic.objects.get(key=f"session:{room.pk}").rev > 500
    # Whoever looks there reads everything anew.
    assert missed(f"session:{room.pk}", rev)[1] is None


def test_what_is_there_already_stays_and_says_so(session: Session, room: Session) -> None:
    there, moving = an_output(room), an_output(session)
    assert move_outputs(outputs=[there, moving], session=room) == {session.pk: [moving.pk]}
    Event.objects.all().delete()
    assert move_outputs(outputs=[there, moving], session=room) == {}
    assert not Event.objects.exists()


def test_its_batch_shows_it_as_before(bob: User, session: Session, room: Session) -> None:
    generation = a_generation(session)
    output = add_output(generation)
    a_generation(session, batch=generation.batch)
    move_outputs(outputs=[output], session=room)
    program = program_of(bob)
    assert program.get(f"/api/batches/{generation.batch_id}/").json()["progress"]["succeeded"] == 2
    rows = program.get("/api/generations/", {"batch": generation.batch_id}).json()["results"]
    assert {row["session"] for row in rows} == {session.pk, room.pk}


def test_a_video_tells_its_still_where_it_is_now(bob: User, session: Session) -> None:
    still = an_output(session)
    clips = [create_session(project=session.project, kind="video", name=name, by=bob) for name in ("One", "Two")]
    video = an_output(clips[0], kind="video", source=still)
    Event.objects.all().delete()
    move_outputs(outputs=[video], session=clips[1])
    assert heard(f"output:{still.pk}") == [(f"generation:{video.generation_id}", "put")]
    [take] = program_of(bob).get(f"/api/outputs/{still.pk}/video-iterations/").json()["results"]
    assert take["session"]["name"] == "Two"


def test_a_thousand_are_a_few_queries_and_events(
    session: Session, room: Session, django_assert_max_num_queries: object
) -> None:
    batch = a_generation(session).batch
    rows = Generation.objects.bulk_create(
        Generation(project=session.project, session=session, batch=batch, kind="image", state="succeeded")
        for _ in range(300)
    )
    facts = {"project": session.project, "kind": "image", "file": "aa/aa.png", "bytes": 1}
    outputs = Output.objects.bulk_create(Output(generation=row, **facts) for row in rows)
    Event.objects.all().delete()
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        assert len(move_outputs(outputs=outputs, session=room)[session.pk]) == 300
    # One for each that looks: all of it is to be read anew.
    assert Event.objects.filter(topic__startswith="session:").count() == 2


def test_a_batch_follows_to_where_something_of_it_is_left_to_see(bob: User, session: Session, room: Session) -> None:
    """And shows nothing of what is in the trash."""
    generation = a_generation(session)
    kept, thrown = add_output(generation), add_output(a_generation(session, batch=generation.batch))
    attic = create_session(project=session.project, kind="image", name="Attic", by=bob)
    move_outputs(outputs=[kept], session=room)
    move_outputs(outputs=[thrown], session=attic)
    delete_session(session=attic)
    delete_session(session=session)
    batch = cards_by_id(bob, [generation.batch_id])[0]
    assert batch.session == room
    assert vars(batch)["pictures"] == [kept]


def test_what_failed_where_nobody_sees_it_is_not_made_again(bob: User, session: Session, room: Session) -> None:
    generation = a_generation(session)
    a_generation(session, batch=generation.batch, state=State.FAILED)
    move_outputs(outputs=[add_output(generation)], session=room)
    delete_session(session=session)
    batch = Batch.objects.visible_to(bob).get()
    assert retry_failed(batch=batch, by=bob) == []
