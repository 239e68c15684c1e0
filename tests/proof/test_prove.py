"""The proof at its small scale, through its front door."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.processes import ROOT
from tests.proof.parts import ALL

pytestmark = [pytest.mark.proof, pytest.mark.topology("production")]
NEVER = [
    "lost",
    "submitted_twice",
    "completed_twice",
    "never_completed",
    "missing_files",
    "orphaned_files",
    "ledger_difference",
    "unresolved",
]


@pytest.fixture(scope="module")
def proof(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, str, dict[str, Any]]:
    """Its exit status, all it said, and its report."""
    file = tmp_path_factory.mktemp("proof") / "proof.json"
    # The tests of security run among the others already.
    parts = [name for name in ALL if name != "R4"]
    command = [sys.executable, "manage.py", "prove", "--scale", "small", "--json", str(file), "--only", *parts]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert file.exists(), done.stdout
    return done.returncode, done.stdout, json.loads(file.read_text())


def test_nothing_is_lost_doubled_or_leaked(proof: tuple[int, str, dict[str, Any]]) -> None:
    status, said, report = proof
    assert {name: report[name] for name in NEVER} == dict.fromkeys(NEVER, 0), said
    missed = [(figure["id"], figure["what"]) for figure in report["figures"] if figure["verdict"] == "MISSED"]
    assert (status, missed) == (0, []), said


def test_every_part_says_what_it_tried(proof: tuple[int, str, dict[str, Any]]) -> None:
    _, said, report = proof
    assert report["attempts"] >= 100, said
    assert report["kills"] >= 10, said
    assert {figure["id"] for figure in report["figures"]} == ALL.keys() - {"R4"}
