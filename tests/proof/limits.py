"""R7: what limits spending, while many reach for the last of it. The studio keeps no budgets of money.

What holds spending back: a click counts once, a batch has at most 2,000 generations, an engine takes only so many at
once, a retry and the next turn have one winner, and nothing new begins in the trash.
"""

import random
import sys
from collections import Counter
from collections.abc import Iterator

from tests.conversations.together import racing
from tests.figures import Figure, wrong
from tests.proof.limits_races import RACES, Arena, Fault

ROUNDS = {"small": 70, "full": 10_000}
TOLD_EVERY = 1000
THREADS = 8


def measure(scale: str) -> Iterator[Figure]:
    dice = random.Random(seed := 1 if scale == "small" else random.randrange(10**6))
    sys.stderr.write(f"R7 begins with seed {seed}\n")
    found: Counter[str] = Counter()
    with racing(THREADS) as together:
        arena = Arena(together, dice)
        for number in range(ROUNDS[scale]):
            race = RACES[number % len(RACES)]
            try:
                race(arena)
            except Fault as fault:
                found[fault.kind] += 1
                sys.stderr.write(f"R7 round {number}, {race.__name__}: {fault}\n")
            if number % TOLD_EVERY == TOLD_EVERY - 1:
                sys.stderr.write(f"R7 {number + 1} races: {dict(found)}\n")
    what = "races at the limits: a click, a key, 2,000 a batch, slots of an engine, a retry, a turn, the trash"
    yield Figure("R7", what, ROUNDS[scale], "races", key="races")
    yield wrong("R7", "races in which more was made than the limit allows", found["over"], "overspent")
    yield wrong("R7", "races that ended in a deadlock or another surprise", found["surprise"], "surprises")
