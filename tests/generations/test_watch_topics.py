"""Besides its session, a batch and an output can be watched, by whom may see them."""

import pytest

from accounts.models import User
from live.topics import may_read
from projects.models import Session
from tests.generations.rows import an_output

pytestmark = pytest.mark.django_db


def test_batches_and_outputs_are_topics_of_the_members(bob: User, charlie: User, session: Session) -> None:
    output = an_output(session)
    for topic in (f"batch:{output.generation.batch_id}", f"output:{output.pk}"):
        assert may_read(bob, topic)
        assert not may_read(charlie, topic)
        assert not may_read(bob, f"{topic}999")
