"""Something to rate, and bob, who does it."""

import pytest
from django.test import Client

from accounts.models import User
from generations.models import Output
from projects.models import Session
from tests.accounts.callers import program_of
from tests.generations.rows import an_output


@pytest.fixture
def output(session: Session) -> Output:
    return an_output(session, prompt="a lighthouse at dawn")


@pytest.fixture
def program(bob: User) -> Client:
    return program_of(bob)
