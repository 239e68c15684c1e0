"""A brush: stamps of bristles in many directions, pasted in the colours that lie below them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from providers.local.edits.raster import to_array, to_image
from providers.local.pictures.canvas import Array, Rng, f32, resize, smoothstep

Places = NDArray[np.int64]
_DIRECTIONS, _VARIANTS = 20, 3


@dataclass(frozen=True, slots=True)
class Stamp:
    mask: Image.Image
    height: Image.Image


@dataclass(frozen=True, slots=True)
class Strokes:
    """One layer: its brush's `radius` and `length` in pixels, and where it paints (0..1)."""

    radius: float
    length: float
    where: Array
    jitter: float
    opacity: float = 1.0


class Canvas:
    def __init__(self, ground: Array, rng: Rng) -> None:
        self.rng, self.colours = rng, to_image(ground)
        self.heights = Image.new("L", self.colours.size, 90)

    def paint(self, layer: Strokes, colours: Array, angles: Array) -> None:
        height, width = colours.shape[:2]
        stamps = _stamps(self.rng, layer)
        y, x = _places(self.rng, height, width, layer)
        turn = angles[y * angles.shape[0] // height, x * angles.shape[1] // width] + self.rng.normal(0, 0.16, len(y))
        direction = np.round(turn / np.pi * _DIRECTIONS).astype(int) % _DIRECTIONS
        chosen = direction * _VARIANTS + self.rng.integers(0, _VARIANTS, len(y))
        shade, hue = self.rng.normal(0, layer.jitter, (len(y), 1)), self.rng.normal(0, layer.jitter / 2, (len(y), 3))
        paint = _tuples(f32(colours[y, x] + shade + hue))
        for row, column, stamp, colour in zip(y.tolist(), x.tolist(), chosen.tolist(), paint, strict=True):
            brush = stamps[stamp]
            box = column - brush.mask.width // 2, row - brush.mask.height // 2
            self.colours.paste(colour, box, brush.mask)
            self.heights.paste(brush.height, box, brush.mask)

    def lit(self, relief: float) -> Array:
        """Light from the upper left on the ridges of the paint."""
        heights = to_array(self.heights)
        slope = np.zeros_like(heights)
        slope[1:, 1:] = heights[1:, 1:] - heights[:-1, :-1]
        shade = np.clip(slope, -0.35, 0.35) * np.float32(relief)
        return f32(to_array(self.colours) * (1 + shade[..., None]) + np.clip(shade, 0, 1)[..., None] * np.float32(0.18))


def _places(rng: Rng, height: int, width: int, layer: Strokes) -> tuple[Places, Places]:
    """A grid shaken so that nobody sees it, in an order without rows."""
    step = max(2, round(layer.radius * 0.95))
    rows, columns = np.mgrid[0:height:step, 0:width:step].reshape(2, -1)
    y = (rows + rng.uniform(-step, step, len(rows)) * 0.6).astype(np.int64).clip(0, height - 1)
    x = (columns + rng.uniform(-step, step, len(rows)) * 0.6).astype(np.int64).clip(0, width - 1)
    order = rng.permutation(len(y))
    kept = order[layer.where[y[order], x[order]] > rng.random(len(y))]
    return y[kept], x[kept]


def _tuples(colours: Array) -> list[tuple[int, int, int]]:
    return [(red, green, blue) for red, green, blue in (colours * 255).clip(0, 255).astype(int).tolist()]


def _stamps(rng: Rng, layer: Strokes) -> list[Stamp]:
    bristles = [_bristles(rng, layer) for _ in range(_VARIANTS)]
    angles = [-180 * direction / _DIRECTIONS for direction in range(_DIRECTIONS)]
    return [Stamp(_turned(mask, angle), _turned(ridge, angle)) for angle in angles for mask, ridge in bristles]


def _bristles(rng: Rng, layer: Strokes) -> tuple[Image.Image, Image.Image]:
    """Along x: dense in the middle, ragged at the ends, with gaps between hairs where the paint runs out."""
    rows, columns = max(3, round(2 * layer.radius)), max(4, round(layer.length))
    hairs = resize(rng.standard_normal((max(3, rows // 2), 4), np.float32), rows, columns)
    y, x = np.linspace(-1, 1, rows)[:, None], np.linspace(0, 1, columns)[None, :]
    ragged = resize(rng.uniform(0, 0.2, (rows, 2)).astype(np.float32), rows, columns)
    body = smoothstep(1.0, 0.62, f32(np.abs(y) + 0 * x)) * smoothstep(0.0, 0.12, f32(x - ragged * 0.6))
    mask = body * smoothstep(1.0, 0.78, f32(x + ragged)) * (1 - 0.55 * smoothstep(0.2, 1.6, hairs) * f32(x) ** 0.7)
    ridge = 0.42 + 0.2 * hairs + 0.25 * np.abs(y) ** 3
    return to_image(f32(mask * layer.opacity).clip(0, 1)), to_image(f32(ridge).clip(0, 1))


def _turned(picture: Image.Image, degrees: float) -> Image.Image:
    return picture.rotate(degrees, Image.Resampling.BILINEAR, expand=True)
