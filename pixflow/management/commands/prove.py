"""The fault harness: kills, freezes, cuts, forges and races, and counts what was lost, doubled or leaked."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from tests.figures import Figure, as_rows, table
from tests.proof.parts import ALL, Ground
from tests.services import ServiceMissing


class Command(BaseCommand):
    help = "Prove that nothing is lost, paid twice or leaked. Exit status 1 when anything was."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", choices=("small", "full"), default="small", help="(default: %(default)s)")
        parser.add_argument("--only", nargs="+", choices=ALL, default=list(ALL), metavar="R1")
        parser.add_argument("--json", type=Path, help="a file to write the figures to as well")

    def handle(self, *, scale: str, only: list[str], json: Path | None, **options: Any) -> None:
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
    named = {figure.key: figure.value for figure in figures if figure.key}
    return json.dumps(named | {"figures": as_rows(figures)}, indent=2)
