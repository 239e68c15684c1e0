"""R1: paid attempts while the studio's processes die, freeze and lose answers. Bill, rows and files agree."""

import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

from django.conf import settings

from generations.work import tidying
from tests.figures import Figure, wrong
from tests.proof.money import checks, faults, traces
from tests.proof.money.asking import PAID, Asking
from tests.proof.money.faults import Fault
from tests.proof.money.world import World, say

ID = "R1"
SEED = 20261121
# Of what is wrong so many are printed.
SHOWN = 5
# Longer than a file may wait for its row.
LONG_AGO = 2 * tidying.MEDIA_KEPT


@dataclass(frozen=True)
class Scale:
    """`least` of each must have happened before it is over, unless `seconds` are."""

    attempts: int
    in_flight: int
    seconds: float
    always: tuple[Fault, ...]
    sometimes: tuple[Fault, ...] = ()
    at_once: int = 0
    rounds: int = 1
    hurry: bool = False


SCALES = {
    "small": Scale(
        attempts=150,
        in_flight=80,
        seconds=30,
        always=(
            faults.crashes(0.3),
            faults.kills(2),
            faults.lapses(1.5),
            faults.freezes((0.5, 1.0)),
            faults.thieves(),
            faults.flushes(1.5),
            faults.people(0.3),
        ),
        hurry=True,
    ),
    "full": Scale(
        attempts=10_000,
        in_flight=150,
        seconds=2_200,
        always=(faults.crashes(0.2), faults.crashes(0.2), faults.freezes(faults.NAPS), faults.freezes(faults.NAPS)),
        sometimes=(
            faults.kills(1.5),
            faults.freezes(faults.NAPS),
            faults.thieves(),
            faults.flushes(4),
            faults.people(0.3),
            faults.web_kills(8),
        ),
        at_once=4,
        rounds=12,
    ),
}


def measure(scale: str) -> Iterator[Figure]:
    chosen = SCALES[scale]
    seed = SEED if scale == "small" else time.time_ns() % 10**9
    say(f"{ID} {scale}, seed {seed}")
    with World(seed) as world:
        traces.install(world)
        asking, found = Asking(world.random), Counter[str]()
        for number in range(chosen.rounds):
            work(world, asking, chosen, chosen.attempts * (number + 1) // chosen.rounds)
            rest(world, chosen)
            found |= look_for_what_is_wrong(world)
            say(f"round {number + 1}: {paid(world)} attempts, {dict(world.struck)}, wrong {dict(found)}")
        yield from figures(world, found)


def paid(world: World) -> int:
    sql = "SELECT count(*) AS n FROM generations_generation WHERE provider = ANY(%s)"
    return int(world.rows(sql, list(PAID))[0]["n"])


def work(world: World, asking: Asking, scale: Scale, attempts: int) -> None:
    """People ask for more as soon as there is room, while everything goes wrong that was chosen for this round."""
    chosen = [*scale.always, *world.random.sample(scale.sometimes, scale.at_once)]
    with ExitStack() as stack:
        for fault in chosen:
            stack.enter_context(fault(world))
        while (missing := attempts - paid(world)) > 0:
            if active(world) < scale.in_flight:
                ask(world, asking, missing)
            time.sleep(0.05)
        while active(world) > scale.in_flight // 4:
            time.sleep(0.1)


def active(world: World) -> int:
    sql = "SELECT count(*) AS n FROM generations_generation WHERE state = ANY(%s)"
    return int(world.rows(sql, list(checks.ACTIVE))[0]["n"])


def ask(world: World, asking: Asking, most: int) -> None:
    order = asking.order(most)
    made = world.insist("generations", session=world.session, models=order.models, prompts=order.prompts)
    world.asked |= {row["id"] for row in made["generations"]}
    world.struck.update(order.faults)


def rest(world: World, scale: Scale) -> None:
    """Nothing is done to it any more. In a hurry the leases of those who died are not waited for."""
    end = time.monotonic() + 120
    while (left := checks.open_rows(world)) and time.monotonic() < end:
        if scale.hurry:
            world.leases_run_out()
        time.sleep(1)
    for row in left[:SHOWN]:
        say("not at rest:", row)


def look_for_what_is_wrong(world: World) -> Counter[str]:
    every = checks.accounts(world)
    total, accounts = checks.ledger(every)
    before = checks.orphaned_files(world)
    world.struck["files without a row before tidying"] += len(before)
    tidy_long_after()
    found = {
        "lost": list(checks.lost(world, every)),
        "submitted_twice": list(checks.submitted_twice(every)),
        "completed_twice": traces.completed_twice(world),
        "never_completed": [*checks.never_completed(world, every), *traces.never_completed(world)],
        "missing_files": list(checks.missing_files(world)),
        "orphaned_files": checks.orphaned_files(world),
        "unresolved": list(checks.unresolved(every)),
        "gaps": traces.gaps(world),
        "accounts": accounts,
    }
    for name, rows in found.items():
        for row in rows[:SHOWN]:
            say(f"{name}: {row}")
    world.lost_for_good = checks.lost_for_good(every)
    return Counter({name: len(rows) for name, rows in found.items()} | {"ledger_difference": abs(round(total, 2))})


def tidy_long_after() -> None:
    """As if what is there now had been there for hours: then the product itself finds what no row names."""
    then = time.time() - LONG_AGO
    for path in settings.MEDIA_ROOT.rglob("*"):
        if path.is_file():
            os.utime(path, (then, then))
    for number in range(tidying.FOLDERS):
        tidying.sweep_media(number)


WRONG = {
    "lost": "generations or payments that nobody knows of",
    "submitted_twice": "generations that were sent and billed more than once",
    "completed_twice": "generations or batches that ended twice",
    "never_completed": "generations or batches that never ended, or lost what was made",
    "missing_files": "outputs without their whole file",
    "orphaned_files": "files without a row after tidying",
    "ledger_difference": "our costs and the provider's bill differ by, USD",
    "unresolved": "paid requests that stayed unknown though the provider can tell",
}


def figures(world: World, found: Counter[str]) -> Iterator[Figure]:
    kills = sum(count for name, count in world.struck.items() if name.startswith("SIGKILL"))
    yield Figure(ID, "paid attempts", paid(world), key="attempts")
    yield Figure(ID, "processes killed with SIGKILL", kills, key="kills")
    for key, what in WRONG.items():
        yield wrong(ID, what, float(found[key]), key)
    yield wrong(ID, "topics whose revisions have a gap", found["gaps"])
    yield wrong(ID, "accounts that differ from the bill", found["accounts"])
    yield Figure(ID, "answers of OpenAI lost for good, shown as unknown", world.lost_for_good)
    for name, count in sorted(world.struck.items()):
        yield Figure(ID, name, count)
