"""Workers that stand still for longer than their leases and then wake up: their rows went on without them."""

import os
import signal
from pathlib import Path

import pytest

from generations.models import Generation
from generations.states import State
from tests.processes import Process
from tests.reliability.world import CRASH_POINTS, FAL, LOCAL, World, until

pytestmark = pytest.mark.topology("production")


def is_frozen(worker: Process) -> bool:
    # The state is the first word after the name of the program, which stands in brackets.
    return Path(f"/proc/{worker.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


def stored() -> set[tuple[object, ...]]:
    succeeded = Generation.objects.filter(state=State.SUCCEEDED)
    return set(succeeded.values_list("pk", "fence", "finished_at", "outputs"))


def test_workers_freeze_and_wake_up(world: World) -> None:
    frozen = [world.processes.worker(concurrency=1, PIXFLOW_CRASH_AT=f"{point}:SIGSTOP") for point in CRASH_POINTS]
    world.ask(FAL, LOCAL, variants=6)
    until(lambda: all(map(is_frozen, frozen)), "all frozen", 30)
    world.processes.worker(concurrency=4)
    world.wait_until_settled(60)
    world.check(12)
    before = stored()
    for worker in frozen:
        os.kill(worker.pid, signal.SIGCONT)
    # The one that froze right before its POST sends it now, for the first and only time.
    until(lambda: len(world.paid_seeds()) == 6, "sent by all", 10)
    world.wait_until_settled(30)
    world.check(12)
    assert stored() >= before
