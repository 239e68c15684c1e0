"""Several people, or one impatient person, at the same instant."""

from functools import partial

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from generations.actions import animate_still, delete_output
from generations.models import Batch, Generation, Output
from generations.planning import Order
from live.models import Event, Topic
from projects.models import Session
from tests.conversations.together import at_once, surprises
from tests.generations.rows import an_output

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5
ORDER = Order(models=("local-camera",), prompts=("waves",))


@pytest.fixture
def still(session: Session) -> Output:
    return an_output(session)


def test_the_same_click_many_times_at_once(still: Output, bob: User) -> None:
    click = partial(animate_still, still=still, by=bob, order=ORDER, session=None, name="Clips", idempotency_key="k")
    answers = at_once([click] * 6)
    assert not surprises(answers)
    assert {batch.pk for batch in answers} == {Batch.objects.get(session__kind="video").pk}
    assert Session.objects.filter(kind="video").count() == Generation.objects.filter(kind="video").count() == 1


def test_two_members_at_once_each_get_their_take(still: Output, alice: User, bob: User) -> None:
    for round_ in range(ROUNDS):
        asked = [
            partial(animate_still, still=still, by=by, order=ORDER, session=room, idempotency_key=f"{by.pk}-{round_}")
            for by in (alice, bob)
            for room in (Session.objects.filter(kind="video").first(),)
        ]
        assert not surprises(at_once(asked))
    assert Generation.objects.iterations().filter(source=still).count() == 2 * ROUNDS
    # The first two each asked for a session.
    assert Session.objects.filter(kind="video").count() == 2
    assert_no_holes()


def test_a_still_deleted_at_the_same_instant(session: Session, bob: User) -> None:
    """Either the take knows its still, or nothing at all was made."""
    for _ in range(ROUNDS):
        still = an_output(session)
        made, _gone = at_once(
            [
                partial(animate_still, still=still, by=bob, order=ORDER, session=None),
                partial(delete_output, output=still),
            ]
        )
        assert not surprises([made], ValidationError)
        rooms = Session.objects.filter(kind="video")
        if isinstance(made, ValidationError):
            assert not rooms.exists()
        else:
            assert made.generations.get().source == still
        rooms.delete()
    assert_no_holes()


def assert_no_holes() -> None:
    for topic in Topic.objects.all():
        revs = list(Event.objects.filter(topic=topic.key).order_by("rev").values_list("rev", flat=True))
        assert revs == list(range(topic.rev - len(revs) + 1, topic.rev + 1)), topic.key
