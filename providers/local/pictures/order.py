"""What a style gets to paint one picture."""

from collections.abc import Callable
from dataclasses import dataclass

from providers.local.pictures.canvas import Array, Rng
from providers.local.pictures.reading import Reading

# How much of the picture is done (0..1), and what comes next.
Report = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Order:
    """`references` are the main colours of each reference picture, one row a colour."""

    reading: Reading
    rng: Rng
    width: int
    height: int
    references: tuple[Array, ...]
    report: Report
