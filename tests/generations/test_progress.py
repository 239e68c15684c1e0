"""How far a batch is, what it has cost, and how long what is left will take."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from generations.models import Batch, Generation
from generations.progress import Progress, with_progress
from generations.states import State
from projects.models import Session
from providers.catalog import MODELS
from tests.generations.rows import a_generation

pytestmark = pytest.mark.django_db
START = timezone.now() - timedelta(minutes=10)
MODEL = "fal-seedream-5"


@pytest.fixture(autouse=True)
def slots(settings: Settings) -> None:
    settings.SLOTS = {"fal": 8, "local": 2}


@pytest.fixture
def batch(session: Session) -> Batch:
    return Batch.objects.create(project=session.project, session=session, author=session.created_by)


def add(batch: Batch, state: str, count: int = 1, *, seconds: float | None = None, **facts: Any) -> Generation:
    """Begun at START; with `seconds` it ended so long after."""
    facts = {"model": MODEL, "provider": "fal", "price": Decimal("0.05"), **facts}
    if seconds is not None:
        facts |= {"submitted_at": START, "finished_at": START + timedelta(seconds=seconds)}
    return [a_generation(batch.session, state=state, batch=batch, **facts) for _ in range(count)][-1]


def progress(batch: Batch) -> Progress:
    return with_progress([batch])[0].progress


def test_each_counts_where_it_stands(batch: Batch) -> None:
    states = (State.QUEUED, State.SUBMITTING, State.SUBMITTED, State.STORING, State.SUCCEEDED, State.FAILED)
    for state in (*states, State.UNKNOWN, State.CANCELLED):
        add(batch, state)
    now = progress(batch)
    assert (now.total, now.queued, now.running, now.succeeded, now.failed, now.cancelled) == (8, 1, 3, 1, 2, 1)
    assert (now.done, now.active) == (4, 4)


def test_a_retry_stands_in_the_place_of_what_failed(batch: Batch) -> None:
    failed = add(batch, State.FAILED, cost=Decimal("0.02"))
    add(batch, State.SUCCEEDED, retry_of=failed, cost=Decimal("0.05"))
    now = progress(batch)
    assert (now.total, now.failed, now.succeeded) == (1, 0, 1)
    assert (now.price, now.spent) == (Decimal("0.05"), Decimal("0.07"))


def test_money_adds_up_to_the_cent(batch: Batch) -> None:
    add(batch, State.SUCCEEDED, 30, price=Decimal("0.03"), cost=Decimal("0.03"))
    assert (float(progress(batch).price), float(progress(batch).spent)) == (0.9, 0.9)


def test_it_takes_from_the_first_to_the_last(batch: Batch) -> None:
    assert progress(batch).elapsed == timedelta()
    add(batch, State.SUCCEEDED, seconds=20)
    add(batch, State.FAILED, seconds=50)
    ended = progress(batch)
    assert (ended.started_at, ended.elapsed) == (START, timedelta(seconds=50))
    assert ended.remaining_seconds is None
    add(batch, State.QUEUED)
    again = progress(batch)
    assert again.finished_at is None
    assert timedelta(minutes=10) <= again.elapsed <= timezone.now() - START


def test_before_anything_was_made_the_catalogue_says_how_long(batch: Batch) -> None:
    add(batch, State.QUEUED)
    assert progress(batch).remaining_seconds == pytest.approx(MODELS[MODEL].speed_seconds, abs=1)


def test_then_it_is_what_it_took_lately(batch: Batch) -> None:
    for seconds in (39, 40, 400):
        add(batch, State.SUCCEEDED, seconds=seconds)
    add(batch, State.QUEUED)
    assert progress(batch).remaining_seconds == 40
    # Six of the eight slots are for it: 12 take two rounds.
    add(batch, State.QUEUED, 11)
    assert progress(batch).remaining_seconds == 80


def test_others_take_their_share(batch: Batch, session: Session) -> None:
    add(batch, State.SUCCEEDED, seconds=40)
    add(batch, State.QUEUED, 12)
    other = Batch.objects.create(project=session.project, session=session)
    add(other, State.QUEUED)
    assert progress(batch).remaining_seconds == 160


def test_what_runs_is_half_done_and_engines_work_side_by_side(batch: Batch) -> None:
    add(batch, State.SUCCEEDED, seconds=40)
    add(batch, State.SUBMITTED)
    assert progress(batch).remaining_seconds == 20
    add(batch, State.QUEUED, provider="local", model="local-flow")
    assert progress(batch).remaining_seconds == 20


def test_a_model_that_is_gone_has_a_guess(batch: Batch) -> None:
    add(batch, State.QUEUED, provider="elsewhere", model="gone")
    assert progress(batch).remaining_seconds == 30


def test_many_batches_take_as_many_queries_as_one(session: Session, django_assert_num_queries: Any) -> None:
    for count in (1, 12):
        batches = [Batch.objects.create(project=session.project, session=session) for _ in range(count)]
        for row in batches:
            add(row, State.QUEUED)
        with django_assert_num_queries(3):
            with_progress(batches)
