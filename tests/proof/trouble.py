"""R6: pages that are cut off again and again, while Redis, PostgreSQL and the web servers come and go.

Whatever happened meanwhile, afterwards each page shows what a fresh one shows, and what was under way has ended.
"""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from itertools import cycle
from random import Random

from tests.figures import Figure, percentile, wrong
from tests.proof.money.world import say
from tests.proof.trouble_pages import Page, Tally
from tests.proof.trouble_people import People
from tests.proof.trouble_rest import FINISHED_WITHIN, Found, look
from tests.proof.trouble_studio import Embedded, Production, Studio
from tests.proof.trouble_views import batch_view, project_view, session_view, user_view

ID = "R6"
SEED = 20261121
PROJECTS, SESSIONS, PEOPLE = 2, 4, 6
CATCH_UP = 1.0
STEADY = 1e9


@dataclass(frozen=True)
class Scale:
    """In each phase every fault strikes `strikes` times, and pages are cut off until it was their share."""

    pages: int
    disconnects: int
    phases: int
    strikes: int
    # Seconds: between two cuts of a page, and between two faults.
    lifetime: float
    pause: float
    hurry: bool = False


SCALES: dict[str, dict[type[Studio], Scale]] = {
    "small": {Production: Scale(pages=18, disconnects=200, phases=2, strikes=1, lifetime=0.3, pause=0.3, hurry=True)},
    "full": {
        Production: Scale(pages=48, disconnects=10_000, phases=11, strikes=2, lifetime=0.8, pause=2.0),
        Embedded: Scale(pages=16, disconnects=1_000, phases=10, strikes=1, lifetime=0.8, pause=4.0),
    },
}


def measure(scale: str) -> Iterator[Figure]:
    seed = SEED if scale == "small" else time.time_ns() % 10**9
    say(f"{ID} {scale}, seed {seed}")
    for kind, chosen in SCALES[scale].items():
        random = Random(seed)
        with kind(random) as studio:
            aim = CATCH_UP if scale == "full" else None
            for figure in asyncio.run(_prove(studio, chosen, random, aim)):
                yield replace(figure, on=studio.topology, key=figure.key if kind is Production else "")


async def _prove(studio: Studio, scale: Scale, random: Random, aim: float | None) -> list[Figure]:
    people, tally, struck, found = People(studio.addresses, studio.token, random), Tally(), Counter[str](), Found()
    await people.move_in(PROJECTS, SESSIONS)
    rough = asyncio.Event()
    pages = [_page(number, studio, people, tally, rough) for number in range(scale.pages)]
    async with _open(pages, random, scale.lifetime):
        begin = time.monotonic()
        for phase in range(1, scale.phases + 1):
            rough.set()
            async with _busy(people, scale.pause):
                await _strike(studio, scale, struck)
                await _cut_off(tally, scale.disconnects * phase / scale.phases)
            rough.clear()
            await look(studio, pages, found, hurry=scale.hurry)
            seconds = time.monotonic() - begin
            counters = (struck, tally.counts, people.done, people.repeated)
            say(f"{studio.topology}, phase {phase} after {seconds:.1f} s:", *map(dict, counters))
    await people.close()
    found.gaps += tally.wrong
    found.say()
    return list(_figures(tally, struck, people, found, aim))


def _page(number: int, studio: Studio, people: People, tally: Tally, rough: asyncio.Event) -> Page:
    """What a person has open: a session with one of its batches, a project, or all projects."""
    session = people.sessions[2 * number % len(people.sessions)]
    batch = people.batches[number % len(people.batches)]
    views = [
        [session_view(session)],
        [project_view(people.projects[number % PROJECTS]), user_view(people.user)],
        [batch_view(batch), session_view(session)],
    ][number % 3]
    return Page(f"page {number}", studio.addresses, studio.token, views, tally, rough)


@asynccontextmanager
async def _open(pages: list[Page], random: Random, lifetime: float) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as group:
        # Some are never cut off: only the studio itself can tell these what they have missed.
        lifetimes = cycle([STEADY, *[lifetime] * 3])
        tasks = [group.create_task(page.live(random, next(lifetimes))) for page in pages]
        yield
        for task in tasks:
            task.cancel()


@asynccontextmanager
async def _busy(people: People, pause: float) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(people.act(pause)) for _ in range(PEOPLE)]
    yield
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _strike(studio: Studio, scale: Scale, struck: Counter[str]) -> None:
    coming = list(studio.faults) * scale.strikes
    studio.random.shuffle(coming)
    for name in coming:
        await asyncio.sleep(studio.random.uniform(0.5, 1.5) * scale.pause)
        await asyncio.to_thread(studio.faults[name])
        struck[name] += 1


async def _cut_off(tally: Tally, count: float) -> None:
    """Until pages were cut off so often in all."""
    while True:
        missing = count - tally.counts["disconnects"]
        if missing <= 0:
            break
        await asyncio.sleep(missing / 1000)


def _figures(tally: Tally, struck: Counter[str], people: People, found: Found, aim: float | None) -> Iterator[Figure]:
    yield Figure(ID, "pages cut off", tally.counts["disconnects"], key="disconnects")
    for name, count in sorted(struck.items()):
        yield Figure(ID, name, count, key=name.lower().replace(" ", "_"))
    yield Figure(ID, "things that people did meanwhile", people.done.total())
    yield Figure(ID, "views of pages compared with fresh ones", found.looks)
    yield wrong(ID, "views that differed from a fresh one", len(found.states), key="wrong_states")
    yield wrong(ID, "changes missed without a word", len(found.gaps), key="silent_gaps")
    yield wrong(ID, "work that had not ended 30 s after the trouble", len(found.unfinished), key="unfinished")
    yield Figure(ID, "all work had ended, after the trouble at most", found.finished_after, "s", FINISHED_WITHIN)
    yield Figure(ID, "all pages showed it, after that at most", found.settled_after, "s")
    yield Figure(ID, "connecting until all is shown, p95", percentile(tally.catch_ups, 0.95), "s", aim)
