"""Many at the same instant, on either database."""

from collections.abc import Callable
from functools import partial

import pytest
from django.test import Client

from accounts.models import User
from generations.actions import delete_output
from generations.models import Output
from live.models import Event
from projects.models import Session
from ratings.actions import favorite_prompt, rate_outputs, unrate_outputs
from ratings.models import Favorite, Rating
from ratings.models.rating import Value
from tests.conversations.together import at_once, surprises
from tests.generations.rows import an_output

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5


def test_twenty_times_at_once_is_one_rating(bob: User, output: Output) -> None:
    values = [Value.LIKE, Value.DISLIKE] * 10
    answers = at_once([partial(rate_outputs, outputs=[output], by=bob, value=value) for value in values])
    assert answers == [[output]] * 20
    assert Rating.objects.count() == 1
    revs = Event.objects.filter(topic=f"output:{output.pk}").order_by("rev").values_list("rev", flat=True)
    assert list(revs) == list(range(1, 21))


def test_lists_in_any_order_never_wait_for_each_other(alice: User, bob: User, session: Session) -> None:
    rows = [an_output(session) for _ in range(12)]
    calls = [
        partial(rate_outputs, outputs=rows[::step], by=by, value=Value.LIKE) for by in (alice, bob) for step in (1, -1)
    ]
    calls += [partial(unrate_outputs, outputs=rows[::step], by=by) for by in (alice, bob) for step in (1, -1)]
    for _ in range(ROUNDS):
        assert not surprises(at_once(calls))


def test_what_is_deleted_at_the_same_instant_is_rated_before_or_not_at_all(bob: User, session: Session) -> None:
    for _ in range(ROUNDS):
        output = an_output(session)
        rated, gone = at_once(
            [partial(rate_outputs, outputs=[output], by=bob, value=Value.LIKE), partial(delete_output, output=output)]
        )
        assert not surprises([rated, gone])
        assert Rating.objects.filter(output=output).count() == len(rated)
        told = list(Event.objects.filter(topic=f"output:{output.pk}").order_by("rev").values_list("change", flat=True))
        assert told == ["put"] * len(rated) + ["del"]


def test_a_prompt_kept_many_times_at_once_is_kept_once(bob: User, output: Output) -> None:
    answers = at_once([partial(favorite_prompt, by=bob, output=output)] * 12)
    assert not surprises(answers)
    assert sum(is_new for _, is_new in answers) == 1
    assert {row for row, _ in answers} == {Favorite.objects.get()}


def test_a_button_pressed_in_many_tabs_never_breaks(
    bob: User, output: Output, signed_in: Callable[[User], Client]
) -> None:
    tabs = [signed_in(bob) for _ in range(8)]
    answers = at_once([partial(tab.post, f"/outputs/{output.pk}/like/") for tab in tabs])
    assert {answer.status_code for answer in answers} == {204}
    assert Rating.objects.filter(output=output).count() <= 1
    assert Output.objects.for_viewer(bob).get(pk=output.pk).likes in {0, 1}  # type: ignore[attr-defined]
