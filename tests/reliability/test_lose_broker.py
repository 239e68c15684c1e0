"""Redis forgets everything, and then is gone for a while, with work queued: all of it ends."""

from collections.abc import Iterator

import pytest
from redis import Redis

from generations.states import State
from tests.live.redis_server import RedisServer
from tests.reliability.world import FAL, LOCAL, World

pytestmark = pytest.mark.topology("production")


@pytest.fixture
def broker() -> Iterator[RedisServer]:
    """Another than the tests' own: this one dies."""
    with RedisServer() as server:
        yield server


def test_redis_is_flushed_and_restarted_with_work_queued(world: World, broker: RedisServer) -> None:
    world.processes.environment["REDIS_URL"] = broker.url
    world.processes.worker(concurrency=4)
    world.processes.beat()
    world.ask(FAL, LOCAL, variants=5)
    world.wait_for_more(State.SUBMITTED)
    Redis.from_url(broker.url).flushall()
    broker.stop()
    world.ask(FAL, LOCAL, variants=3)
    broker.start()
    world.wait_until_settled(40)
    world.check(16)
