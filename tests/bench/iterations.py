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

FEW = 10_000 // OUTPUTS
TURNS = 3
MANY = {"small": 20_000 // OUTPUTS, "full": 1_000_000 // OUTPUTS}


Answer = dict[str, float]


class Library:
    """A small and a large database of rows without files, and processes that read them."""

    def __init__(self) -> None:
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="pixflow-bench-")))
        server = self._stack.enter_context(Services()).database()
        self.small, self.large = (self._reading(folder, new_database(server)) for _ in range(2))
        self.small.run("manage.py", "collectstatic", "--noinput")
        return self

    def _reading(self, folder: Path, database: str) -> Processes:
        processes = self._stack.enter_context(Processes(blank(folder) | {"DATABASE_URL": database}, folder))
        processes.run("manage.py", "migrate")
        return processes

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def measured(self, projects: int, name: str) -> Answer:
        program = f"from tests.bench.reading import answer; answer({projects}, {name!r})"
        processes = self.small if projects == FEW else self.large
        answer: Answer = json.loads(processes.run("manage.py", "shell", "--no-imports", "-c", program))
        return answer

    def compared(self, projects: int, name: str) -> tuple[Answer, Answer]:
        """The small one and the large one in turns: what else the machine does meets both alike."""
        turns = [(self.measured(FEW, name), self.measured(projects, name)) for _ in range(TURNS)]
        few, many = zip(*turns, strict=True)
        return _medians(few), _medians(many)


def _medians(answers: Sequence[Answer]) -> Answer:
    return {name: statistics.median(answer[name] for answer in answers) for name in answers[0]}


def measure_pages(library: Library, scale: str) -> list[Figure]:
    """Of a session and of the library of all."""
    sessions, everything = library.compared(MANY[scale], "pages"), library.compared(MANY[scale], "library")
    return [*_of_session(*sessions, MANY[scale] * OUTPUTS), *_of_library(*everything)]


def _of_session(few: Answer, many: Answer, outputs: int) -> list[Figure]:
    return [
        Figure("P4", "outputs in the library", outputs),
        Figure("P4", f"queries of a page of {many['cards']:.0f} cards", many["queries"], aim=8),
        Figure("P4", "its HTML, gzipped", many["bytes"] / 1e3, "kB", 15),
        Figure("P4", "gallery page, p50", many["whole"], "ms"),
        Figure("P4", "the same to a library of 10,000 outputs", many["whole"] / few["whole"], aim=1.3),
        Figure("P4", "the oldest page to the newest", many["oldest"] / many["newest"], aim=1.3),
    ]


def _of_library(few: Answer, many: Answer) -> list[Figure]:
    return [
        Figure("P4", f"queries of the library's page of {many['cards']:.0f} cards", many["queries"], aim=8),
        Figure("P4", "its HTML, gzipped", many["bytes"] / 1e3, "kB", 15),
        Figure("P4", "the library's page, p50", many["whole"], "ms"),
        Figure("P4", "the same to a library of 10,000 outputs", many["whole"] / few["whole"], aim=1.3),
        Figure("P4", "its oldest page to its newest", many["oldest"] / many["newest"], aim=1.3),
        *_compared("to somebody in its three oldest projects only", "visited", few, many),
        *_compared("what somebody likes", "liked", few, many),
        *_compared("search: a word of every second picture", "frequent", few, many, None),
        *_compared("search: words in their order", "phrase", few, many, None),
        Figure("P4", "search: a word of one picture in each project, p50", many["rare"], "ms"),
        *_compared("search: a word of none", "nothing", few, many, None),
        *_compared("a rating by the API", "rating", few, many),
    ]


def _compared(what: str, name: str, few: Answer, many: Answer, aim: float | None = 1.3) -> list[Figure]:
    return [
        Figure("P4", f"{what}, p50", many[name], "ms"),
        Figure("P4", "the same to a library of 10,000 outputs", many[name] / few[name], aim=aim),
    ]


def measure_iterations(library: Library, scale: str) -> list[Figure]:
    found = library.measured(MANY[scale], "iterations")
    return [
        Figure("P5", f"the {found['rows']:.0f} videos of a still, p50", found["list"], "ms"),
        Figure("P5", "the same to those rows by their keys", found["list"] / found["keys"], aim=1.5),
        Figure("P5", "counts of 50 stills in one query, p50", found["at_once"], "ms"),
        Figure("P5", "the same to one request a still", found["at_once"] / found["requests"], aim=0.02),
        # Each of these is translated and planned like the one for all, so fifty times is out of reach.
        Figure("P5", "the same to one query a still", found["at_once"] / found["queries"]),
    ]
