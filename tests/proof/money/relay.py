"""Two workers hold the same row one after the other, and the first one wakes up while the second is about to send it.

Between its claim and its POST a worker can only be stopped by the fence: the row is in the very state that it expects.
"""

import signal
import time

from tests.proof.money.world import PATIENCE, World


def hand_over(world: World, model: str) -> None:
    """Before anybody else works here."""
    first = world.crew.worker("after_claim:SIGSTOP", threads=2)
    made = world.insist("generations", session=world.sessions[0], models=[model], prompts=["waves 0 [[sim:small]]"])
    world.asked |= {row["id"] for row in made["generations"]}
    _wait_until_frozen(world, first)
    world.leases_run_out()
    second = world.crew.worker("before_post:SIGSTOP", threads=2)
    _wait_until_frozen(world, second)
    for pid, seconds in ((first, 1.0), (second, 0.5)):
        world.crew.signal(pid, signal.SIGCONT)
        time.sleep(seconds)
        world.struck["SIGSTOP"] += 1
        world.struck["SIGSTOP for longer than a lease"] += pid == first
    # From now on they work like the others.
    world.crew.workers += [first, second]


def _wait_until_frozen(world: World, pid: int) -> None:
    end = time.monotonic() + PATIENCE
    while not world.crew.is_frozen(pid):
        if world.crew.status(pid) is not None or time.monotonic() > end:
            raise RuntimeError(f"a worker did not come to where it was to stop: {world.crew.last_words('worker')}")
        time.sleep(0.05)
