"""The writers of this process: the local rules, and the real OpenAI client in front of its double."""

from collections.abc import Iterator
from typing import Any

import pytest

from prompts.writers import writers
from tests.doubles.server import DoubleServer


@pytest.fixture(scope="session")
def servers() -> Iterator[DoubleServer]:
    with DoubleServer(queue=0, run=0) as running:
        yield running


@pytest.fixture
def text_model(servers: DoubleServer, settings: Any) -> Iterator[DoubleServer]:
    """There is one, and it has forgotten everything."""
    servers.reset()
    settings.OPENAI_KEY, settings.OPENAI_URL = "sim-key", servers.openai_url
    writers.cache_clear()
    yield servers
    writers.cache_clear()


@pytest.fixture
def no_text_model(settings: Any) -> Iterator[None]:
    settings.OPENAI_KEY = settings.OPENAI_URL = ""
    writers.cache_clear()
    yield
    writers.cache_clear()
