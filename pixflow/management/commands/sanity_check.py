"""What is missing, orphaned or damaged among rows and files."""

import sys
import time
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand

from generations.work.checking import AT_ONCE, Check, Finding, Page, Scope, settle, walk

TELL_EVERY = 2.0  # seconds


class Command(BaseCommand):
    help = "Look for missing, damaged and orphaned files and for impossible rows. Exit status 1 when there are any."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quick", action="store_true", help="trust the sizes of files instead of reading them")

    def handle(self, *, quick: bool, **options: Any) -> None:
        scope = Scope(quick=quick)
        self.counts: Counter[str] = Counter()
        self.told_at = time.monotonic()
        looked, suspects = 0, list[tuple[Check, Finding]]()
        for check, page in walk(scope):
            looked += page.looked
            self._progress(check, page)
            suspects += [(check, finding) for finding in page.findings]
            if len(suspects) >= AT_ONCE:
                self._tell(settle(scope, suspects))
                suspects = []
        self._tell(settle(scope, suspects))
        self.stdout.write(self._summary(looked))
        if self.counts:
            sys.exit(1)

    def _tell(self, findings: list[Finding]) -> None:
        for finding in findings:
            self.stdout.write(f"{finding.kind.label:10}  {finding.where}: {finding.text}")
            self.counts[finding.kind.label.lower()] += 1

    def _progress(self, check: Check, page: Page) -> None:
        """Only to whoever watches a long one."""
        if self.stderr.isatty() and time.monotonic() - self.told_at > TELL_EVERY:
            self.told_at = time.monotonic()
            share = min(100, 100 * page.position // max(1, check.end()))
            self.stderr.write(f"{check.name}: {share} %")

    def _summary(self, looked: int) -> str:
        what = ", ".join(f"{count:,} {kind}" for kind, count in self.counts.items()) or "nothing is wrong"
        return f"Looked at {looked:,} rows and files: {what}."
