"""One generation, at most one paid submission: what the provider's own bill says after every kind of trouble."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from generations.models import Batch, Generation
from generations.states import State
from generations.tasks import store, submit, sweep
from generations.work import recovery
from tests.doubles.server import DoubleServer
from tests.generations.runner import drain

pytestmark = pytest.mark.django_db(transaction=True)
FAL = "fal-z-image-turbo"
Ask = Callable[..., Batch]
Made = Callable[..., Generation]


def expire(generation: Generation, **changes: object) -> None:
    """As if its worker had died: the lease has run out."""
    Generation.objects.filter(pk=generation.pk).update(lease_until=Now() - timedelta(seconds=1), **changes)


def test_a_picture_of_fal_is_stored_and_billed_once(engines: DoubleServer, made: Made) -> None:
    generation = made(FAL)
    assert generation.state == State.SUCCEEDED
    assert generation.outputs.get().width
    assert len(engines.bill()) == 1


def test_a_library_that_cannot_be_loaded_looks_like_no_lost_answer(
    engines: DoubleServer, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("providers.openai_client.OpenAIClient")
    generation = made("openai-gpt-image-2")
    assert (generation.state, generation.posted_at) == (State.FAILED, None)


def test_every_task_twice_still_is_one_submission_and_one_output(engines: DoubleServer, ask: Ask) -> None:
    generation = ask(FAL).generations.get()
    for _ in range(2):
        submit(generation.pk)
    drain()
    store(generation.pk)
    sweep()
    assert generation.outputs.count() == len(engines.bill()) == 1


def test_a_lost_answer_is_found_in_the_history_and_not_paid_twice(engines: DoubleServer, made: Made) -> None:
    generation = made(FAL, prompt="waves [[sim:drop]]")
    assert generation.state == State.SUCCEEDED
    assert len(engines.bill()) == 1


def test_an_answer_that_cannot_be_found_stays_unknown_and_is_never_sent_again(
    engines: DoubleServer, made: Made
) -> None:
    generation = made(FAL, prompt="waves [[sim:plain500]]")
    for _ in range(3):
        Generation.objects.update(next_look_at=Now())
        drain()
    generation.refresh_from_db()
    assert generation.state == State.UNKNOWN
    assert "not sent again" in generation.error_text
    assert len(engines.requests("z-image")) == 1


def test_a_worker_that_dies_before_the_post_costs_nothing(engines: DoubleServer, ask: Ask) -> None:
    generation = ask(FAL).generations.get()
    Generation.objects.claim(generation.pk, State.QUEUED, State.SUBMITTING, lease=timedelta(0))
    expire(generation)
    drain()
    generation.refresh_from_db()
    assert generation.state == State.SUCCEEDED
    assert len(engines.bill()) == 1


def test_a_worker_that_dies_after_the_post_is_not_repeated(engines: DoubleServer, ask: Ask) -> None:
    generation = ask(FAL).generations.get()
    Generation.objects.claim(generation.pk, State.QUEUED, State.SUBMITTING, lease=timedelta(0))
    expire(generation, posted_at=Now())
    drain()
    generation.refresh_from_db()
    assert generation.state == State.UNKNOWN
    assert engines.bill() == []


def test_the_local_engine_is_simply_asked_again(ask: Ask) -> None:
    generation = ask("local-poster").generations.get()
    Generation.objects.claim(generation.pk, State.QUEUED, State.SUBMITTING, lease=timedelta(0))
    expire(generation, posted_at=Now())
    drain()
    generation.refresh_from_db()
    assert generation.state == State.SUCCEEDED


def test_a_worker_that_lost_its_lease_writes_nothing(ask: Ask) -> None:
    pk = ask("local-poster").generations.get().pk
    claim = {"lease": timedelta(seconds=60)}
    assert Generation.objects.claim(pk, State.QUEUED, State.SUBMITTING, **claim)
    first = Generation.objects.get(pk=pk).fence
    Generation.objects.move(pk, State.SUBMITTING, State.QUEUED)
    Generation.objects.claim(pk, State.QUEUED, State.SUBMITTING, **claim)
    assert not Generation.objects.move(pk, State.SUBMITTING, State.FAILED, held=first)


def test_two_lost_answers_are_not_adopted_by_one_request(engines: DoubleServer, ask: Ask) -> None:
    one, two = (ask(FAL).generations.get() for _ in range(2))
    Generation.objects.filter(pk__in=(one.pk, two.pk)).update(state=State.UNKNOWN, posted_at=Now())
    assert recovery.adopt(one, "the-same-id")
    assert not recovery.adopt(two, "the-same-id")


def test_busy_providers_are_asked_again_for_a_while(engines: DoubleServer, ask: Ask) -> None:
    generation = ask(FAL, prompt="waves [[sim:busy429]]").generations.get()
    for _ in range(3):
        submit(generation.pk)
    drain()
    generation.refresh_from_db()
    assert generation.state == State.SUCCEEDED
    assert len(engines.bill()) == 1


def test_providers_that_stay_busy_fail_it_with_the_reason(engines: DoubleServer, ask: Ask) -> None:
    generation = ask(FAL, prompt="waves [[sim:always429]]").generations.get()
    submit(generation.pk)
    Generation.objects.update(refused_since=Now() - timedelta(minutes=3), next_look_at=None)
    drain()
    generation.refresh_from_db()
    assert (generation.state, generation.error_code) == (State.FAILED, "rate_limited")
    assert engines.bill() == []


@pytest.mark.parametrize(("attempts", "state"), [(0, State.STORING), (7, State.FAILED)])
def test_storing_that_breaks_is_tried_again_but_not_for_ever(ask: Ask, attempts: int, state: State) -> None:
    generation = ask("local-poster").generations.get()
    expire(generation, state=State.STORING, provider="gone", attempts=attempts)
    store(generation.pk)
    generation.refresh_from_db()
    assert generation.state == state
