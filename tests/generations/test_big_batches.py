"""Two thousand generations are made in one go or not at all, and pages are told in a few words."""

import time
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from pytest_django.fixtures import Settings

from accounts.models import User
from generations import search
from generations.actions import cancel_batch, create_batch, regenerate
from generations.models import Batch, Generation
from generations.models.batch import Purpose
from generations.planning import CALLS_MAX, Order
from generations.progress import with_progress
from generations.states import State
from live.models import Event, Topic
from live.topics import MISSED_MAX, missed
from projects.models import Session
from tests.generations.rows import an_output
from tests.generations.runner import begun

pytestmark = pytest.mark.django_db(transaction=True)
PROMPTS = tuple(f"a lighthouse in {number} colours" for number in range(500))
ORDER = Order(models=("local-flow", "local-poster"), prompts=PROMPTS, variants=2)


@pytest.fixture(autouse=True)
def slots(settings: Settings) -> None:
    settings.SLOTS = {"local": 8}


def test_all_of_it_at_once_and_soon(session: Session, bob: User) -> None:
    still = an_output(session)
    order = Order(models=("local-flow",), prompts=PROMPTS, variants=4, references=(still.pk,))
    begin = time.process_time()
    batch = create_batch(session=session, by=bob, order=order, purpose=Purpose.ASSETS)
    assert time.process_time() - begin < 2
    assert batch.generations.count() == CALLS_MAX
    assert still.used_in.count() == CALLS_MAX
    cells = set(batch.generations.values_list("prompt_index", "variant_index"))
    assert cells == {(prompt, variant) for prompt in range(500) for variant in range(4)}


def test_one_too_many_makes_nothing(session: Session, bob: User) -> None:
    with pytest.raises(ValidationError, match="at most 2,000"):
        create_batch(session=session, by=bob, order=Order(models=("local-flow",), prompts=("x",) * 2001))
    assert not Batch.objects.exists()
    assert not Generation.objects.exists()


def test_what_breaks_in_the_middle_leaves_nothing(session: Session, bob: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "index", lambda rows: 1 / 0)
    events = Event.objects.count()
    with pytest.raises(ZeroDivisionError):
        create_batch(session=session, by=bob, order=ORDER, idempotency_key="k1", tags=["sea"])
    assert not Batch.objects.exists()
    assert not Generation.objects.exists()
    assert Event.objects.count() == events


def test_who_was_away_is_told_to_look_again(session: Session, bob: User) -> None:
    topic = f"session:{session.pk}"
    before = _rev(topic)
    events = Event.objects.count()
    batch = create_batch(session=session, by=bob, order=ORDER)
    assert _rev(topic) == before + 1
    assert missed(topic, before) == (before + 1, None)
    assert missed(f"batch:{batch.pk}", 0) == (1, None)
    assert Event.objects.count() - events < 10
    before = _rev(topic)
    cancel_batch(batch=batch)
    assert (_rev(topic), missed(topic, before)[1]) == (before + 2, None)
    assert missed(topic, before + 1) == (before + 2, [f"batch:{batch.pk}"])


def test_a_few_are_still_named(session: Session, bob: User) -> None:
    topic, few = f"session:{session.pk}", MISSED_MAX - 1
    before = _rev(topic)
    create_batch(session=session, by=bob, order=Order(models=("local-flow",), prompts=PROMPTS[:few]))
    rev, refs = missed(topic, before)
    assert rev == before + MISSED_MAX
    assert refs is not None
    assert len(refs) == MISSED_MAX


def test_work_begins_at_once_and_goes_on(session: Session, bob: User) -> None:
    batch = create_batch(session=session, by=bob, order=ORDER)
    # The doorbells of the commit: all but the quarter that is kept for others.
    assert batch.generations.filter(next_look_at__isnull=False).count() == 6
    first = list(batch.generations.filter(next_look_at__isnull=False).values_list("pk", flat=True))
    Generation.objects.filter(pk__in=first).update(state=State.SUCCEEDED)
    assert len(begun()) == 6


def test_how_far_it_is_in_three_queries(session: Session, bob: User, django_assert_num_queries: Any) -> None:
    batch = create_batch(session=session, by=bob, order=ORDER)
    with django_assert_num_queries(3):
        [row] = with_progress([batch])
    assert (row.progress.total, row.progress.queued, row.progress.done) == (2000, 2000, 0)
    assert row.progress.remaining_seconds


def test_a_title_and_tags_to_find_it_by(session: Session, bob: User) -> None:
    make = partial(create_batch, session=session, by=bob, order=Order(models=("local-flow",), prompts=("dunes", "fog")))
    assert make().title == "dunes"
    towels = make(concept="Beach towels\nfor the summer", tags=["Sea", "sea", "summer"], purpose=Purpose.ASSETS)
    assert (towels.title, towels.concept) == ("Beach towels for the summer", "Beach towels\nfor the summer")
    assert sorted(name.casefold() for name in towels.tag_names) == ["sea", "summer"]
    named = make(title="Round one", concept="Towels", tags=["sea"])
    assert (named.title, named.tags.get()) == ("Round one", towels.tags.get(key="sea"))


def _rev(topic: str) -> int:
    return Topic.objects.filter(pk=topic).values_list("rev", flat=True).first() or 0


def test_one_of_many_made_again_remembers_only_itself(session: Session, bob: User) -> None:
    batch = create_batch(session=session, by=bob, order=ORDER)
    [one] = batch.generations.filter(prompt_index=3, variant_index=1, model="local-flow")
    again = regenerate(generation=one, by=bob)
    assert (again.settings["prompts"], again.settings["variants"]) == ([PROMPTS[3]], 1)
    assert again.generations.get().prompt == PROMPTS[3]
    assert again.settings["models"] == batch.settings["models"]
