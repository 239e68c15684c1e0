"""Stopping and repeating a whole batch: all of it in one go, whatever ends at the same moment."""

from functools import partial
from typing import Any

import pytest
from django.db.models.functions import Now
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from generations.actions import add_prompts, cancel_batch, create_batch, retry_failed
from generations.models import Batch, Generation
from generations.planning import Order
from generations.progress import with_progress
from generations.states import State
from generations.work.ending import fail
from live.models import Event, Topic
from projects.models import Session
from providers.base import ErrorCode, Rejected
from tests.conversations.together import at_once, surprises
from tests.generations.rows import a_generation, an_output

pytestmark = pytest.mark.django_db(transaction=True)
REFUSED = Rejected(ErrorCode.CONTENT_REJECTED, "No.")


def batch_of(session: Session, **states: int) -> Batch:
    """`batch_of(session, queued=3, succeeded=1)`"""
    batch = Batch.objects.create(project=session.project, session=session, author=session.created_by)
    for state, count in states.items():
        for index in range(count):
            a_generation(session, state=state, batch=batch, prompt_index=index)
    return batch


def counts(batch: Batch) -> dict[str, int]:
    [row] = with_progress([batch])
    names = ("queued", "running", "succeeded", "failed", "cancelled")
    return {name: getattr(row.progress, name) for name in names if getattr(row.progress, name)}


def facts(batch: Batch, ref: str) -> list[str]:
    events = Event.objects.filter(topic=f"batch:{batch.pk}", ref=ref).order_by("rev")
    return list(events.values_list("state", flat=True))


def test_queued_ones_end_and_running_ones_are_asked_to(session: Session) -> None:
    batch = batch_of(session, queued=3, submitted=2, succeeded=1, failed=1)
    cancel_batch(batch=batch)
    assert counts(batch) == {"cancelled": 3, "running": 2, "succeeded": 1, "failed": 1}
    running = batch.generations.filter(state=State.SUBMITTED)
    assert all(row.cancel_requested_at and row.next_look_at for row in running)
    assert not facts(batch, f"batch:{batch.pk}")


def test_when_nothing_runs_it_has_ended_once(session: Session) -> None:
    batch = batch_of(session, queued=3, succeeded=1)
    for _ in range(3):
        cancel_batch(batch=batch)
    assert facts(batch, f"batch:{batch.pk}") == ["completed"]
    ended = batch.generations.filter(state=State.CANCELLED)
    assert {(row.error_code, row.finished_at is not None) for row in ended} == {("cancelled", True)}


def test_other_batches_go_on(session: Session) -> None:
    batch, other = batch_of(session, queued=2), batch_of(session, queued=2)
    cancel_batch(batch=batch)
    assert counts(other) == {"queued": 2}


def test_a_large_one_takes_as_many_queries_as_a_small_one(
    session: Session, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (3, 300):
        batch = batch_of(session, queued=count, submitted=3)
        with django_assert_max_num_queries(16):
            cancel_batch(batch=batch)


def test_cancelling_while_the_last_one_fails(session: Session) -> None:
    """Whoever comes last says that the batch has ended, and nobody else does."""
    for _ in range(8):
        batch = batch_of(session, queued=2, submitted=2)
        running = list(batch.generations.filter(state=State.SUBMITTED))
        answers = at_once([partial(cancel_batch, batch=batch), *(partial(fail, row, REFUSED) for row in running)])
        assert not surprises(answers)
        assert counts(batch) == {"cancelled": 2, "failed": 2}
        assert facts(batch, f"batch:{batch.pk}") == ["completed"]
    assert_no_holes()


def test_adding_while_the_last_one_ends(session: Session, bob: User) -> None:
    """Ended is said once before, or not at all until what was added has ended, too."""
    for _ in range(8):
        batch = create_batch(session=session, by=bob, order=Order(models=("local-flow",), prompts=("dunes",)))
        last = batch.generations.get()
        Generation.objects.filter(pk=last.pk).update(state=State.SUBMITTED)
        last.refresh_from_db()
        add = partial(add_prompts, batch=batch, by=bob, prompts=["fog"])
        assert not surprises(at_once([add, partial(fail, last, REFUSED)]))
        assert facts(batch, f"batch:{batch.pk}") in (["active", "completed", "active"], ["active", "active"])
        cancel_batch(batch=batch)
        assert facts(batch, f"batch:{batch.pk}")[-2:] == ["active", "completed"]
    assert_no_holes()


def test_retrying_what_failed_leaves_the_rest_alone(session: Session, bob: User) -> None:
    still = an_output(session)
    batch = batch_of(session, succeeded=1, cancelled=1)
    for index in range(2):
        row = a_generation(session, state=State.FAILED, batch=batch, model="local-flow", prompt_index=index)
        row.references.create(output=still, position=0)
    lost = a_generation(session, state=State.UNKNOWN, batch=batch, variant_index=4)
    made = retry_failed(batch=batch, by=bob)
    assert counts(batch) == {"queued": 3, "succeeded": 1, "cancelled": 1}
    assert [row.prompt_index for row in made] == [0, 1, 0]
    assert [list(row.references.values_list("output", flat=True)) for row in made] == [[still.pk], [still.pk], []]
    assert (made[2].retry_of, made[2].variant_index) == (lost, 4)
    assert retry_failed(batch=batch, by=bob) == []


def test_retrying_many_takes_no_query_for_each(
    session: Session, bob: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    still = an_output(session)
    batch = batch_of(session, failed=25)
    batch.generations.update(model="local-flow")
    for row in batch.generations.all():
        row.references.create(output=still, position=0)
    with django_assert_max_num_queries(40):
        assert len(retry_failed(batch=batch, by=bob)) == 25


def test_cancel_and_retry_at_once(session: Session, bob: User) -> None:
    for _ in range(5):
        batch = batch_of(session, queued=3, failed=3)
        calls: list[Any] = [partial(cancel_batch, batch=batch), partial(retry_failed, batch=batch, by=bob)]
        assert not surprises(at_once(calls))
        assert sum(counts(batch).values()) == 6
        assert "failed" not in counts(batch)
    assert_no_holes()


def test_a_deleted_one_is_stopped_as_before(session: Session) -> None:
    batch = batch_of(session, queued=1, submitted=1)
    batch.generations.update(deleted_at=Now())
    cancel_batch(batch=batch)
    assert set(batch.generations.values_list("state", flat=True)) == {State.CANCELLED, State.SUBMITTED}


def assert_no_holes() -> None:
    for topic in Topic.objects.all():
        revs = list(Event.objects.filter(topic=topic.key).order_by("rev").values_list("rev", flat=True))
        assert revs == list(range(topic.rev - len(revs) + 1, topic.rev + 1)), topic.key
