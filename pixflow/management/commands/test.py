"""Every test: on SQLite with all embedded, on PostgreSQL with Redis, and in a browser. Arguments go to pytest."""

import os
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from xml.etree import ElementTree

from django.conf import settings
from django.core.management.base import BaseCommand

from tests.services import ServiceMissing, Services


@dataclass(frozen=True)
class Run:
    title: str
    topology: str
    marker: str
    share: str = "1/1"

    @property
    def name(self) -> str:
        return f"{self.topology}-{self.marker}-{self.share}".replace("/", "-of-").replace(" ", "-")


# The longest first, one more at a time than there are cores: a third of it is waiting, while some tests hold what they
# see against the clock. Playwright keeps an event loop in its thread, so its tests need processes of their own.
QUARTERS = 4
ORDINARY = "not browser and not proof"
RUNS = (
    Run("PostgreSQL, Redis and Celery", "production", ORDINARY),
    Run("SQLite, everything in one process", "embedded", ORDINARY),
    Run("the proof and the benchmark, at their small scale", "production", "proof"),
    *(
        Run(f"in the browser, {part} of {QUARTERS} parts", "embedded", "browser", f"{part}/{QUARTERS}")
        for part in range(1, QUARTERS + 1)
    ),
)
AT_ONCE = 1 + max(2, os.cpu_count() or 1)
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
    start = time.monotonic()
    statuses = set(run_side_by_side(arguments, services, reports))
    counts = sum(map(results, reports.glob("*.xml")), Counter[str]())
    failed = counts["failures"] + counts["errors"] + counts["skipped"]
    minutes, seconds = divmod(round(time.monotonic() - start), 60)
    print(f"\n{counts['tests'] - failed} passed, {failed} failed in {minutes}:{seconds:02} minutes", flush=True)
    return max(map(abs, statuses - {NO_TESTS}), default=NO_TESTS) or int(failed > 0)


def run_side_by_side(arguments: list[str], services: dict[str, str], reports: Path) -> list[int]:
    """The first one is seen while it runs; what the others said comes after it, in their order."""
    started: list[Popen[bytes]] = []
    told = 0
    try:
        while told < len(RUNS):
            if len(started) < len(RUNS) and sum(process.poll() is None for process in started) < AT_ONCE:
                started.append(start_run(RUNS[len(started)], arguments, services, reports))
            elif started[told].poll() is None:
                time.sleep(0.2)
            else:
                tell(RUNS[told], reports)
                told += 1
    finally:
        for process in started:
            process.send_signal(signal.SIGINT)
            process.wait()
    return [process.returncode for process in started]


def start_run(run: Run, arguments: list[str], services: dict[str, str], reports: Path) -> Popen[bytes]:
    seen = run == RUNS[0]
    if seen:
        print(f"\n=== {run.title}", flush=True)
    options = ["-m", run.marker, f"--junit-xml={reports / run.name}.xml", *arguments]
    part = {"PIXFLOW_TEST_TOPOLOGY": run.topology, "PIXFLOW_TEST_SHARE": run.share}
    return start_pytest(options, services | part, None if seen else reports / f"{run.name}.log")


def tell(run: Run, reports: Path) -> None:
    log = reports / f"{run.name}.log"
    if log.exists():
        print(f"\n=== {run.title}\n{log.read_text()}", flush=True)


def start_pytest(options: list[str], environment: dict[str, str], log: Path | None) -> Popen[bytes]:
    command = [sys.executable, "-m", "pytest", "--durations=10", "--durations-min=1", *options]
    environment = os.environ | environment
    # Set by manage.py; the tests set it when their environment stands.
    del environment["DJANGO_SETTINGS_MODULE"]
    with log.open("wb") if log else nullcontext() as output:
        return Popen(command, cwd=settings.BASE_DIR, env=environment, stdout=output, stderr=output)


def results(report: Path) -> Counter[str]:
    suites = ElementTree.parse(report).iter("testsuite")  # noqa: S314 - written by pytest just now
    return sum((Counter({name: int(suite.get(name, 0)) for name in COUNTED}) for suite in suites), Counter[str]())
