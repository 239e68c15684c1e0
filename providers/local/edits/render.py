"""A model, an instruction, a seed and a source become one picture, or a sentence that says why not."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from providers.base import ErrorCode, Rejected
from providers.catalog.local import RATIOS
from providers.local.edits.fitting import fitted
from providers.local.edits.language.reading import read
from providers.local.edits.raster import to_array, to_image
from providers.local.edits.source import open_source
from providers.local.edits.styles import hand_of, operations_of
from providers.local.edits.work import Work
from providers.local.pictures.canvas import Array, Rng
from providers.local.pictures.order import Report
from providers.local.pictures.render import Painted

_CAN = "It knows light, colour, weather, focus, paint and print, shapes, frames and captions, not objects."
_TRY = "Try “darker sky, much warmer, crop to 16:9”."
_LISTED = 600


@dataclass(frozen=True, slots=True)
class Edit:
    """`ratio` "" keeps the source's shape; `area` in pixels."""

    style: str
    instruction: str
    seed: int
    source: Path
    ratio: str
    area: int
    references: tuple[Array, ...] = ()


def edit(order: Edit, report: Report) -> Painted:
    """The same order gives the same pixels."""
    reading = read(order.instruction)
    if not reading.steps:
        raise _refused("This model did not understand", reading.ignored or [order.instruction])
    picture = fitted(open_source(order.source), order.ratio, RATIOS, order.area)
    work = Work(to_array(picture), _rng(order), order.references)
    work.carry_out(reading.steps, hand_of(order.style, reading.steps), operations_of(order.style), report)
    if not work.done:
        raise _refused("Nothing could be changed", [*work.undone, *reading.ignored])
    return Painted(to_image(work.picture), work.done, [*work.undone, *reading.ignored])


def _rng(order: Edit) -> Rng:
    source = hashlib.sha256(order.source.read_bytes()).hexdigest()
    digest = hashlib.sha256(f"{order.style}\n{order.seed}\n{source}\n{order.instruction}".encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest)))


def _refused(why: str, wishes: list[str]) -> Rejected:
    listed = "; ".join(f"“{wish}”" for wish in wishes)
    if len(listed) > _LISTED:
        listed = f"{listed[:_LISTED].rpartition(' ')[0]} …"
    return Rejected(ErrorCode.UNSUPPORTED, f"{why}: {listed}. {_CAN} {_TRY}")
