"""What a generation has cost is what its provider's bill says, also when that is not the published price."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from generations.models import Generation
from generations.work.settling import settle
from live.models import Event
from tests.doubles.server import DoubleServer

pytestmark = pytest.mark.django_db(transaction=True)
FAL, OPENAI = "fal-z-image-turbo", "openai-gpt-image-2"
Made = Callable[..., Generation]


@pytest.mark.parametrize("share", ["1.5", "0.5", "0"])
def test_costs_become_those_of_the_bill(engines: DoubleServer, made: Made, share: str) -> None:
    generation, other = made(FAL, prompt=f"waves [[sim:price={share}]]"), made(FAL)
    assert settle() == 1
    generation.refresh_from_db()
    other.refresh_from_db()
    assert [generation.cost, other.cost] == [Decimal(row["cost"]) for row in engines.bill()]
    assert settle() == 0


def test_open_pages_hear_of_it(engines: DoubleServer, made: Made) -> None:
    generation = made(FAL, prompt="waves [[sim:price=2]]")
    told = Event.objects.filter(topic=f"session:{generation.session_id}", ref=f"generation:{generation.pk}")
    before = told.count()
    settle()
    assert told.count() == before + 1


def test_what_the_answer_said_stays(engines: DoubleServer, made: Made) -> None:
    generation = made(OPENAI)
    assert settle() == 0
    assert generation.cost


def test_what_was_charged_for_a_lost_result_is_its_cost(engines: DoubleServer, made: Made) -> None:
    generation = made(FAL, prompt="waves [[sim:expired]]")
    assert (generation.state, generation.cost) == ("failed", None)
    assert settle() == 1
    generation.refresh_from_db()
    assert generation.cost == Decimal(engines.bill()[0]["cost"]) > 0


def test_a_bill_that_cannot_be_read_changes_nothing(engines: DoubleServer, made: Made) -> None:
    made(FAL, prompt="waves [[sim:price=2]]")
    engines.stop()
    assert settle() == 0
    engines.start()
    assert settle() == 1


def test_old_ones_are_not_asked_for_any_more(engines: DoubleServer, made: Made) -> None:
    made(FAL, prompt="waves [[sim:price=2]]")
    Generation.objects.update(posted_at=timezone.now() - timedelta(days=2))
    assert settle() == 0
