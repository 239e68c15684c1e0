"""PIXFLOW_TEST_EXAMPLES=2000 looks for longer.

That the machine sees mistakes is shown by `manage.py prove --only R0`; machine/bugs.py lists them.
"""

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
    explore(stage, examples=int(os.environ.get("PIXFLOW_TEST_EXAMPLES", "8")), seed=1)
