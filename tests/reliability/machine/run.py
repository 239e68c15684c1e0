"""Long ways through the machine."""

import logging
import math
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.db import IntegrityError
from hypothesis import HealthCheck, Phase, seed as seeded, settings
from hypothesis.errors import FlakyStrategyDefinition
from hypothesis.stateful import run_state_machine_as_test

from tests.reliability.machine.bugs import Bug
from tests.reliability.machine.rules import GenerationMachine
from tests.reliability.machine.stage import OutOfTime, Stage

STEPS = 60
# What a machine says that has seen a mistake: the invariants, or the database's own.
SEEN = (AssertionError, IntegrityError)


class Found(BaseException):
    """No Exception: Hypothesis would walk the same way once more."""


class Hunt(GenerationMachine):
    """Ends with the first thing that does not hold. Any other error is one of whoever put the mistake in."""

    def teardown(self) -> None:
        broken = sys.exception()
        try:
            super().teardown()
        except SEEN as error:
            broken = error
        if isinstance(broken, SEEN):
            raise Found from broken


def explore(stage: Stage, *, examples: int, seed: int) -> None:
    """Raises what does not hold, with the shortest way that leads there."""
    _walk(partial(GenerationMachine, stage), examples, seed, (Phase.generate, Phase.shrink))


def hunt(stage: Stage, bug: Bug, *, seconds: float, seed: int) -> float | None:
    """Seconds of a core until it was found, None when it was not."""
    begin = time.process_time()
    stage.until = begin + seconds
    try:
        with bug():
            _walk(partial(Hunt, stage), 100_000, seed, (Phase.generate,))
    except Found:
        return time.process_time() - begin
    except (OutOfTime, FlakyStrategyDefinition):
        # Hypothesis finds fault with a walk that it knows and that was left halfway.
        if time.process_time() < stage.until:
            raise
        return None
    finally:
        stage.until = math.inf
    raise RuntimeError("It ended before it was told to.")


def _walk(machine: Callable[[], GenerationMachine], examples: int, seed: int, phases: Sequence[Phase]) -> None:
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
        run_state_machine_as_test(_seeded(machine, seed), settings=look)


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
