"""A small printing press: flat shapes in single colours with the grain of a stencil print, and letters."""

import unicodedata
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from providers.local.pictures.canvas import Array, Rng, f32, over

Point = tuple[float, float]
Box = tuple[float, float, float, float]


class Press:
    """Coordinates are 0..1 of the picture's width, downwards in the same measure."""

    def __init__(self, rng: Rng, width: int, height: int, paper: Array) -> None:
        self.rng, self.width, self.height = rng, width, height
        self.tall = height / width
        self.canvas: Array = np.broadcast_to(paper, (height, width, 3)).astype(np.float32)
        self.grain = rng.random((height, width), np.float32)
        self._clip: Array | None = None

    def frame(self, left: float, top: float, right: float, bottom: float) -> None:
        """What follows is printed within this box only."""
        self._clip = None
        self._clip = self._mask(lambda draw: draw.rectangle(self._box(left, top, right, bottom), fill=255))

    def _box(self, left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        scale = self.width * 2
        return left * scale, top * scale, right * scale, bottom * scale

    def _mask(self, shape: Callable[[ImageDraw.ImageDraw], None]) -> Array:
        plate = Image.new("L", (self.width * 2, self.height * 2))
        shape(ImageDraw.Draw(plate))
        mask = f32(np.asarray(plate.reduce(2))) / np.float32(255)
        return mask if self._clip is None else f32(mask * self._clip)

    def _print(self, mask: Array, colour: Array, fade: float) -> None:
        """`fade` lets the ink run out towards the foot (or, below 0, the head) of the shape, in grains."""
        rows = np.flatnonzero(mask.any(axis=1))
        if not rows.size:
            return
        part = slice(int(rows[0]), int(rows[-1]) + 1)
        if fade:
            run = np.linspace(0, 1, part.stop - part.start, dtype=np.float32)[:, None]
            ink = 1 - abs(fade) * (run if fade > 0 else 1 - run) ** 1.4
            mask = mask.copy()
            mask[part] *= np.clip((ink - self.grain[part]) * 6 + 0.5, 0, 1)
        over(self.canvas[part], colour, mask[part])

    def polygon(self, points: list[Point], colour: Array, fade: float = 0.0) -> None:
        scale = self.width * 2
        self._print(
            self._mask(lambda draw: draw.polygon([(x * scale, y * scale) for x, y in points], fill=255)), colour, fade
        )

    def polygons(self, many: list[list[Point]], colour: Array, fade: float = 0.0) -> None:
        """Several shapes with one plate."""
        scale = self.width * 2

        def shape(draw: ImageDraw.ImageDraw) -> None:
            for points in many:
                draw.polygon([(x * scale, y * scale) for x, y in points], fill=255)

        self._print(self._mask(shape), colour, fade)

    def circle(self, x: float, y: float, radius: float, colour: Array, fade: float = 0.0) -> None:
        box = self._box(x - radius, y - radius, x + radius, y + radius)
        self._print(self._mask(lambda draw: draw.ellipse(box, fill=255)), colour, fade)

    def ring(self, x: float, y: float, radius: float, thickness: float, colour: Array) -> None:
        box = self._box(x - radius, y - radius, x + radius, y + radius)
        self._print(
            self._mask(lambda draw: draw.ellipse(box, outline=255, width=round(thickness * self.width * 2))), colour, 0
        )

    def slice(self, x: float, y: float, radius: float, start: float, end: float, colour: Array) -> None:
        box = self._box(x - radius, y - radius, x + radius, y + radius)
        self._print(self._mask(lambda draw: draw.pieslice(box, start, end, fill=255)), colour, 0)

    def text(self, x: float, y: float, words: str, size: float, colour: Array, bold: float = 0.0) -> None:
        """`y` is the base line."""
        font = ImageFont.load_default(size * self.width)
        layer = Image.new("L", (self.width, self.height))
        stroke = round(size * self.width * bold)
        ImageDraw.Draw(layer).text((x * self.width, y * self.width), words, 255, font, anchor="ls", stroke_width=stroke)
        over(self.canvas, colour, f32(np.asarray(layer)) / np.float32(255))


def text_width(words: str, size: float) -> float:
    """In the measure of `size`."""
    return ImageFont.load_default(100).getlength(words) * size / 100


def printable(words: str) -> str:
    """The built-in typeface has plain Latin letters only: accents fall, other scripts vanish."""
    plain = unicodedata.normalize("NFKD", words.replace("ß", "ss").replace("ø", "o").replace("æ", "ae"))
    return plain.encode("ascii", "ignore").decode().strip()


def square(x: float, y: float, wide: float, tall: float) -> list[Point]:
    return [(x, y), (x + wide, y), (x + wide, y + tall), (x, y + tall)]
