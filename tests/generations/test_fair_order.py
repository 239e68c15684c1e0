"""Who begins next: nobody waits behind somebody else's batch, nor behind a large one of their own."""

import pytest
from django.db.models.functions import Now
from pytest_django.fixtures import Settings

from accounts.models import User
from generations.models import Batch, Generation
from generations.positions import with_positions
from generations.states import State
from projects.actions import delete_project, delete_session
from projects.models import Session
from tests.generations.rows import a_generation
from tests.generations.runner import begun

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def slots(settings: Settings) -> None:
    settings.SLOTS = {"local": 2, "fal": 8}


def asked(session: Session, by: User, count: int, provider: str = "local", **facts: object) -> list[Generation]:
    """A batch of so many, all of them queued."""
    batch = Batch.objects.create(project=session.project, session=session, author=by)
    facts = {"state": State.QUEUED, "provider": provider, "author": by, "batch": batch, **facts}
    return [a_generation(session, **facts) for _ in range(count)]  # type: ignore[arg-type]


def pks(rows: list[Generation]) -> list[int]:
    return [row.pk for row in rows]


def begin(rows: list[int]) -> None:
    """As a worker that was rung for them."""
    Generation.objects.filter(pk__in=rows).update(state=State.SUBMITTED, next_look_at=Now())


def work_off() -> list[int]:
    """Each ends as soon as it has begun."""
    order = []
    while rung := begun():
        order += rung
        Generation.objects.filter(pk__in=rung).update(state=State.SUCCEEDED)
    return order


@pytest.mark.parametrize("slots", [1, 2, 3])
def test_each_person_in_turn(
    session: Session, alice: User, bob: User, vera: User, slots: int, settings: Settings
) -> None:
    settings.SLOTS = {"local": slots}
    a, b, v = (pks(asked(session, by, count)) for by, count in [(alice, 5), (bob, 2), (vera, 1)])
    order = work_off()
    assert set(order[:3]) == {a[0], b[0], v[0]}
    assert set(order[3:5]) == {a[1], b[1]}
    assert order[5:] == a[2:]


def test_one_slot_is_shared_by_the_batches_of_one_person(session: Session, bob: User, settings: Settings) -> None:
    settings.SLOTS = {"local": 1}
    large, second = pks(asked(session, bob, 4)), pks(asked(session, bob, 2))
    assert work_off() == [large[0], second[0], large[1], second[1], large[2], large[3]]


def test_many_small_batches_are_no_way_past_others(
    session: Session, alice: User, bob: User, settings: Settings
) -> None:
    settings.SLOTS = {"local": 1}
    small = [asked(session, alice, 1)[0].pk for _ in range(6)]
    own = pks(asked(session, bob, 3))
    assert work_off() == [small[0], own[0], small[1], own[1], small[2], own[2], *small[3:]]


def test_what_runs_counts(session: Session, alice: User, bob: User, settings: Settings) -> None:
    settings.SLOTS = {"local": 3}
    begin(pks(asked(session, alice, 2)))
    waiting, own = asked(session, alice, 5), asked(session, bob, 5)
    assert begun() == pks(own)[:1]
    begin(pks(own)[:1])
    Generation.objects.filter(author=alice, state=State.SUBMITTED).delete()
    assert begun() == [waiting[0].pk, waiting[1].pk]


def test_a_single_picture_does_not_wait_for_the_batch_of_the_same_person(session: Session, bob: User) -> None:
    batch = asked(session, bob, 50)
    begin([batch[0].pk])
    single = asked(session, bob, 1)
    assert begun() == pks(single)


def test_a_quarter_is_never_taken_by_large_batches(session: Session, alice: User, bob: User) -> None:
    large = [*asked(session, bob, 50, "fal"), *asked(session, alice, 50, "fal")]
    begin(rung := begun())
    assert len(rung) == 6
    assert set(rung) <= set(pks(large))
    assert begun() == []
    for by in (bob, alice):
        [single] = asked(session, by, 1, "fal")
        assert begun() == [single.pk]
        begin([single.pk])
    asked(session, bob, 1, "fal")
    assert begun() == []


def test_few_slots_are_all_for_whoever_comes(session: Session, bob: User, settings: Settings) -> None:
    settings.SLOTS = {"local": 3}
    asked(session, bob, 50)
    assert len(begun()) == 3


def test_a_full_engine_keeps_no_other_waiting(session: Session, bob: User) -> None:
    begin(pks(asked(session, bob, 2)))
    asked(session, bob, 1)
    [other] = asked(session, bob, 1, "fal")
    assert begun() == [other.pk]


def test_an_engine_that_is_gone_has_no_line(session: Session, bob: User) -> None:
    """Its generations are rung for, and fail with the reason."""
    rows = asked(session, bob, 3, "elsewhere")
    assert begun() == pks(rows)


def test_places_are_told_in_the_order_of_beginning(session: Session, alice: User, bob: User) -> None:
    begin([asked(session, alice, 1)[0].pk, asked(session, alice, 1)[0].pk])
    large, single, own = asked(session, alice, 4), asked(session, alice, 1), asked(session, bob, 2)
    rows = with_positions([*large, *single, *own])
    told = {row.pk: row.progress["position"] for row in rows}
    order = []
    for _ in range(len(told)):
        Generation.objects.filter(pk=Generation.objects.filter(state=State.SUBMITTED).first().pk).delete()  # type: ignore[union-attr]
        [pk] = begun()
        begin([pk])
        order.append(pk)
    assert sorted(told, key=told.__getitem__)[:2] == order[:2]
    assert sorted(told.values()) == list(range(1, 8))


def test_a_deleted_session_takes_no_slot(session: Session, bob: User) -> None:
    asked(session, bob, 2)
    Session.objects.update(deleted_at=Now())
    assert begun() == []


@pytest.mark.parametrize("deleted", ["project", "session"])
def test_nothing_begins_of_what_was_deleted(session: Session, bob: User, deleted: str) -> None:
    asked(session, bob, 3)
    if deleted == "project":
        delete_project(project=session.project)
    else:
        delete_session(session=session)
    assert begun() == []
