"""P4 and P5: what a gallery and the videos of a still cost to read, however many pictures there are."""

from __future__ import annotations

import json
import statistics
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.bench.seeding import OUTPUTS
from tests.figures import Figure
from tests.processes import Processes
from tests.services import Services
from tests.studios import blank, new_database

FEW = {"small": 1, "full": 10_000 // OUTPUTS}
MANY = {
    "production": {"small": 2, "full": 1_000_000 // OUTPUTS},
    "embedded": {"small": 2, "full": 100_000 // OUTPUTS},
}
TURNS = {"small": 1, "full": 2}
ROUNDS = {"small": 1, "full": 15}
# Of each session.
ROWS = {"small": "100", "full": "1000"}


PREPARE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
"""

Answer = dict[str, float]


class Library:
    """A small and a large database of rows without files, and processes that read them.

    At the small scale they are one, which grows in between.
    """

    def __init__(self, topology: str, scale: str) -> None:
        self.topology, self.scale = topology, scale
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="pixflow-bench-")))
        if self.topology == "production":
            server = self._stack.enter_context(Services()).database()
            addresses = [new_database(server) for _ in range(2)]
        else:
            addresses = [f"sqlite:///{folder}/{name}.sqlite3" for name in ("few", "many")]
        self.small = self.large = self._reading(folder, addresses[0])
        if self.scale == "full":
            self.large = self._reading(folder, addresses[1])
        return self

    def _reading(self, folder: Path, database: str) -> Processes:
        environment = {"DATABASE_URL": database, "PIXFLOW_BENCH_ROWS": ROWS[self.scale]}
        processes = self._stack.enter_context(Processes(blank(folder) | environment, folder))
        processes.run("manage.py", "shell", "-v0", "-c", PREPARE)
        return processes

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def measured(self, *names: str) -> Answer:
        return self._ask(self.large, MANY[self.topology], names)

    def compared(self, *names: str) -> tuple[Answer, Answer]:
        """The small one and the large one in turns: what else the machine does meets both alike."""
        turns = [(self._ask(self.small, FEW, names), self.measured(*names)) for _ in range(TURNS[self.scale])]
        few, many = zip(*turns, strict=True)
        return _medians(few), _medians(many)

    def _ask(self, processes: Processes, projects: dict[str, int], names: tuple[str, ...]) -> Answer:
        asked = projects[self.scale], names, ROUNDS[self.scale]
        program = f"from tests.bench.reading import answer; answer{asked!r}"
        answer: Answer = json.loads(processes.run("manage.py", "shell", "--no-imports", "-c", program))
        return answer


def _medians(answers: Sequence[Answer]) -> Answer:
    return {name: statistics.median(answer[name] for answer in answers) for name in answers[0]}


def measure_pages(library: Library, scale: str) -> list[Figure]:
    """Of a session and of the library of all."""
    few, many = library.compared("session", "library", "api")
    return [*_of_session(few, many), *_of_api(few, many), *_of_library(few, many)]


def _of_session(few: Answer, many: Answer) -> list[Figure]:
    return [
        Figure("P4", "outputs in the library", many["session outputs"]),
        *_page(few, many, "session", "gallery page"),
        Figure("P4", "the oldest page to the newest", many["session oldest"] / many["session newest"], aim=1.3),
    ]


def _page(few: Answer, many: Answer, name: str, what: str) -> list[Figure]:
    return [
        Figure("P4", f"queries of a {what} of {many[f'{name} cards']:.0f} cards", many[f"{name} queries"], aim=8),
        Figure("P4", "its HTML, gzipped", many[f"{name} bytes"] / 1e3, "kB", 15),
        *_compared(what, f"{name} whole", few, many),
    ]


def _of_api(few: Answer, many: Answer) -> list[Figure]:
    """The most that a page may take is a hundredth of what InvokeAI needs for its own at a million pictures."""
    return [
        *_compared("the same page as JSON", "api request", few, many),
        Figure("P4", "that to InvokeAI's 1,122 ms at a million pictures", many["api request"] / 1122, aim=0.01),
        Figure("P4", "its rows and JSON to one SQL that returns the JSON", many["api rows"] / many["api raw"], aim=1.5),
    ]


def _of_library(few: Answer, many: Answer) -> list[Figure]:
    return [
        *_page(few, many, "library", "page of the library"),
        Figure("P4", "its oldest page to its newest", many["library oldest"] / many["library newest"], aim=1.3),
        *_compared("to somebody in its three oldest projects only", "library visited", few, many),
        *_compared("what somebody likes", "library liked", few, many),
        *_compared("search: a word of every second picture", "library frequent", few, many, None),
        *_compared("search: words in their order", "library phrase", few, many, None),
        Figure("P4", "search: a word of one picture in each project, p50", many["library rare"], "ms"),
        *_compared("search: a word of none", "library nothing", few, many, None),
        *_compared("a rating by the API", "library rating", few, many),
    ]


def _compared(what: str, name: str, few: Answer, many: Answer, aim: float | None = 1.3) -> list[Figure]:
    return [
        Figure("P4", f"{what}, p50", many[name], "ms"),
        Figure("P4", "the same to a library of 10,000 outputs", many[name] / few[name], aim=aim),
    ]


def measure_iterations(library: Library, scale: str) -> list[Figure]:
    found = library.measured("iterations")
    rows, keys, at_once = (found[f"iterations {name}"] for name in ("list", "keys", "at_once"))
    return [
        Figure("P5", f"the {found['iterations rows']:.0f} videos of a still, p50", rows, "ms"),
        Figure("P5", "the same to those rows by their keys", rows / keys, aim=1.5),
        Figure("P5", "counts of 50 stills in one query, p50", at_once, "ms"),
        Figure("P5", "the same to one request a still", at_once / found["iterations requests"], aim=0.02),
        # Each of these is translated and planned like the one for all, so fifty times is out of reach.
        Figure("P5", "the same to one query a still", at_once / found["iterations queries"]),
    ]
