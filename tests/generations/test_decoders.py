"""Processes that read foreign files: forked from one that waits."""

import os
import signal
from pathlib import Path

import pytest

from generations.media import forks as forking
from generations.media.forks import Forks
from tests.processes import family


def waiting() -> int:
    """The last one that waits to run `platform`."""
    found = (pid for pid in family(os.getpid()) if b"platform" in _command(pid))
    return list(found)[-1]


def test_what_a_program_prints_and_how_it_ends() -> None:
    answers = Forks("platform"), Forks("json.tool")
    assert answers[0].run("terse")[1].startswith(b"Linux")
    assert [forks.run("/nowhere")[0] for forks in answers] == [0, 2]


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:  # it ended while we looked
        return b""


def test_one_that_waits_and_was_killed_is_started_again() -> None:
    forks = Forks("platform")
    before = forks.run()
    os.kill(waiting(), signal.SIGKILL)
    assert forks.run() == before


def test_one_that_does_not_answer_keeps_nobody_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    forks = Forks("platform")
    before = forks.run()
    os.kill(frozen := waiting(), signal.SIGSTOP)
    with monkeypatch.context() as hasty:
        hasty.setattr(forking, "TIMEOUT", 0)
        hasty.setattr(forking, "GRACE", 0.3)
        with pytest.raises(OSError, match="does not answer"):
            forks.run()
    assert forks.run() == before
    assert waiting() != frozen


def test_what_cannot_be_loaded_says_why(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(OSError, match="was stopped"):
        Forks("generations.media.not_there").run()
    assert "No module named 'generations.media.not_there'" in caplog.text
