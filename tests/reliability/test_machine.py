"""PIXFLOW_TEST_EXAMPLES=2000 looks for longer, each time along other ways."""

import os

import pytest

from accounts.models import User
from projects.models import Session
from tests.conversations.working import a_still
from tests.reliability.machine.run import explore
from tests.reliability.machine.stage import Stage, watch

pytestmark = [pytest.mark.topology("embedded"), pytest.mark.django_db]


@pytest.fixture
def stage(session: Session, bob: User) -> Stage:
    watch()
    return Stage(session, bob, a_still(session))


def test_generations_in_any_order(stage: Stage) -> None:
    explore(stage, examples=int(os.environ.get("PIXFLOW_TEST_EXAMPLES", "20")), seed=1)
