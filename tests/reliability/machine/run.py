"""Long ways through the machine."""

import logging
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from hypothesis import HealthCheck, Phase, seed as seeded, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.reliability.machine.bugs import Bug
from tests.reliability.machine.rules import GenerationMachine
from tests.reliability.machine.stage import Stage

STEPS = 60


def explore(
    stage: Stage, *, examples: int, seed: int, phases: tuple[Phase, ...] = (Phase.generate, Phase.shrink)
) -> None:
    """Raises what does not hold, with the shortest way that leads there."""
    look = settings(
        max_examples=examples,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=phases,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    with silence():
        run_state_machine_as_test(_seeded(partial(GenerationMachine, stage), seed), settings=look)


def hunt(stage: Stage, bug: Bug, *, seconds: float, seed: int) -> float | None:
    """Seconds of a core until it was found, None when it was not."""
    begin = time.process_time()
    stage.until = begin + seconds
    try:
        with bug():
            explore(stage, examples=100_000, seed=seed, phases=(Phase.generate,))
    except Exception:  # noqa: BLE001 - whatever it breaks, it has been seen
        taken = time.process_time() - begin
        return taken if taken < seconds else None
    finally:
        stage.until = math.inf
    return None


def _seeded(machine: Any, number: int) -> Any:
    return seeded(number)(machine)


@contextmanager
def silence() -> Iterator[None]:
    """What the studio logs about its troubles is what they are made for."""
    logging.disable()
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
