"""P10: pictures and clips of this machine's own engine, and the pages while it draws."""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import httpx

from tests.figures import Figure, percentile
from tests.studios import ACTIVE, EMAIL, PASSWORD, Studio

ROUNDS = {"small": 1, "full": 3}
PAGES = {"small": 10, "full": 200}
# How many models are tried; a small run makes no clips, and where they are drawn makes no difference.
MODELS = {"small": 1, "full": 99}
CLIPS = {"small": False, "full": True}
PAUSE = 0.05
SQUARE = {"aspect_ratio": "1:1", "resolution": "1k"}
PROMPT = "a lighthouse by the sea at dawn"


def measure(studio: Studio, scale: str) -> list[Figure]:
    models = [key for key, source in _local(studio, "image") if source != "required"][: MODELS[scale]]
    here = studio.session
    _seconds(studio, models[0], here, **SQUARE)  # the first one reads everything from the disk
    rounds = range(ROUNDS[scale])
    seconds = {model: statistics.median(_seconds(studio, model, here, **SQUARE) for _ in rounds) for model in models}
    slowest = max(seconds, key=lambda model: seconds[model])
    with signed_in(studio) as browser:
        idle = [_page(studio, browser) for _ in range(PAGES[scale])]
        meanwhile = _pages_meanwhile(studio, browser, models, PAGES[scale])
    ratio = percentile(meanwhile, 0.95) / percentile(idle, 0.95)
    return [
        Figure("P10", f"a picture of 1024 x 1024, slowest model ({slowest})", seconds[slowest], "s", 2),
        Figure("P10", "the same, median of all local models", statistics.median(seconds.values()), "s"),
        Figure("P10", "gallery page while nothing is drawn, p95", percentile(idle, 0.95), "ms"),
        Figure("P10", "gallery page while the engine is busy, p95", percentile(meanwhile, 0.95), "ms"),
        Figure("P10", "busy to idle", ratio, "", 1.5),
        *(_clips(studio, scale) if CLIPS[scale] and studio.topology == "embedded" else ()),
    ]


def _clips(studio: Studio, scale: str) -> Iterator[Figure]:
    project = studio.program.get(f"sessions/{studio.session}/")["project"]
    session = studio.program.post("sessions", project=project, kind="video", name="Clips")["id"]
    still = studio.program.get(f"outputs/?session={studio.session}")["results"][0]["id"]
    film = {"aspect_ratio": "16:9", "resolution": "720p", "duration": 5}
    for model, source in _local(studio, "video"):
        order = film if source == "no" else {**film, "source_output": still}
        taken = min(_seconds(studio, model, session, **order) for _ in range(ROUNDS[scale]))
        yield Figure("P10", f"a clip of 5 s at 720p ({model}), quickest", taken, "s", 4)


def _local(studio: Studio, kind: str) -> list[tuple[str, str]]:
    rows = studio.program.get(f"models/?kind={kind}")
    return [(row["key"], row["inputs"]["source"]) for row in rows if row["provider"] == "local"]


@contextmanager
def signed_in(studio: Studio) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=studio.url, timeout=60) as browser:
        browser.get("/accounts/login/").raise_for_status()
        form = {"login": EMAIL, "password": PASSWORD, "csrfmiddlewaretoken": browser.cookies["csrftoken"]}
        browser.post("/accounts/login/", data=form)
        yield browser


def _seconds(studio: Studio, model: str, session: int, **order: Any) -> float:
    """From the commit of the click until the file is stored."""
    row = studio.program.ask(session, PROMPT, model, **order)["generations"][0]
    while row["state"] in ACTIVE.split():
        time.sleep(0.1)
        row = studio.program.get(f"generations/{row['id']}/")
    if row["state"] != "succeeded":
        raise RuntimeError(f"{model} ended as {row['state']}: {row['error']}")
    return (_moment(row["finished_at"]) - _moment(row["created_at"])).total_seconds()


def _pages_meanwhile(studio: Studio, browser: httpx.Client, models: list[str], count: int) -> list[float]:
    """While every slot of the engine draws all the time: what is asked for lasts longer than the pages do."""
    asked = [studio.ask(PROMPT, model=model, variants=max(4, count // 10), **SQUARE)["batch"]["id"] for model in models]
    times = [_page(studio, browser) for _ in range(count)]
    if not _running(studio):
        raise RuntimeError("The engine was faster than the pages; ask for more pictures.")
    for batch in asked:
        studio.program.post(f"batches/{batch}/cancel")
    return times


def _page(studio: Studio, browser: httpx.Client) -> float:
    begin = time.perf_counter()
    browser.get(f"/sessions/{studio.session}/").raise_for_status()
    taken = time.perf_counter() - begin
    time.sleep(PAUSE)
    return 1000 * taken


def _running(studio: Studio) -> list[Any]:
    return [row for state in ACTIVE.split() for row in studio.program.get(f"generations/?state={state}")["results"]]


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
