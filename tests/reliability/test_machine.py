"""PIXFLOW_TEST_EXAMPLES=2000 looks for longer, each time along other ways."""

import os

import pytest

from accounts.models import User
from projects.models import Session
from tests.conversations.working import a_still
from tests.reliability.machine.bugs import BUGS
from tests.reliability.machine.run import explore, hunt
from tests.reliability.machine.stage import Stage, watch

pytestmark = [pytest.mark.topology("embedded"), pytest.mark.django_db]

QUICKLY_FOUND = (
    "two workers take the same row: the claim does not look at its state",
    "cancelling means marking as cancelled, whatever the provider does",
)


@pytest.fixture
def stage(session: Session, bob: User) -> Stage:
    watch()
    return Stage(session, bob, a_still(session))


def test_generations_in_any_order(stage: Stage) -> None:
    explore(stage, examples=int(os.environ.get("PIXFLOW_TEST_EXAMPLES", "8")), seed=1)


@pytest.mark.parametrize("bug", QUICKLY_FOUND)
def test_it_sees_mistakes(stage: Stage, bug: str) -> None:
    """Of those that `manage.py prove --only R0 --scale full` puts into the studio."""
    assert hunt(stage, BUGS[bug], seconds=60, seed=1)
