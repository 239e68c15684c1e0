"""R1: paid attempts while the studio's processes die, freeze and lose answers. Bill, rows and files agree."""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial

from django.conf import settings

from generations import tasks
from generations.work import tidying
from tests.figures import Figure, wrong
from tests.proof import network
from tests.proof.money import checks, faults, traces
from tests.proof.money.asking import FAL, PAID, Asking
from tests.proof.money.faults import Fault
from tests.proof.money.relay import hand_over
from tests.proof.money.world import PATIENCE, World, say
from tests.proof.storage_faults import faulty_disk

ID = "R1"
WORKERS = 3
SEED = 20261121
# Of what is wrong so many are printed.
SHOWN = 5
# Seconds that a worker has for it.
SETTLES = 15.0
# Seconds: sooner, those who ask the provider for what was lost would leave no time for anybody else.
ASKED_AGAIN = 30.0
# Longer than a file may wait for its row.
LONG_AGO = 2 * tidying.MEDIA_KEPT


@dataclass(frozen=True)
class Scale:
    """It is over when all of `least` has happened, or after so many seconds.

    `rounds` are the parts of that which have happened at the end of each; the last `rough` of them go through proxies
    and to a disk that fails, and are dealt the faults of `sometimes` like cards. `hurry`: at rest nobody waits for the
    leases of those who died.
    """

    least: dict[str, int]
    in_flight: int
    seconds: float
    askers: int
    always: tuple[Fault, ...]
    sometimes: tuple[Fault, ...] = ()
    rounds: tuple[float, ...] = (1,)
    rough: int = 0
    hurry: bool = False


SCALES = {
    "small": Scale(
        least={"attempts": 120, "kills": 12, "SIGSTOP": 8, "lost answers": 10},
        in_flight=100,
        seconds=180,
        askers=1,
        always=(
            faults.crashes(0),
            faults.kills(1.5),
            faults.freezes((0.8, 1.1, 1.4, 1.7), lapse=True),
            faults.freezes((0.8, 1.1, 1.4, 1.7), lapse=True),
            faults.thieves(),
            faults.flushes(2),
            faults.people(0.3),
        ),
        hurry=True,
    ),
    "full": Scale(
        least={"attempts": 10_000, "kills": 1_000, "SIGSTOP": 500, "lost answers": 1_000},
        in_flight=250,
        seconds=5_400,
        askers=4,
        always=(
            *[faults.crashes(1)] * 2,
            faults.kills(4),
            faults.freezes(faults.NAPS),
            faults.freezes(faults.NAPS, lapse=True),
            faults.people(0.3),
        ),
        sometimes=(
            faults.lapses(10),
            faults.thieves(),
            faults.flushes(4),
            faults.web_kills(15),
            faulty_disk(0.05),
            network.latencies(0.01),
            network.resets(2),
            network.half_closes(4),
            network.black_holes(6, (0.5, 3)),
            network.refusals(6, (0.2, 2)),
            network.commit_cuts(0.01),
        ),
        rounds=(0.25, 0.5, 0.75, 0.8, 0.84, 0.88, 0.92, 0.96, 1),
        rough=6,
    ),
}


def measure(scale: str) -> Iterator[Figure]:
    chosen = SCALES[scale]
    seed = SEED if scale == "small" else time.time_ns() % 10**9
    say(f"{ID} {scale}, seed {seed}")
    end = time.monotonic() + chosen.seconds
    with World(seed, many=chosen.rough > 0) as world:
        traces.install(world)
        hand_over(world, FAL)
        world.crew.hire(WORKERS)
        asking, found = Asking(world.random), Counter[str]()
        calm = len(chosen.rounds) - chosen.rough
        deck = world.random.sample(chosen.sometimes, len(chosen.sometimes))
        for number, share in enumerate(chosen.rounds):
            if number == calm:
                world.get_rough()
                world.crew.hire(WORKERS)
            dealt = deck[number - calm :: chosen.rough] if number >= calm else ()
            work(world, asking, chosen, dealt, share=share, end=end)
            rest(world, hurry=chosen.hurry)
            found |= look_for_what_is_wrong(world)
            say(f"round {number + 1}: {dict(happened(world))}, {+found or 'nothing wrong'}")
        yield from figures(world, found, chosen.least)


def happened(world: World) -> Counter[str]:
    kills = sum(count for name, count in world.struck.items() if name.startswith("SIGKILL"))
    return world.struck | Counter(attempts=paid(world), kills=kills)


def paid(world: World) -> int:
    sql = "SELECT count(*) AS n FROM generations_generation WHERE provider = ANY(%s)"
    return int(world.rows(sql, list(PAID))[0]["n"])


def work(world: World, asking: Asking, scale: Scale, dealt: Sequence[Fault], *, share: float, end: float) -> None:
    """People ask for more as soon as there is room, while everything goes wrong that was dealt to this round."""
    with ExitStack() as stack:
        for fault in (*scale.always, *dealt):
            stack.enter_context(fault(world))
        for _ in range(scale.askers):
            stack.enter_context(faults.again_and_again(partial(ask, world, asking, scale, share)))
        while time.monotonic() < end:
            so_far = happened(world)
            if all(so_far[name] >= round(least * share) for name, least in scale.least.items()):
                return
            time.sleep(0.2)


def active(world: World) -> int:
    sql = "SELECT count(*) AS n FROM generations_generation WHERE state = ANY(%s)"
    return int(world.rows(sql, list(checks.ACTIVE))[0]["n"])


def ask(world: World, asking: Asking, scale: Scale, share: float, over: Callable[[float], bool]) -> None:
    """For more, if there is room."""
    if active(world) >= scale.in_flight:
        over(0.1)
        return
    with asking.lock:
        missing = round(scale.least["attempts"] * share) - paid(world)
        order, session = asking.order(max(missing, 2)), world.random.choice(world.sessions)
    try:
        made = world.insist("generations", session=session, models=order.models, prompts=order.prompts)
    except TimeoutError as error:
        say(error)
        world.struck["requests given up"] += 1
        return
    with asking.lock:
        world.asked |= {row["id"] for row in made["generations"]}
        world.struck.update(order.faults)


def rest(world: World, *, hurry: bool) -> None:
    """Nothing is done to it any more."""
    world.replace_the_dead()
    end, due = time.monotonic() + PATIENCE, 0.0
    while (left := checks.open_rows(world)) and time.monotonic() < end:
        if due < time.monotonic():
            world.asks_are_due(checks.to_be_found(world))
            due = time.monotonic() + ASKED_AGAIN
        if hurry:
            world.leases_run_out()
        time.sleep(1)
    for row in left[:SHOWN]:
        say("not at rest:", row)
    settle_the_bill(world)


def settle_the_bill(world: World) -> None:
    """As once an hour. Until then a cost is the published price."""
    every = checks.accounts(world)
    world.struck["costs that a later bill has changed"] += len(checks.ledger(every)[1])
    tasks.settle.delay()
    end = time.monotonic() + SETTLES
    while checks.ledger(checks.accounts(world))[1] and time.monotonic() < end:
        time.sleep(0.5)


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


def figures(world: World, found: Counter[str], least: dict[str, int]) -> Iterator[Figure]:
    so_far = happened(world)
    yield Figure(ID, "paid attempts", so_far["attempts"], key="attempts")
    yield Figure(ID, "processes killed with SIGKILL", so_far["kills"], key="kills")
    missing = {name: count - so_far[name] for name, count in least.items() if so_far[name] < count}
    if missing:
        say("no time was left for", missing)
    yield wrong(ID, "tries that there was no time for", sum(missing.values()))
    yield wrong(ID, "requests that were not answered for ten minutes", so_far["requests given up"])
    for key, what in WRONG.items():
        yield wrong(ID, what, float(found[key]), key)
    yield wrong(ID, "topics whose revisions have a gap", found["gaps"])
    yield wrong(ID, "accounts that differ from the bill", found["accounts"])
    yield Figure(ID, "answers of OpenAI lost for good, shown as unknown", world.lost_for_good)
    for name, count in sorted(world.struck.items()):
        yield Figure(ID, name, count)
