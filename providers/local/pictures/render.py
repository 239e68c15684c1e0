"""A model, a prompt, a seed and a size become one picture."""

import hashlib
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from PIL import Image

from providers.local.pictures import cosmos, flow, landscape, lowpoly, poster
from providers.local.pictures.canvas import Array, Rng
from providers.local.pictures.finish import Finish
from providers.local.pictures.order import Order, Report
from providers.local.pictures.reading import read

_LONGEST_SIDE = 1536  # painted; anything larger is enlarged from it


class Style(Protocol):
    @property
    def KINDS(self) -> tuple[str, ...]: ...  # noqa: N802

    @property
    def FINISH(self) -> Finish: ...  # noqa: N802

    def paint(self, order: Order) -> Array: ...


STYLES: dict[str, Style] = {
    "landscape": landscape,
    "flow": flow,
    "cosmos": cosmos,
    "lowpoly": lowpoly,
    "poster": poster,
}


@dataclass(frozen=True, slots=True)
class Painted:
    picture: Image.Image
    understood: list[str]
    ignored: list[str]


def render(
    model: str, prompt: str, seed: int, size: tuple[int, int], references: tuple[Array, ...], report: Report
) -> Painted:
    """The same arguments give the same pixels."""
    style, rng = STYLES[model], _rng(prompt, model, seed)
    reading = read(prompt, style.KINDS)
    shrink = min(1.0, _LONGEST_SIDE / max(size))
    width, height = round(size[0] * shrink), round(size[1] * shrink)
    canvas = style.paint(Order(reading, rng, width, height, references, report))
    report(0.85, "Finishing")
    picture = style.FINISH.apply(canvas, rng, reading.all("mood"))
    if picture.size != size:
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    return Painted(picture, _once(reading.understood), _once(reading.ignored))


def _rng(prompt: str, model: str, seed: int) -> Rng:
    digest = hashlib.sha256(f"{model}\n{seed}\n{prompt}".encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest)))


def _once(words: list[str]) -> list[str]:
    return list(dict.fromkeys(words))
