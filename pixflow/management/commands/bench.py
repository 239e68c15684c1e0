"""Every figure of docs/benchmarks.md, measured now and here."""

import os
import signal
import sys
import time
import traceback
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from tests.bench import (
    batches,
    drawing,
    iterations,
    live,
    load,
    painting,
    scripts,
    scrolling,
    starting,
    turns,
    waiting,
)
from tests.bench.iterations import Library
from tests.figures import Figure, as_json, table, wrong
from tests.services import ServiceMissing
from tests.studios import Embedded, Production

Measure = Callable[..., list[Figure]]
Groups = list[tuple[str, Measure]]
Place = Callable[[str], AbstractContextManager[Any]]
Part = tuple[str, Place, Groups]

# By what they need: nothing, a library of many pictures, a studio. What restarts a studio comes last.
ALONE: Groups = [("P9", scripts.measure), ("P1", live.measure)]
LIBRARY: Groups = [("P4", iterations.measure_pages), ("P5", iterations.measure_iterations)]
WORK: Groups = [("P2", turns.measure), ("P3", waiting.measure), ("P11", batches.measure)]
PAGES: Groups = [("P1", painting.measure), ("P8", load.measure), ("P10", drawing.measure)]
FAIR: Groups = [("P11", batches.measure_fairness)]
START: Groups = [("P7", starting.measure)]
CARDS: Groups = [("P6", scrolling.measure)]


def nowhere(scale: str) -> AbstractContextManager[None]:
    return nullcontext()


def library(topology: str) -> Place:
    return lambda scale: Library(topology, scale)


def production(scale: str) -> Production:
    return Production(PIXFLOW_FAL_SLOTS=str(batches.SLOTS[scale])) if scale == "small" else Production()


def embedded(scale: str) -> Embedded:
    return Embedded(STARTS[scale])


STARTS = {"small": 1, "full": 5}
# At the small scale each is measured once, wherever it is; at the full one in both topologies.
PARTS: dict[str, list[Part]] = {
    "small": [
        ("", nowhere, ALONE),
        ("embedded", library("embedded"), LIBRARY),
        ("production", production, [*WORK, *FAIR]),
        ("embedded", embedded, [*START, *PAGES, *CARDS]),
    ],
    "full": [
        ("", nowhere, ALONE),
        ("production", library("production"), LIBRARY),
        ("embedded", library("embedded"), LIBRARY),
        ("production", production, [*PAGES, *WORK, *FAIR]),
        ("embedded", embedded, [*START, *PAGES, *WORK, *CARDS]),
    ],
}
ALL = [f"P{number}" for number in range(1, 12)]


class Command(BaseCommand):
    help = "Measure how fast and how frugal the studio is here. Times drift with what else runs; ratios do not."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", choices=("small", "full"), default="small", help="(default: %(default)s)")
        parser.add_argument("--only", nargs="+", choices=ALL, default=ALL, metavar="P3")
        parser.add_argument("--json", type=Path, help="a file to write the figures to as well")

    def handle(self, *, scale: str, only: list[str], json: Path | None, **options: Any) -> None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that everything that was started ends, too
        try:
            figures = sorted(measured(scale, set(only)), key=lambda figure: ALL.index(figure.id))
        except ServiceMissing as missing:
            sys.exit(str(missing))
        self.stdout.write(f"{timezone.localdate()}, scale {scale}, {machine()}\n\n{table(figures)}")
        if json:
            json.write_text(as_json(figures))


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, load of the last minute {os.getloadavg()[0]:.1f}"


def measured(scale: str, only: set[str]) -> Iterator[Figure]:
    """One after the other, so that none disturbs what is measured in another. At the small scale all at once:

    that shows in little time that each can be measured.
    """
    parts = partial(measured_in, scale=scale, only=only)
    if scale == "full":
        yield from chain.from_iterable(map(parts, PARTS[scale]))
        return
    with ThreadPoolExecutor(len(PARTS[scale])) as pool:
        yield from chain.from_iterable(pool.map(parts, PARTS[scale]))


def measured_in(part: Part, scale: str, only: set[str]) -> list[Figure]:
    topology, place, groups = part
    wanted = [(name, measure) for name, measure in groups if name in only]
    names = [name for name, _ in wanted]
    figures = attempted(names, within, place(scale), wanted, scale) if wanted else []
    return [replace(figure, on=topology) for figure in figures]


def within(place: AbstractContextManager[Any], groups: Groups, scale: str) -> list[Figure]:
    with place as studio:
        return [figure for name, measure in groups for figure in attempted([name], measure, studio, scale)]


def attempted(names: list[str], measure: Measure, *arguments: Any) -> list[Figure]:
    """What one group cannot measure costs no other group its figures."""
    begin = time.monotonic()
    try:
        return measure(*arguments)
    except ServiceMissing:
        raise
    except Exception:  # noqa: BLE001 - whatever it was, it is printed and counted
        traceback.print_exc()
        return [wrong(name, "could not be measured", 1) for name in dict.fromkeys(names)]
    finally:
        sys.stderr.write(f"{' '.join(names)}: {time.monotonic() - begin:.0f} s\n")
