"""Runs on SQLite in memory, in a process of its own."""

import random
import sys
import traceback
from collections.abc import Iterator, Sequence

from django.core.management import call_command

from accounts.actions import create_user
from projects.actions import create_project, create_session
from projects.models import SessionKind
from tests.conversations.working import a_still
from tests.figures import Figure, wrong
from tests.reliability.machine.bugs import BUGS
from tests.reliability.machine.run import STEPS as A_RUN, explore, hunt
from tests.reliability.machine.stage import Stage, watch

STEPS = {"small": 500, "full": 100_000}
# The small scale looks only for some that show at once.
QUICK = (
    "two workers take the same row: the claim does not look at its state",
    "a POST is repeated when the lease of its worker has run out",
    "a row is committed before its file is durable",
)
HUNTED = {"small": QUICK, "full": tuple(BUGS)}
RUNS = 20  # with one seed, at most
STUCK = 3  # seeds that lead nowhere
PATIENCE = 60.0  # seconds of a core


def measure(scale: str) -> Iterator[Figure]:
    stage = new_stage()
    first = 1 if scale == "small" else random.randrange(10**6)
    sys.stderr.write(f"R0 begins with seed {first}\n")
    broken = explored(stage, first, STEPS[scale])
    yield Figure("R0", "random steps of the state machine on the real models", stage.steps, "steps", key="steps")
    yield wrong("R0", "runs that broke a rule", broken, "counter_examples")
    yield from hunted(stage, HUNTED[scale], first)


def hunted(stage: Stage, names: Sequence[str], seed: int) -> Iterator[Figure]:
    times = {name: hunt(stage, BUGS[name], seconds=PATIENCE, seed=seed) for name in names}
    for name, taken in times.items():
        sys.stderr.write(f"R0 {'not found' if taken is None else f'found in {taken:.1f} s'}: {name}\n")
    what = f"mistakes put into the studio, of {len(BUGS)} that are known"
    yield Figure("R0", what, len(times), "mistakes", key="mistakes")
    yield wrong("R0", "mistakes that the machine did not find", list(times.values()).count(None), "mistakes_not_found")
    slowest = max(PATIENCE if taken is None else taken for taken in times.values())
    yield Figure("R0", "time of a core for the slowest of them", slowest, "s", PATIENCE, "slowest_find")


def new_stage() -> Stage:
    call_command("migrate", verbosity=0)
    by = create_user(email="bob@example.com", password="only-for-the-proof")
    project = create_project(name="Spring campaign", by=by)
    session = create_session(project=project, kind=SessionKind.IMAGE, name="Posters", by=by)
    watch()
    return Stage(session, by, a_still(session))


def explored(stage: Stage, seed: int, steps: int) -> int:
    """How many of the seeds led to something wrong. Raises what keeps every machine from its first step."""
    broken = stuck = 0
    while stage.steps < steps:
        before = stage.steps
        try:
            explore(stage, examples=min(RUNS, 1 + (steps - before) // A_RUN), seed=seed)
        except Exception:
            sys.stderr.write(f"R0 broken with seed {seed}:\n{traceback.format_exc()}\n")
            broken += 1
            stuck = 0 if stage.steps > before else stuck + 1
            if stuck == STUCK:
                raise
        seed += 1
    return broken
