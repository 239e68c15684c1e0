"""kill -9 at the worst moments: nothing is lost, nothing is sent twice, every file is whole."""

import pytest

from generations.states import State
from tests.processes import kill
from tests.reliability.world import CRASH_POINTS, FAL, LOCAL, World

pytestmark = pytest.mark.topology("production")
DIED = -9


def test_workers_die_while_generations_are_in_flight(world: World) -> None:
    # One generation at a time, so that each of them dies with exactly one in its hands.
    doomed = [world.processes.worker(concurrency=1, PIXFLOW_CRASH_AT=point) for point in CRASH_POINTS]
    world.ask(FAL, LOCAL, prompt="waves [[sim:run=1.5]]", variants=8)
    assert [worker.wait(30) for worker in doomed] == [DIED] * len(doomed)
    victim, _ = world.processes.worker(concurrency=4), world.processes.worker(concurrency=4)
    world.wait_for_more(State.SUBMITTED, State.SUCCEEDED)
    kill(victim)
    world.leases_run_out()
    world.wait_until_settled(60)
    world.check(16)
