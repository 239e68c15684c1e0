"""The fault harness: kills, freezes, cuts, forges and races, and counts what was lost, doubled or leaked."""

import json
import signal
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from tests.figures import Figure, as_rows, table
from tests.proof.parts import ALL, Ground
from tests.services import ServiceMissing

# What a report always tells; nothing stands there for what was not measured.
TOLD = (
    *("attempts", "kills", "lost", "submitted_twice", "completed_twice", "never_completed"),
    *("missing_files", "orphaned_files", "ledger_difference", "unresolved"),
)


class Command(BaseCommand):
    help = "Prove that nothing is lost, paid twice or leaked. Exit status 1 when anything was."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", choices=("small", "full"), default="small", help="(default: %(default)s)")
        parser.add_argument("--only", nargs="+", choices=ALL, default=list(ALL), metavar="R1")
        parser.add_argument("--json", type=Path, help="a file to write the figures to as well")

    def handle(self, *, scale: str, only: list[str], json: Path | None, **options: Any) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.default_int_handler)  # so that everything that was started ends, too
        try:
            with Ground() as ground:
                figures = [figure for name in only for figure in ground.prove(name, scale)]
        except ServiceMissing as missing:
            sys.exit(str(missing))
        self.stdout.write(table(figures))
        if json:
            json.write_text(as_report(figures))
        sys.exit(any(figure.verdict == "MISSED" for figure in figures))


def as_report(figures: list[Figure]) -> str:
    """Several parts count what has the same name: what one of them found is not hidden by the next one."""
    named: dict[str, float] = {}
    for figure in figures:
        if figure.key:
            named[figure.key] = named.get(figure.key, 0) + figure.value
    return json.dumps(dict.fromkeys(TOLD) | named | {"figures": as_rows(figures)}, indent=2)
