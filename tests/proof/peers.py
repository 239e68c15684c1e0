"""R4: what went wrong in products like ours, each row tried as the studio is and once more with its hole open."""

import os
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from tests.figures import Figure, wrong
from tests.processes import ROOT
from tests.security.rows import ROWS

NAME = re.compile(r"row([\d+]+)-(shut|open)")
# Each test is short; should one hang, the rest of the proof must not wait for it.
PATIENCE = 900.0


@dataclass
class Tried:
    """How many tests there are of a row, and which of them did not end as they should."""

    tests: int = 0
    failed: dict[str, list[str]] = field(default_factory=lambda: {"shut": [], "open": []})


def measure(scale: str) -> Iterator[Figure]:
    rows, ended = try_all()
    absent = [number for number, row in ROWS.items() if row.absent]
    missing = ROWS.keys() - rows.keys() - set(absent)
    reproduced = {number for number, row in rows.items() if row.failed["shut"]}
    blind = sorted({test for row in rows.values() for test in row.failed["open"]})
    for number in sorted(missing | reproduced):
        tests = ", ".join(rows[number].failed["shut"]) if number in rows else "no test"
        sys.stderr.write(f"R4: row {number}, {ROWS[number].what} ({ROWS[number].whose}): {tests}\n")
    yield Figure("R4", "rows of the peers that are tested", len(rows), key="peers_covered")
    yield Figure("R4", "rows that cannot happen here", len(absent), key="peers_absent")
    yield Figure("R4", "tests, each also seen red", sum(row.tests for row in rows.values()), key="peers_tests")
    yield wrong("R4", "rows that are reproduced", len(reproduced), key="peers_reproduced")
    yield wrong("R4", "rows without a test, runs that ended early", len(missing) + (not ended), key="peers_missing")
    yield wrong("R4", "tests that stay green with their hole open", len(blind), key="peers_blind")


def try_all() -> tuple[dict[int, Tried], bool]:
    """What pytest saw of each row, and whether it came to its end."""
    # The tests choose stores of their own; those of this proof are for others.
    mine = {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL", "PIXFLOW_TEST_SHARE", "PIXFLOW_TEST_TOPOLOGY"}
    environment = {name: value for name, value in os.environ.items() if name not in mine}
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        options = ["-q", "-p", "no:cacheprovider", "--no-header", "--tb=line", "-r", "N", f"--junit-xml={report}"]
        command = [sys.executable, "-m", "pytest", "tests/security", *options]
        done = subprocess.run(command, cwd=ROOT, env=environment, timeout=PATIENCE, check=False, capture_output=True)
        # 1 is pytest's word for failures, which are counted below.
        if done.returncode not in (0, 1):
            sys.stderr.buffer.write(done.stdout + done.stderr)
        return read(report), done.returncode in (0, 1)


def read(report: Path) -> dict[int, Tried]:
    rows: defaultdict[int, Tried] = defaultdict(Tried)
    for case in ElementTree.parse(report).iter("testcase") if report.exists() else ():
        if found := NAME.search(case.get("name", "")):
            for number in map(int, found[1].split("+")):
                rows[number].tests += found[2] == "shut"
                if len(case):
                    rows[number].failed[found[2]].append(case.get("name", ""))
    return dict(rows)
