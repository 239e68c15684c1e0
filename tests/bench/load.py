"""P8: everything at once: sockets that wait, generations in flight, and pages asked for at a steady pace."""

import asyncio
import time
from urllib.parse import urlsplit

import httpx

from tests.bench.drawing import signed_in
from tests.bench.push_clients import Crowd
from tests.bench.push_servers import Server
from tests.bench.usage import Usage
from tests.figures import Figure, percentile
from tests.studios import ACTIVE, ENDLESS, SENDING, Studio

SOCKETS = {"small": 50, "full": 2000}
WAITS = {"small": 10, "full": 200}
# Pages a second: the pace of the aim, and one that a studio with one web process is meant to hold.
RATES = {"small": (5,), "full": (10, 50)}
SECONDS = {"small": 2, "full": 10}
CONNECTED = 240  # seconds at most until all sockets are open
PICTURES = {"small": 6, "full": 60}
DRAWN = "waves [[sim:queue=0]] [[sim:run=0]] [[sim:same]]"


def measure(studio: Studio, scale: str) -> list[Figure]:
    gallery = studio.program.new_session()
    batches = [
        studio.program.ask(gallery, DRAWN, "fal-z-image-turbo", variants=PICTURES[scale])["batch"]["id"],
        studio.program.ask(studio.session, ENDLESS, "fal-z-image-turbo", variants=min(100, WAITS[scale]))["batch"][
            "id"
        ],
    ]
    if WAITS[scale] > 100:
        batches.append(studio.ask(ENDLESS, variants=WAITS[scale] - 100)["batch"]["id"])
    studio.wait_while(ACTIVE, batches[:1])
    studio.wait_while(SENDING, batches[1:])
    with signed_in(studio) as browser:
        cookies = dict(browser.cookies)
    crowded = f"{SOCKETS[scale]:,} sockets, {WAITS[scale]} in flight"
    figures = []
    for rate in RATES[scale]:
        times, errors = asyncio.run(_loaded(studio, f"/sessions/{gallery}/", cookies, scale, rate))
        figures += _figures(f"{crowded}, {rate} gallery pages a second", times, errors)
    memory = sum(Usage.of(process.pid).shared for process in studio.processes.running if process.poll() is None)
    for batch in batches[1:]:
        studio.program.post(f"batches/{batch}/cancel")
    studio.wait_while(ACTIVE, batches)
    return [*figures, Figure("P8", "memory of the application (PSS)", memory / 1e6, "MB", 1500)]


def _figures(what: str, times: list[float], errors: int) -> list[Figure]:
    return [
        Figure("P8", f"{what}: page, p50", percentile(times, 0.5), "ms"),
        Figure("P8", f"{what}: page, p95", percentile(times, 0.95), "ms", 150),
        Figure("P8", f"{what}: errors", errors, aim=0),
    ]


async def _loaded(studio: Studio, page: str, cookies: dict[str, str], scale: str, rate: int) -> tuple[list[float], int]:
    port = urlsplit(studio.url).port or 80
    here = Server("idle", port, "", f"session:{studio.session}", f"Authorization: Bearer {studio.token}\r\n")
    async with asyncio.timeout(CONNECTED):
        crowd = await Crowd(here).grow(SOCKETS[scale])
    async with httpx.AsyncClient(base_url=studio.url, cookies=cookies, timeout=60) as browser:
        begin = time.perf_counter()
        asked = (_asked(browser, page, begin + n / rate) for n in range(rate * SECONDS[scale]))
        times = await asyncio.gather(*asked)
    cut = sum(client.transport.is_closing() for client in crowd.clients)
    await crowd.shrink()
    return [taken for taken, good in times if good] or [0.0], cut + sum(not good for _, good in times)


async def _asked(browser: httpx.AsyncClient, page: str, moment: float) -> tuple[float, bool]:
    """From the moment when it was to be asked for: who waits for a slow answer waits as a person would."""
    await asyncio.sleep(moment - time.perf_counter())
    try:
        good = (await browser.get(page)).status_code == 200
    except httpx.HTTPError:
        good = False
    return 1000 * (time.perf_counter() - moment), good
