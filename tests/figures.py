"""What the benchmark and the proof print: numbers, each with the most that it may be."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """`aim` is the largest value that is good enough; without one the number only explains another."""

    id: str
    what: str
    value: float
    unit: str = ""
    aim: float | None = None
    key: str = ""  # its own name in the JSON of the proof
    on: str = ""  # the topology, where it was measured on both

    @property
    def verdict(self) -> str:
        if self.aim is None:
            return ""
        return "met" if self.value <= self.aim else "MISSED"


def wrong(id: str, what: str, count: float, key: str = "") -> Figure:  # noqa: A002 - the field's name
    """How often something happened that must never happen."""
    return Figure(id, what, count, aim=0, key=key)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * int(share * 100) // 100) - 1)]


def table(figures: Iterable[Figure]) -> str:
    head = ("", "on", "what", "value", "unit", "aim", "verdict")
    cells = [(row.id, row.on, row.what, _number(row.value), row.unit, _number(row.aim), row.verdict) for row in figures]
    widths = [max(len(line[column]) for line in [head, *cells]) for column in range(len(head))]
    rule = tuple("-" * width for width in widths)
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
        for line in [head, rule, *cells]
    )


def as_rows(figures: Iterable[Figure]) -> list[dict[str, object]]:
    return [{**asdict(row), "verdict": row.verdict} for row in figures]


def as_json(figures: Iterable[Figure]) -> str:
    return json.dumps(as_rows(figures), indent=2)


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"
