"""Processes that read foreign files: forked from one that waits."""

import os
import signal
from pathlib import Path

from generations.media.forks import Forks
from tests.processes import family


def test_what_a_program_prints_and_how_it_ends() -> None:
    answers = Forks("platform"), Forks("json.tool")
    assert answers[0].run("terse")[1].startswith(b"Linux")
    assert [forks.run("/nowhere")[0] for forks in answers] == [0, 2]


def test_one_that_waits_and_was_killed_is_started_again() -> None:
    forks = Forks("platform")
    before = forks.run()
    (waiting,) = (pid for pid in family(os.getpid()) if b"platform" in Path(f"/proc/{pid}/cmdline").read_bytes())
    os.kill(waiting, signal.SIGKILL)
    assert forks.run() == before
