"""The grid of a batch: a row for each prompt, in it a place for each model and variant. Read in pages.

A place stays where it is, whatever becomes of what stands in it: a retry comes into the place of what failed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from accounts.models import User
from generations.fragments import cards
from generations.models import Batch, Generation
from generations.positions import with_positions

# Of a page, and the most in one row: a prompt with more continues in a row of its own.
CELLS = 60
# Side by side.
COLUMNS = 8
# More rows with something new than this many cells have come as a fresh first page instead.
NEWER_MAX = 5 * CELLS
SPOT = re.compile(r"([0-9]{1,6})-([0-9]{1,3})", re.ASCII)

Spot = tuple[int, int]
START: Spot = (0, 0)


def spot_of(text: str) -> Spot | None:
    match = SPOT.fullmatch(text)
    return (int(match[1]), int(match[2])) if match else None


@dataclass(slots=True)
class Cell:
    """`pks` are all that ever stood here; `generations` those that still do."""

    variant: int
    pks: list[int]
    generations: list[Generation] = field(default_factory=list)


@dataclass(slots=True)
class Row:
    """`again`: the page may have it already, with something else in it."""

    spot: Spot
    cells: list[Cell]
    again: bool = False

    @property
    def key(self) -> str:
        return "{}-{}".format(*self.spot)

    @property
    def number(self) -> int:
        return self.spot[0] + 1

    @property
    def newest(self) -> int:
        return max(cell.pks[-1] for cell in self.cells)

    @property
    def columns(self) -> int:
        """All in one line, else lines of the same length in which the variants of a model are not parted."""
        count, variants = len(self.cells), max(cell.variant for cell in self.cells)
        fitting = [number for number in range(1, COLUMNS + 1) if number % variants == 0] or [COLUMNS]
        even = [number for number in fitting if count % number == 0]
        return count if count <= COLUMNS else (even or fitting)[-1]

    @property
    def first(self) -> Generation | None:
        return next((generation for cell in self.cells for generation in cell.generations), None)


@dataclass(frozen=True, slots=True)
class Page:
    """`more` names the row with which the next page begins, empty at the end."""

    rows: list[Row]
    more: str = ""


class Grid:
    def __init__(self, batch: Batch, user: User) -> None:
        self.user = user
        self.rows = list(_rows(batch))
        self.newest = max((row.newest for row in self.rows), default=0)

    def page(self, start: Spot = START) -> Page:
        return self._page([row for row in self.rows if row.spot >= start])

    def stretch(self, first: Spot, last: Spot) -> list[Row]:
        """What a page that was emptied far from view held."""
        rows = [row for row in self.rows if first <= row.spot <= last]
        return self._filled(rows[: _fitting(rows, 2 * CELLS)])

    def newer(self, pk: int) -> Page | None:
        """Rows with anything above `pk`: those that were there, and the first page of new ones. None: too many."""
        found = [row for row in self.rows if row.newest > pk]
        for row in found:
            row.again = min(cell.pks[0] for cell in row.cells) <= pk
        changed, fresh = [row for row in found if row.again], [row for row in found if not row.again]
        if sum(len(row.cells) for row in changed) > NEWER_MAX:
            return None
        page = self._page(fresh)
        return Page([*self._filled(changed), *page.rows], page.more)

    def _page(self, rows: Sequence[Row]) -> Page:
        count = _fitting(rows, CELLS)
        return Page(self._filled(rows[:count]), rows[count].key if count < len(rows) else "")

    def _filled(self, rows: Sequence[Row]) -> list[Row]:
        wanted = [pk for row in rows for cell in row.cells for pk in cell.pks]
        shown = cards(self.user).filter(pk__in=wanted).order_by("pk") if wanted else []
        found = {generation.pk: generation for generation in with_positions(shown)}
        for row in rows:
            for cell in row.cells:
                cell.generations = [found[pk] for pk in cell.pks if pk in found]
            row.cells = [cell for cell in row.cells if cell.generations]
        return [row for row in rows if row.cells]


def _fitting(rows: Sequence[Row], most: int) -> int:
    """How many of these rows fill a page; the first one fits always."""
    total = 0
    for count, row in enumerate(rows):
        total += len(row.cells)
        if count and total > most:
            return count
    return len(rows)


def _rows(batch: Batch) -> Iterator[Row]:
    order = {key: place for place, key in enumerate(batch.settings.get("models", ()))}
    places: defaultdict[tuple[int, int, str, int], list[int]] = defaultdict(list)
    known = Generation.objects.filter(batch=batch).order_by("pk")
    for pk, prompt, model, variant in known.values_list("pk", "prompt_index", "model", "variant_index"):
        places[prompt, order.get(model, len(order)), model, variant].append(pk)
    for prompt, group in groupby(sorted(places), key=lambda place: place[0]):
        cells = [Cell(place[3] + 1, places[place]) for place in group]
        for part, begin in enumerate(range(0, len(cells), CELLS)):
            yield Row((prompt, part), cells[begin : begin + CELLS])
