"""The benchmark at its small scale, through its front door: beside other work its figures say nothing of speed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pixflow.management.commands.bench import ALL
from tests.processes import ROOT

pytestmark = [pytest.mark.proof, pytest.mark.topology("production")]


def test_every_figure_is_measured(tmp_path: Path) -> None:
    file = tmp_path / "bench.json"
    command = [sys.executable, "manage.py", "bench", "--scale", "small", "--json", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    figures = json.loads(file.read_text())
    assert {figure["id"] for figure in figures} == set(ALL), done.stdout
    assert "could not be measured" not in done.stdout, done.stderr
    assert {figure["on"] for figure in figures} == {"", "embedded", "production"}
