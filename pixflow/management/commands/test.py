"""Every test: on SQLite with all embedded, on PostgreSQL with Redis, and in a browser. Arguments go to pytest."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

from django.conf import settings
from django.core.management.base import BaseCommand

from tests.services import ServiceMissing, Services

# Playwright keeps an event loop in the thread of the tests, so its tests have a process of their own.
RUNS = {
    "SQLite, everything in one process": ("embedded", "not browser"),
    "PostgreSQL, Redis and Celery": ("production", "not browser"),
    "in the browser": ("embedded", "browser"),
}
COUNTED = ("tests", "failures", "errors", "skipped")
NO_TESTS = 5  # pytest's exit status when the arguments select none


class Command(BaseCommand):
    help = "Run every test. Arguments are handed on to pytest."
    requires_system_checks = ()

    def run_from_argv(self, argv: list[str]) -> None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            with Services() as services, tempfile.TemporaryDirectory(prefix="pixflow-reports-") as reports:
                sys.exit(run_all(argv[2:], services.environment(), Path(reports)))
        except ServiceMissing as missing:
            sys.exit(str(missing))


def run_all(arguments: list[str], services: dict[str, str], reports: Path) -> int:
    """The worst exit status. A skipped test counts as failed: what could not run has proved nothing."""
    start, counts, statuses = time.monotonic(), Counter[str](), set[int]()
    for number, (title, (topology, marker)) in enumerate(RUNS.items(), 1):
        print(f"\n=== {number} of {len(RUNS)}: {title}", flush=True)
        report = reports / f"{number}.xml"
        options = ["-m", marker, "--durations=10", "--durations-min=1", f"--junit-xml={report}"]
        environment = os.environ | services | {"PIXFLOW_TEST_TOPOLOGY": topology}
        del environment[
            "DJANGO_SETTINGS_MODULE"
        ]  # set by manage.py; the tests set theirs when their environment stands
        command = [sys.executable, "-m", "pytest", *options, *arguments]
        statuses.add(subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=False).returncode)
        counts += results(report)
    failed = counts["failures"] + counts["errors"] + counts["skipped"]
    minutes, seconds = divmod(round(time.monotonic() - start), 60)
    print(f"\n{counts['tests'] - failed} passed, {failed} failed in {minutes}:{seconds:02} minutes", flush=True)
    worst = max(statuses - {NO_TESTS}, default=NO_TESTS)
    return worst or int(failed > 0)


def results(report: Path) -> Counter[str]:
    if not report.exists():
        return Counter()
    suites = ElementTree.parse(report).iter("testsuite")  # noqa: S314 - written by pytest just now
    return sum((Counter({name: int(suite.get(name, 0)) for name in COUNTED}) for suite in suites), Counter[str]())
