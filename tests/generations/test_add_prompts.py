"""More prompts for a batch: numbered on, with what was asked first, once a click, and only the new ones are queued."""

from functools import partial

import pytest
from django.core.exceptions import ValidationError

from accounts.errors import Conflict
from accounts.models import User
from generations.actions import add_prompts, create_batch, delete_output
from generations.models import Batch, Generation
from generations.models.batch import Purpose
from generations.planning import Order
from generations.states import State
from live.models import Event
from projects.models import Session
from tests.conversations.together import at_once, surprises
from tests.generations.rows import a_generation, an_output

pytestmark = pytest.mark.django_db(transaction=True)
ORDER = Order(models=("local-flow", "local-poster"), prompts=("dunes", "waves"), variants=2, aspect_ratio="3:2", seed=7)


@pytest.fixture
def batch(session: Session, bob: User) -> Batch:
    return create_batch(session=session, by=bob, order=ORDER, purpose=Purpose.ASSETS)


def test_everything_else_is_as_it_was_asked_first(batch: Batch, alice: User) -> None:
    before = set(batch.generations.values_list("pk", flat=True))
    made = add_prompts(batch=batch, by=alice, prompts=["fog", "rain"])
    assert len(made) == 8
    assert {row.author_id for row in made} == {alice.pk}
    assert {(row.prompt_index, row.prompt) for row in made} == {(2, "fog"), (3, "rain")}
    first = batch.generations.filter(prompt_index=0).order_by("pk")
    fog = [row for row in made if row.prompt == "fog"]
    assert [(row.model, row.parameters) for row in fog] == [(row.model, row.parameters) for row in first]
    assert set(batch.generations.values_list("pk", flat=True)) == before | {row.pk for row in made}


def test_only_what_is_new_is_queued(batch: Batch, bob: User) -> None:
    batch.generations.update(state=State.SUCCEEDED)
    made = add_prompts(batch=batch, by=bob, prompts=["fog"])
    assert set(batch.generations.filter(state=State.QUEUED)) == set(made)
    told = Event.objects.filter(topic=f"batch:{batch.pk}").order_by("-rev").values_list("ref", flat=True)
    assert set(told[:5]) == {f"batch:{batch.pk}", *(f"generation:{row.pk}" for row in made)}


def test_the_same_click_twice_adds_once(batch: Batch, bob: User, alice: User) -> None:
    add = partial(add_prompts, batch=batch, prompts=["fog"], idempotency_key="k1")
    assert len(add(by=bob)) == 4
    assert add(by=bob) == []
    assert len(add(by=alice)) == 4
    assert batch.generations.count() == 16


def test_a_refused_click_can_be_repeated(batch: Batch, bob: User) -> None:
    with pytest.raises(ValidationError):
        add_prompts(batch=batch, by=bob, prompts=[" "], idempotency_key="k1")
    assert add_prompts(batch=batch, by=bob, prompts=["fog"], idempotency_key="k1")


def test_two_who_add_at_once_follow_each_other(batch: Batch, bob: User, alice: User) -> None:
    people = [bob, alice, bob, alice]
    adds = [partial(add_prompts, batch=batch, by=by, prompts=["fog", "rain"]) for by in people]
    assert not surprises(at_once(adds))
    added = batch.generations.filter(prompt_index__gt=1, model="local-flow", variant_index=0)
    assert sorted(added.values_list("prompt_index", flat=True)) == list(range(2, 10))


def test_a_double_click_at_the_same_instant_adds_once(batch: Batch, bob: User) -> None:
    answers = at_once([partial(add_prompts, batch=batch, by=bob, prompts=["fog"], idempotency_key="k")] * 5)
    assert not surprises(answers)
    assert sorted(map(len, answers)) == [0, 0, 0, 0, 4]
    assert batch.generations.count() == 12


def test_never_more_than_two_thousand(session: Session, bob: User) -> None:
    order = Order(models=("local-flow",), prompts=tuple(map(str, range(1999))))
    batch = create_batch(session=session, by=bob, order=order)
    with pytest.raises(ValidationError, match="holds 1,999 generations; with 2 more"):
        add_prompts(batch=batch, by=bob, prompts=["fog", "rain"])
    assert len(add_prompts(batch=batch, by=bob, prompts=["fog"])) == 1


def test_a_picture_that_is_gone_is_said(session: Session, bob: User) -> None:
    still = an_output(session)
    order = Order(models=("local-flow",), prompts=("dunes",), references=(still.pk,))
    batch = create_batch(session=session, by=bob, order=order)
    delete_output(output=still)
    with pytest.raises(ValidationError, match="Duplicate the batch"):
        add_prompts(batch=batch, by=bob, prompts=["fog"])
    assert batch.generations.count() == 1


def test_words_that_replaced_one_prompt_are_not_those_of_another(session: Session, bob: User) -> None:
    order = Order(models=("local-flow",), prompts=("dunes",), enhanced="golden dunes at noon")
    batch = create_batch(session=session, by=bob, order=order)
    [fog] = add_prompts(batch=batch, by=bob, prompts=["fog"])
    assert (fog.prompt, fog.prompt_enhanced) == ("fog", "")


@pytest.mark.parametrize("purpose", [Purpose.TURN, Purpose.UPLOAD])
def test_parts_of_something_else_take_no_prompts(session: Session, bob: User, purpose: Purpose) -> None:
    batch = a_generation(session).batch
    Batch.objects.filter(pk=batch.pk).update(purpose=purpose)
    batch.refresh_from_db()
    with pytest.raises(Conflict):
        add_prompts(batch=batch, by=bob, prompts=["fog"])
    assert Generation.objects.count() == 1
