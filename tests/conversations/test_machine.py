"""PIXFLOW_TEST_EXAMPLES=2000 looks for longer, each time along other ways."""

import os
from functools import partial

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from accounts.models import User
from projects.actions import create_project, create_session
from projects.models import Session
from tests.conversations.machine import ConversationMachine

EXAMPLES = int(os.environ.get("PIXFLOW_TEST_EXAMPLES", "0"))
SHORT = {"embedded": 16, "production": 6}


@pytest.mark.django_db
def test_conversations_in_any_order(session: Session, bob: User, charlie: User, topology: str) -> None:
    project = create_project(name="Elsewhere", by=charlie)
    elsewhere = create_session(project=project, kind="image", name="Drafts", by=charlie)
    look = settings(
        max_examples=EXAMPLES or SHORT[topology],
        stateful_step_count=40,
        derandomize=not EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(partial(ConversationMachine, session, bob, elsewhere), settings=look)  # type: ignore[arg-type]
