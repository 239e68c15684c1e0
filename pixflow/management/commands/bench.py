"""Every figure of docs/benchmarks.md, measured now and here."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from tests.bench import batches, drawing, iterations, live, scripts, starting, turns, waiting
from tests.bench.batches import FewSlots
from tests.bench.iterations import Library
from tests.figures import Figure, as_json, table
from tests.services import ServiceMissing
from tests.studios import Embedded, Production

# By what they need: nothing, a library of many pictures, a studio in production, one with few slots, the embedded one.
ALONE = {"P1": live.measure, "P9": scripts.measure}
IN_LIBRARY = {"P4": iterations.measure_pages, "P5": iterations.measure_iterations}
IN_PRODUCTION = {"P2": turns.measure, "P3": waiting.measure, "P11": batches.measure}
WITH_FEW_SLOTS = {"P11": batches.measure_fairness}
EMBEDDED = {"P7": starting.measure, "P10": drawing.measure}
ALL = sorted([*ALONE, *IN_LIBRARY, *IN_PRODUCTION, *EMBEDDED], key=lambda name: int(name[1:]))
STARTS = {"small": 1, "full": 5}


class Command(BaseCommand):
    help = "Measure how fast and how frugal the studio is here. Times drift with what else runs; ratios do not."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", choices=("small", "full"), default="small", help="(default: %(default)s)")
        parser.add_argument("--only", nargs="+", choices=ALL, default=ALL, metavar="P3")
        parser.add_argument("--json", type=Path, help="a file to write the figures to as well")

    def handle(self, *, scale: str, only: list[str], json: Path | None, **options: Any) -> None:
        try:
            figures = sorted(measured(scale, set(only)), key=lambda figure: ALL.index(figure.id))
        except ServiceMissing as missing:
            sys.exit(str(missing))
        self.stdout.write(table(figures))
        if json:
            json.write_text(as_json(figures))


def measured(scale: str, only: set[str]) -> Iterator[Figure]:
    """One group after the other, so that no studio disturbs what is measured in another."""
    for name in ALONE.keys() & only:
        yield from ALONE[name](scale)
    if names := IN_LIBRARY.keys() & only:
        with Library() as library:
            for name in sorted(names):
                yield from IN_LIBRARY[name](library, scale)
    if names := IN_PRODUCTION.keys() & only:
        with Production() as production:
            for name in sorted(names):
                yield from IN_PRODUCTION[name](production, scale)
    if names := WITH_FEW_SLOTS.keys() & only:
        with FewSlots() as production:
            for name in sorted(names):
                yield from WITH_FEW_SLOTS[name](production, scale)
    if names := EMBEDDED.keys() & only:
        with Embedded(STARTS[scale]) as embedded:
            for name in sorted(names, reverse=True):
                yield from EMBEDDED[name](embedded, scale)
