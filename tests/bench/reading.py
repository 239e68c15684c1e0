"""What pages and lists read, measured inside a process of the studio: `manage.py shell -c` runs `answer()`."""

import gzip
import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import cycle
from typing import Any

from django.db import connection
from django.db.models import Max
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from generations.api import reading
from generations.api.serializers import OutputSerializer
from generations.models import Generation, Output
from projects.models import Session
from tests.bench.raw import raw_page
from tests.bench.seeding import grow, home, reader, visitor
from tests.figures import percentile

WARM = 1
CARDS = 50
# The page of the API that holds what the gallery shows.
PAGE = 60
# What is asked of the library: by somebody in every project, and by somebody in the oldest of them only.
LIBRARY = {
    "whole": "/library/",
    "newest": "/library/items/",
    "oldest": "/library/items/?before=",
    "liked": "/library/?rating=1",
    "frequent": "/library/items/?q=lighthouse",
    "rare": "/library/items/?q=777",
    "phrase": "/library/items/?q=%22lighthouse+at+dawn%22",
    "nothing": "/library/items/?q=unicorn",
}
ANSWERS: dict[str, Callable[[int], dict[str, float]]] = {}


def answer(projects: int, names: Sequence[str], rounds: int) -> None:
    """As JSON, of a library that has been made so large first."""
    grow(projects)
    found = {name: ANSWERS[name](rounds) for name in names}
    sys.stdout.write(json.dumps({f"{name} {key}": value for name in names for key, value in found[name].items()}))


def session(rounds: int) -> dict[str, float]:
    """A gallery's first page as a whole, and its cards alone: the newest ones and the oldest ones."""
    session, browser = home(), _browser()
    whole, newest = f"/sessions/{session.pk}/", f"/sessions/{session.pk}/items/"
    oldest = f"{newest}?before={_sixtieth(session)}"
    times = _in_turns(rounds, *[partial(_page, browser, url) for url in (whole, newest, oldest)])
    measured = dict(zip(("whole", "newest", "oldest"), times, strict=True))
    return {"outputs": Output.objects.count(), **_size_of(browser, whole), **measured}


def api(rounds: int) -> dict[str, float]:
    """The same as JSON: over the whole of Django, its rows and their JSON alone, and by one statement of SQL."""
    browser, user, pk = _browser(), reader(), home().pk
    rows = reading.outputs(user).visible_to(user).filter(generation__session=pk).order_by("-pk")
    times = _in_turns(
        rounds,
        lambda: _page(browser, f"/api/outputs/?session={pk}&limit={PAGE}"),
        lambda: json.dumps(OutputSerializer(rows[:PAGE], many=True).data, default=str),
        lambda: raw_page(user.pk, pk, PAGE),
    )
    return dict(zip(("request", "rows", "raw"), times, strict=True))


def library(rounds: int) -> dict[str, float]:
    """The library's pages, what is found by a search, and a rating that is another one each time."""
    browser, visiting, values = _browser(), _browser(visitor()), cycle((1, -1))
    oldest = Output.objects.order_by("pk").values_list("pk", flat=True)[60]
    pages = [partial(_page, browser, f"{url}{oldest}" if url.endswith("=") else url) for url in LIBRARY.values()]
    whole, rated = LIBRARY["whole"], f"/api/outputs/{oldest}/rating/"
    rate = lambda: _put(browser, rated, {"value": next(values)})  # noqa: E731 - one of many
    times = _in_turns(rounds, *pages, partial(_page, visiting, whole), rate)
    return {**_size_of(browser, whole), **dict(zip([*LIBRARY, "visited", "rating"], times, strict=True))}


def iterations(rounds: int) -> dict[str, float]:
    """The videos of a still and the same rows by their keys; counts of many stills at once, and one by one:

    by a query for each, and by a request to the API for each.
    """
    stills = list(Output.objects.filter(generation__session=home()).values_list("pk", flat=True)[:CARDS])
    still = Output.objects.get(pk=stills[0])
    rows = [row.pk for row in reading.iterations_of(still, reader())]
    counts = "pk", "iteration_count", "latest_iteration_state"
    browser, user = _browser(), reader()
    names = "keys", "list", "at_once", "queries", "requests"
    times = _in_turns(
        rounds,
        lambda: list(reading.generations(user).select_related("session").filter(pk__in=rows)),
        lambda: list(reading.iterations_of(still, user)),
        lambda: list(Output.objects.filter(pk__in=stills).with_iterations().values_list(*counts)),
        lambda: [Output.objects.filter(pk=pk).with_iterations().values_list(*counts).get() for pk in stills],
        lambda: [_page(browser, f"/api/outputs/{pk}/video-iterations/") for pk in stills],
    )
    return {"rows": len(rows), **dict(zip(names, times, strict=True))}


def _browser(user: User | None = None) -> Client:
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(user or reader())
    return browser


def _size_of(browser: Client, url: str) -> dict[str, float]:
    with CaptureQueriesContext(connection) as queries:
        html = _page(browser, url)
    return {"queries": len(queries), "cards": html.count(b'class="card"'), "bytes": len(gzip.compress(html))}


def _sixtieth(session: Session) -> int:
    oldest = Generation.objects.filter(session=session).order_by("pk").values("pk")[:60]
    return int(Generation.objects.filter(pk__in=oldest).aggregate(last=Max("pk"))["last"]) + 1


def _page(browser: Client, url: str) -> bytes:
    response = browser.get(url)
    if response.status_code != 200:
        raise RuntimeError(f"{url} answered {response.status_code}")
    return response.content


def _put(browser: Client, url: str, body: dict[str, int]) -> None:
    response = browser.put(url, body, content_type="application/json")
    if response.status_code != 200:
        raise RuntimeError(f"{url} answered {response.status_code}")


def _in_turns(rounds: int, *calls: Callable[[], Any]) -> Iterable[float]:
    """p50 of each, in ms: what else the machine does meets all of them alike."""
    times: list[list[float]] = [[] for _ in calls]
    for _ in range(WARM + rounds):
        for call, taken in zip(calls, times, strict=True):
            begin = time.perf_counter()
            call()
            taken.append(1000 * (time.perf_counter() - begin))
    return [percentile(taken[WARM:], 0.5) for taken in times]


ANSWERS |= {"session": session, "api": api, "library": library, "iterations": iterations}
