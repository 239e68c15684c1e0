"""What an operation gets besides the picture."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from providers.local.pictures.canvas import Array, Rng

Stage = Literal["shape", "tone", "drawn", "hand", "air", "finish", "letters"]
STAGES: tuple[Stage, ...] = ("shape", "tone", "drawn", "hand", "air", "finish", "letters")


class Undone(Exception):
    """An operation that cannot be done on this picture, with the reason in words."""


@dataclass(frozen=True, slots=True)
class Ask:
    """`amount` 1.0 is the whole effect; `references` are the main colours of each reference picture."""

    amount: float
    rng: Rng
    colours: tuple[Array, ...] = ()
    references: tuple[Array, ...] = ()
    region: str = ""
    number: float | None = None
    text: str = ""
    place: str = ""
    scene: Array | None = None  # the picture before it was painted or printed over, to find its parts in


Does = Callable[[Array, Ask], Array]


@dataclass(frozen=True, slots=True)
class Operation:
    """`usual` is the amount without a word about strength, `most` the largest that helps.
    `measured`: the amount belongs to what the person reads. `local`: may be kept to a part of the picture.
    """

    key: str
    does: Does
    stage: Stage
    usual: float = 1.0
    most: float = 1.0
    measured: bool = True
    local: bool = True
    takes_alpha: bool = False
