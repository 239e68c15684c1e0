"""What is done to the studio while it works. Each fault is active for as long as its block lasts."""

import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from itertools import cycle
from random import Random
from threading import Event

import httpx
from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

from generations.states import ACTIVE, RETRIABLE
from generations.work.leases import LEASE
from tests.proof.money.crew import KILLED
from tests.proof.money.world import World, say

Fault = Callable[[World], AbstractContextManager[None]]

CRASH_POINTS = (
    *("after_claim", "before_post", "after_post", "after_answer"),
    *("after_fetch", "after_files", "before_commit", "after_commit"),
)
# Somebody who wakes up between its claim and its POST must find that another one has sent it.
FREEZING_POINTS = ("after_claim", "after_claim", "after_claim", *CRASH_POINTS, "")
# Seconds; a lease is 15. Each is as likely.
NAPS = (0.2, 0.5, 1, 2, 4, 8, 17)
# For so long a worker works before it stands still, and so often.
WORKS, AGAIN = 2, 4
# Doorbells that somebody in between takes: how many come of each of them.
FATES = {"messages dropped": 0, "messages duplicated": 2, "": 1}
LIKELY = (1, 1, 4)
QUEUE = "celery"


@contextmanager
def again_and_again(act: Callable[[Callable[[float], bool]], None]) -> Iterator[None]:
    """In a thread of its own until the block ends. `act` gets a sleep that says whether that is now."""
    over = Event()

    def run() -> None:
        while not over.is_set():
            act(over.wait)

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(run)
        try:
            yield
        finally:
            over.set()
        done.result()


def crashes(pause: float) -> Fault:
    """One worker more, which dies at the next of the named points; then the next one."""

    @contextmanager
    def fault(world: World) -> Iterator[None]:
        start = world.random.randrange(len(CRASH_POINTS))
        points = cycle(CRASH_POINTS[start:] + CRASH_POINTS[:start])

        def act(over: Callable[[float], bool]) -> None:
            point = next(points)
            pid = world.crew.worker(point, threads=4)
            while (status := world.crew.status(pid)) is None and not over(0.1):
                pass
            if status is None and world.crew.kill(pid):
                world.struck["SIGKILL at random"] += 1
            elif status == KILLED:
                world.struck[f"SIGKILL {point}"] += 1
            elif status is not None:
                say(f"a worker ended by itself with {status}: {world.crew.last_words('worker')}")
                world.struck["workers that ended by themselves"] += 1
            over(pause)

        with again_and_again(act):
            yield

    return fault


def kills(pause: float) -> Fault:
    """Of those that are meant to live; another takes its place."""

    @contextmanager
    def fault(world: World) -> Iterator[None]:
        random = Random(world.random.random())

        def act(over: Callable[[float], bool]) -> None:
            if over(random.uniform(0.5, 1.5) * pause):
                return
            victim = random.choice(world.crew.workers)
            world.crew.workers.remove(victim)
            world.crew.hire()
            world.struck["SIGKILL at random"] += world.crew.kill(victim)

        with again_and_again(act):
            yield

    return fault


def freezes(naps: tuple[float, ...], *, lapse: bool = False) -> Fault:
    """One worker more, which stands still after a while or at a named point, wakes up and works on.

    With `lapse` it seems to have slept for longer than its leases: others take its rows over while it wakes up.
    """

    @contextmanager
    def fault(world: World) -> Iterator[None]:
        random, crew = Random(world.random.random()), world.crew

        def act(over: Callable[[float], bool]) -> None:
            point = random.choice(FREEZING_POINTS)
            pid = crew.worker(f"{point}:SIGSTOP" if point else "", threads=16)
            end = time.monotonic() + WORKS
            while time.monotonic() < end and not crew.is_frozen(pid) and not over(0.1):
                pass
            for number in range(random.randint(1, AGAIN)):
                if number:
                    over(random.random())
                _nap(world, pid, random.choice(naps), over, lapse=lapse)
            over(random.random())
            world.struck["SIGKILL at random"] += crew.kill(pid)

        with again_and_again(act):
            yield

    return fault


def _nap(world: World, pid: int, seconds: float, over: Callable[[float], bool], *, lapse: bool) -> None:
    world.crew.signal(pid, signal.SIGSTOP)
    began = time.monotonic()
    if lapse:
        world.leases_run_out()
    over(seconds)
    world.crew.signal(pid, signal.SIGCONT)
    world.struck["SIGSTOP"] += 1
    longer = lapse or time.monotonic() - began > LEASE.total_seconds()
    world.struck["SIGSTOP for longer than a lease"] += longer


def lapses(pause: float) -> Fault:
    """All leases run out, also of those who live: two work on one row then, and the fence decides."""

    @contextmanager
    def fault(world: World) -> Iterator[None]:
        def act(over: Callable[[float], bool]) -> None:
            if not over(pause):
                world.leases_run_out()
                world.struck["leases cut short"] += 1

        with again_and_again(act):
            yield

    return fault


def thieves(share: float = 1.0) -> Fault:
    """Somebody in the line for doorbells drops some and hands others on twice."""

    @contextmanager
    def fault(world: World) -> Iterator[None]:
        random, broker = Random(world.random.random()), Redis.from_url(settings.REDIS_URL)

        def act(over: Callable[[float], bool]) -> None:
            try:
                if taken := broker.brpop([QUEUE], timeout=0.2):
                    fate = random.choices(list(FATES), LIKELY)[0]
                    for _ in range(FATES[fate]):
                        broker.lpush(QUEUE, taken[1])
                    if fate:
                        world.struck[fate] += 1
            except RedisError:
                pass  # somebody else is cutting it off
            over(0.02 / share)

        with again_and_again(act):
            yield

    return fault


def flushes(pause: float) -> Fault:
    """Redis forgets everything."""

    @contextmanager
    def fault(world: World) -> Iterator[None]:
        random, broker = Random(world.random.random()), Redis.from_url(settings.REDIS_URL)

        def act(over: Callable[[float], bool]) -> None:
            if not over(random.uniform(0.5, 1.5) * pause):
                broker.flushall()
                world.struck["FLUSHALL"] += 1

        with again_and_again(act):
            yield

    return fault


def web_kills(pause: float) -> Fault:
    """What people and providers talk to dies, and is there again a moment later."""

    @contextmanager
    def fault(world: World) -> Iterator[None]:
        random = Random(world.random.random())

        def act(over: Callable[[float], bool]) -> None:
            if not over(random.uniform(0.5, 1.5) * pause):
                world.struck["SIGKILL of the web process"] += world.crew.kill(world.web_pid)
                world.start_web()

        with again_and_again(act):
            yield

    return fault


def people(pause: float) -> Fault:
    """They cancel what runs, and ask once more for what ended badly."""
    wishes = {
        "cancel": "SELECT id FROM generations_generation WHERE state = ANY(%s)",
        "retry": "SELECT id FROM generations_generation g WHERE state = ANY(%s) AND NOT EXISTS"
        " (SELECT 1 FROM generations_generation r WHERE r.retry_of_id = g.id)",
    }
    states = {"cancel": ACTIVE, "retry": RETRIABLE}

    @contextmanager
    def fault(world: World) -> Iterator[None]:
        random = Random(world.random.random())

        def act(over: Callable[[float], bool]) -> None:
            if over(random.uniform(0.5, 1.5) * pause):
                return
            wish = random.choice(list(wishes))
            rows = world.rows(f"{wishes[wish]} ORDER BY id", [state.value for state in states[wish]])
            if not rows:
                return
            pk = random.choice(rows)["id"]
            try:
                answer = world.program.send(f"generations/{pk}/{wish}", {})
            except httpx.TransportError:
                return  # the studio is away
            world.struck[f"asked to {wish}"] += answer.is_success

        with again_and_again(act):
            yield

    return fault
