"""After the trouble: has everything ended, and does each page show what a fresh one shows?"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx

from tests.proof.money.world import say
from tests.proof.trouble_pages import Page
from tests.proof.trouble_views import View

FINISHED_WITHIN = 30.0
# A lost event is found out by the second of two looks at all revisions.
SETTLED_WITHIN = 10.0
POLL = 0.25


class Troubled(Protocol):
    """What is asked of the studio itself, past its pages. `hurry` does not wait for the leases of the dead."""

    addresses: list[str]
    token: str

    def unfinished(self) -> list[dict[str, Any]]: ...
    def revisions(self) -> dict[str, int]: ...
    def hurry(self) -> None: ...


@dataclass
class Found:
    """All looks together."""

    states: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)
    looks: int = 0
    # Seconds, at most: until all work had ended, and from then until all pages showed it.
    finished_after: float = 0.0
    settled_after: float = 0.0

    def say(self) -> None:
        for line in (*self.states, *self.gaps, *self.unfinished):
            say(line)


async def look(studio: Troubled, pages: Sequence[Page], found: Found, *, hurry: bool) -> None:
    begin = time.monotonic()
    while (left := await asyncio.to_thread(studio.unfinished)) and time.monotonic() - begin < FINISHED_WITHIN:
        if hurry:
            await asyncio.to_thread(studio.hurry)
        await asyncio.sleep(1 if hurry else POLL)
    finished = time.monotonic()
    behind, different = await _odd(studio, pages)
    while (behind or different) and time.monotonic() - finished < SETTLED_WITHIN:
        await asyncio.sleep(POLL)
        behind, different = await _odd(studio, pages)
    found.unfinished += [f"not finished: {row}" for row in left]
    found.gaps += behind
    found.states += different
    found.looks += sum(len(page.views) for page in pages)
    found.finished_after = max(found.finished_after, finished - begin)
    found.settled_after = max(found.settled_after, time.monotonic() - finished)


async def _odd(studio: Troubled, pages: Sequence[Page]) -> tuple[list[str], list[str]]:
    """The views that do not know all revisions; when all do, those that show something else than a fresh one."""
    revisions = await asyncio.to_thread(studio.revisions)
    views = [(page, view) for page in pages for view in page.views.values()]
    behind = [
        f"{page.name} is at {page.revs.get(view.topic)} of {view.topic}, which is at {revisions.get(view.topic)}"
        for page, view in views
        if not page.settled or page.revs.get(view.topic) != revisions.get(view.topic, 0)
    ]
    if behind:
        return behind, []
    fresh = await _fresh(studio, {view.topic: view.lists for _, view in views})
    if revisions != await asyncio.to_thread(studio.revisions):
        return ["something still changes"], []
    return [], [
        f"{page.name} shows another {view.topic}: {sorted(view.rows.items() ^ fresh[view.topic].items())[:6]}"
        for page, view in views
        if view.rows != fresh[view.topic]
    ]


async def _fresh(studio: Troubled, lists: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    async with httpx.AsyncClient(timeout=30, headers={"Authorization": f"Bearer {studio.token}"}) as http:

        async def fetch(path: str) -> Any:
            url = path if path.startswith("http") else f"{studio.addresses[0]}/api/{path}"
            return (await http.get(url)).raise_for_status().json()

        found = {}
        for topic, paths in lists.items():
            view = View(topic, paths)
            await view.read(fetch)
            found[topic] = view.rows
        return found
