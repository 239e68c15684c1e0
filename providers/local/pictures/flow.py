"""Local Flow: ribbons that follow an invisible current and never cross."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from providers.local.pictures import palette
from providers.local.pictures.canvas import Array, Rng, f32, grid
from providers.local.pictures.colour import lighter
from providers.local.pictures.finish import Finish
from providers.local.pictures.noise import fbm
from providers.local.pictures.order import Order
from providers.local.pictures.palette import Palette
from providers.local.pictures.reading import Reading

KINDS = ("shape", *palette.KINDS)
FINISH = Finish(corners=0.12, grain=2.0, shine=0.0)
_CELL = 1 / 256  # of the longer side: how finely the current and the occupied places are known
_STEPS = 110
# Thickness of the ribbons as a share of the mean side, and how many are tried.
_WEAVES = {
    "ribbon": ((0.030, 160), (0.017, 320), (0.009, 700), (0.0045, 1300)),
    "thread": ((0.0055, 1100), (0.0032, 2400)),
    "mixed": ((0.042, 60), (0.012, 500), (0.0034, 2200)),
}


def paint(order: Order) -> Array:
    reading, rng, width, height = order.reading, order.rng, order.width, order.height
    colours = palette.choose(reading, rng, order.references)
    weave = _WEAVES["ribbon" if reading.has("shape", "stripe") else tuple(_WEAVES)[rng.integers(len(_WEAVES))]]
    picture = Image.new("RGB", (width * 2, height * 2), as_bytes(colours.background))
    draw = ImageDraw.Draw(picture)
    angles = _current(reading, rng, width, height)
    weaver = _Weaver(draw, rng, colours, angles, (height * 2, width * 2))
    for number, (thickness, count) in enumerate(weave):
        order.report(0.1 + 0.75 * number / len(weave), "Weaving ribbons")
        for path in _paths(rng, angles, count):
            weaver.add(path, thickness * (width * height) ** 0.5)
    return f32(np.asarray(picture.reduce(2))) / np.float32(255)


def as_bytes(colour: Array) -> tuple[int, int, int]:
    red, green, blue = (round(float(part) * 255) for part in np.clip(colour, 0, 1))
    return red, green, blue


def _current(reading: Reading, rng: Rng, width: int, height: int) -> Array:
    """The direction of the current in each cell: a shape the prompt names, disturbed by noise."""
    columns, rows = (max(24, round(side / max(width, height) / _CELL)) for side in (width, height))
    y, x = grid(rows, columns)
    centre = rng.uniform(0.3, 0.7, 2)
    down, right = (y - centre[0]) * height / width, x - centre[1]
    around = np.arctan2(down, right)
    shapes = {
        "spiral": around + np.pi / 2 - 0.28,
        "circle": around + np.pi / 2 + 0 * x,
        "ray": around,
        "wave": np.sin(x * rng.uniform(6, 11) + y * 2) * 0.75 + 0 * y,
        "stripe": np.full((rows, columns), rng.uniform(-0.6, 0.6)),
        "square": np.round((around + fbm(rng, rows, columns, 2, 3)) / (np.pi / 2)) * (np.pi / 2),
        "triangle": np.round((around + fbm(rng, rows, columns, 2, 3)) / (np.pi / 3)) * (np.pi / 3),
    }
    named = [shape for shape in reading.all("shape") if shape in shapes]
    base = shapes[named[0]] if named else np.full((rows, columns), rng.uniform(0, 2 * np.pi))
    wildness = 0.22 if named else float(rng.choice([0.7, 1.0, 1.4]))
    wildness *= 0.5 if reading.has("mood", "calm") else 2.0 if reading.has("mood", "wild") else 1.0
    return f32(base + fbm(rng, rows, columns, 1.6 if wildness < 1.5 else 2.6, 3, 0.4) * wildness)


def _paths(rng: Rng, angles: Array, count: int) -> Array:
    """All paths of one thickness walk at once, half of their steps up the current and half down."""
    rows, columns = angles.shape
    step = 1.15 * _CELL * max(rows, columns)
    start = rng.uniform(-0.02, 1.02, (count, 2)) * (rows, columns)
    sides = []
    for direction in (-1.0, 1.0):
        at, trail = start.copy(), []
        for _ in range(_STEPS // 2):
            cell = np.clip(at, 0, (rows - 1, columns - 1)).astype(int)
            angle = angles[cell[:, 0], cell[:, 1]]
            at = at + np.stack([np.sin(angle), np.cos(angle)], axis=-1) * step * direction
            trail.append(at)
        sides.append(trail)
    whole = np.stack([*sides[0][::-1], start, *sides[1]], axis=1)
    return f32(whole / (rows, columns))


class _Weaver:
    """Draws the part of a path that is still free, and remembers where it went."""

    def __init__(
        self, draw: ImageDraw.ImageDraw, rng: Rng, colours: Palette, angles: Array, size: tuple[int, int]
    ) -> None:
        self.draw, self.rng, self.colours = draw, rng, colours
        self.size = f32(size)
        self.cells = f32(angles.shape)
        self.taken = np.zeros(angles.shape, np.bool_)
        self.tones = fbm(rng, angles.shape[0], angles.shape[1], 2.2, 3)

    def add(self, path: Array, thickness: float) -> None:
        """`path` in 0..1; `thickness` in pixels of the final picture."""
        along = np.gradient(path * self.size, axis=0)
        across = np.stack([-along[:, 1], along[:, 0]], axis=-1) / (np.linalg.norm(along, axis=1, keepdims=True) + 1e-6)
        reach = f32(across * thickness / self.size)  # half a thickness, since the drawing has twice the size
        path, reach = self._free(path, reach)
        cap = round(thickness / 9) + 1  # round ends need room of their own
        path, reach = path[cap:-cap], reach[cap:-cap]
        if len(path) < 7:
            return
        self._take(path, thickness)
        colour = self._colour(path[len(path) // 2])
        self._ribbon(path, reach, colour)
        if thickness > 8 and self.rng.random() < 0.3:
            self._ribbon(path, reach * np.float32(0.34), lighter(colour, 0.13 if self.colours.dark else -0.1))

    def _blocked(self, path: Array) -> NDArray[np.bool_]:
        cell = np.floor(path * self.cells).astype(np.int64)
        inside = ((cell >= 0) & (cell < self.taken.shape)).all(axis=1)
        cell = np.clip(cell, 0, np.array(self.taken.shape) - 1)
        occupied = self.taken[cell[:, 0], cell[:, 1]]
        return np.asarray(np.where(inside, occupied, np.abs(path - 0.5).max(axis=1) > 0.56), np.bool_)

    def _free(self, path: Array, reach: Array) -> tuple[Array, Array]:
        """The free stretch around the middle, not longer than this ribbon wants to be."""
        blocked = self._blocked(path) | self._blocked(path + reach) | self._blocked(path - reach)
        middle, longest = len(path) // 2, int(self.rng.integers(12, _STEPS))
        if blocked[middle]:
            return path[:0], reach[:0]
        walls = np.flatnonzero(blocked)
        first = max([-1, *walls[walls < middle]], default=-1) + 1
        last = min([len(path), *walls[walls > middle]], default=len(path))
        first, last = max(first, middle - longest // 2), min(last, middle + longest // 2)
        return path[first:last], reach[first:last]

    def _take(self, path: Array, thickness: float) -> None:
        radius = thickness * 2 / float(self.size.max()) / _CELL * 0.62 + 0.3
        span = np.arange(-int(radius) - 1, int(radius) + 2)
        offsets = np.stack(np.meshgrid(span, span), axis=-1).reshape(-1, 2)
        offsets = offsets[(offsets**2).sum(axis=1) <= radius**2]
        cell = np.floor(path * self.cells).astype(np.int64)[:, None, :] + offsets[None, :, :]
        cell = np.clip(cell.reshape(-1, 2), 0, np.array(self.taken.shape) - 1)
        self.taken[cell[:, 0], cell[:, 1]] = True

    def _colour(self, middle: Array) -> Array:
        """Neighbours mostly share a colour; now and then one does not."""
        if self.rng.random() < 0.25:
            return self.colours.pick(self.rng)
        row, column = np.clip(middle * self.cells, 0, self.cells - 1).astype(int)
        place = (float(self.tones[row, column]) * 0.28 + 0.5) * len(self.colours.colours)
        own = f32(self.colours.colours[int(np.clip(place, 0, len(self.colours.colours) - 1))])
        return lighter(own, float(self.rng.normal(0, 0.02)))

    def _ribbon(self, path: Array, reach: Array, colour: Array) -> None:
        left, right = (path + reach) * self.size, (path - reach) * self.size
        outline = np.concatenate([left, right[::-1]])[:, ::-1]
        fill = as_bytes(colour)
        self.draw.polygon([(float(x), float(y)) for x, y in outline], fill=fill)
        for end in (0, -1):
            y, x = path[end] * self.size
            radius = float(np.hypot(*(reach[end] * self.size)))
            self.draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)
