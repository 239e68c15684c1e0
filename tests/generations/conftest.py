"""The runner with real providers: the local engine, and the real fal and OpenAI clients against their doubles."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from accounts.models import User
from generations.actions import create_assets, create_batch
from generations.engines import providers
from generations.models import Batch, Generation
from generations.planning import Order
from projects.models import Session
from tests.doubles.server import DoubleServer
from tests.generations.runner import drain

Ask = Callable[..., Batch]


@pytest.fixture(scope="session")
def doubles() -> Iterator[DoubleServer]:
    with DoubleServer() as server:
        yield server


@pytest.fixture
def engines(doubles: DoubleServer, settings: object) -> Iterator[DoubleServer]:
    """The engines of this process point at the doubles, which have forgotten everything."""
    doubles.reset()
    settings.FAL_KEY, settings.FAL_URL = "sim:key", doubles.fal_url  # type: ignore[attr-defined]
    settings.OPENAI_KEY, settings.OPENAI_URL = "sim-key", doubles.openai_url  # type: ignore[attr-defined]
    providers.cache_clear()
    yield doubles
    providers.cache_clear()


@pytest.fixture
def ask(session: Session, bob: User) -> Ask:
    """`ask("local-flow", prompt="waves")`: bob asks for pictures in the session."""

    def make(*models: str, prompt: str = "a lighthouse at dawn", **changes: object) -> Batch:
        order = Order(models=models, prompts=(prompt,), **changes)  # type: ignore[arg-type]
        return create_batch(session=session, by=bob, order=order)

    return make


@pytest.fixture
def made(ask: Ask) -> Callable[..., Generation]:
    """Like `ask` with one model, worked off: the generation as it ended."""

    def run(model: str, **changes: object) -> Generation:
        batch = ask(model, **changes)
        drain()
        return batch.generations.order_by("id").last()  # type: ignore[return-value]

    return run


@pytest.fixture
def editor(bob: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(bob)


@pytest.fixture
def batch(session: Session, bob: User) -> Batch:
    """Two prompts, two models, two variants: eight places, nothing made yet."""
    order = Order(models=("local-landscape", "local-flow"), prompts=("a pier", "a harbour"), variants=2)
    return create_assets(project=session.project, by=bob, order=order, session=session, concept="Autumn", tags=["sea"])
