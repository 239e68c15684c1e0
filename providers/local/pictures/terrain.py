"""Land as a repeating height map, and what of it one sees from a point above the ground."""

from dataclasses import dataclass

import numpy as np

from providers.local.pictures.canvas import Array, Rng, f32, sample, smoothstep
from providers.local.pictures.noise import line, tile

SIZE = 768  # texels of one side of the map
_STEPS = 560


def mountains(rng: Rng) -> Array:
    """Ridges upon ridges; each finer layer is strong on the crests of the coarser ones and absent in the valleys."""
    base = tile(rng, SIZE, 1.4, 2, 5)
    total = np.zeros((SIZE, SIZE), np.float32)
    weight = np.ones((SIZE, SIZE), np.float32)
    for octave in range(7):
        times = 2**octave
        layer = np.tile(base[::times, ::times], (times, times))[:SIZE, :SIZE]
        layer = np.roll(layer, (int(rng.integers(SIZE)), int(rng.integers(SIZE))), (0, 1))
        edge = np.sqrt(layer * layer + np.float32(0.004 * (octave < 3)))  # a crest is not a knife
        ridge = f32(np.clip(1 - edge * np.float32(0.42), 0, 1)) ** np.float32(1.35) * weight
        weight = f32(np.clip(ridge * 1.15, 0, 1))
        total += ridge * np.float32(0.48**octave)
    return _unit(total)


def hills(rng: Rng) -> Array:
    return smoothstep(-2.9, 2.9, tile(rng, SIZE, 2.3, 2, 9) + tile(rng, SIZE, 2.2, 9, 60) * np.float32(0.025))


def plain(rng: Rng) -> Array:
    return smoothstep(-4, 4, tile(rng, SIZE, 2.2, 2, 8) + tile(rng, SIZE, 2.0, 12, 90) * np.float32(0.02))


def dunes(rng: Rng) -> Array:
    """Waves of sand: long slopes to the wind, short ones in the lee, sharp crests between."""
    y, x = np.mgrid[0:SIZE, 0:SIZE].astype(np.float32) / np.float32(SIZE)
    phase = (y * 5 + tile(rng, SIZE, 2.4, 1, 10) * np.float32(0.48) + x * 2) % 1
    windward, lee = phase / 0.72, (1 - phase) / 0.28
    crest = -np.log(np.exp(-windward * 14) + np.exp(-lee * 14)) / 14
    low = smoothstep(-2.5, 2.5, tile(rng, SIZE, 2.0, 1, 6))
    return f32(np.clip(crest, 0, 1) ** 1.2 * (0.25 + 0.75 * low) * 0.5 + low * 0.4)


def canyon(rng: Rng) -> Array:
    """Table mountains: a smooth relief cut into steps, worn a little."""
    base = tile(rng, SIZE, 2.0, 2, 60)
    high = smoothstep(0.2, 0.7, base) * 0.5 + smoothstep(1.0, 1.35, base) * 0.5
    return _unit(f32(high + 0.06 * base))


def volcano(rng: Rng) -> Array:
    """One cone behind low hills, with a crater."""
    y, x = np.mgrid[0:SIZE, 0:SIZE].astype(np.float32) / np.float32(SIZE) - np.float32(0.5)
    gullies = tile(rng, SIZE, 1.6, 4, 60)
    far = np.hypot(x, y - 0.22) * (1 + gullies * 0.05)
    cone = np.clip(1.12 * np.exp(-far * 6.5) - 0.02, 0, 1)
    crater = np.clip(0.86 + far * 2.2, 0, 1)
    return f32(np.minimum(cone, crater * 0.9) + 0.07 * hills(rng))


def _unit(heights: Array) -> Array:
    return f32((heights - heights.min()) / (heights.max() - heights.min()))


@dataclass(frozen=True, slots=True)
class View:
    """Where one looks from. Lengths in sides of the map; `rise` turns heights into that measure.

    The land swells from nothing at `near` to its full height at `full`.
    """

    horizon: float
    near: float
    full: float
    far: float
    eye: float
    rise: float
    wide: float = 0.7


@dataclass(frozen=True, slots=True)
class Seen:
    """What each pixel from row `top` down sees, and for each step of the way the land's and the highest row so far."""

    top: int
    distance: Array
    y: Array
    x: Array
    cover: Array
    steps: Array
    rows: Array
    highest: Array

    def places(
        self, rng: Rng, count: int, nearest: float, farthest: float, grouped: bool = True
    ) -> list[tuple[float, float, float]]:
        """Random visible points of the land as (distance, row, column), the farthest first."""
        low, high = np.searchsorted(self.steps, (nearest, farthest))
        step = rng.integers(low, max(low + 1, high), count)
        width = self.rows.shape[1]
        column = rng.integers(0, width, count)
        row = self.rows[step, column]
        open_ = row <= self.highest[step, column] + 1
        if grouped:
            clearings = line(rng, width, 7, 3) + rng.normal(0, 0.35, width)
            open_ &= clearings[(column + step * 3) % width] > 0.15
        order = np.argsort(-step[open_], kind="stable")
        return [
            (float(self.steps[s]), float(r), float(c))
            for s, r, c in zip(step[open_][order], row[open_][order], column[open_][order], strict=True)
        ]


def trace(heights: Array, view: View, height: int, width: int, gain: Array) -> Seen:
    """Walk away from the eye in steps, remember how high the land reaches, then ask each pixel which step it hit."""
    z = f32(np.geomspace(view.near, view.far, _STEPS))
    scale = np.float32((width * height) ** 0.5 / view.wide)
    across = (np.arange(width, dtype=np.float32)[None, :] - np.float32(width / 2)) / scale
    swell = smoothstep(view.near, view.full, z[:, None]) * gain[None, :]
    ground = sample(heights, z[:, None] * SIZE + 0 * across, (across * z[:, None] + np.float32(0.5)) * SIZE) * swell
    rows = f32(view.horizon * height + (view.eye - ground * view.rise) / z[:, None] * scale)
    highest = np.minimum.accumulate(rows, axis=0)
    top = int(np.clip(highest.min(), 0, height - 1))
    step, part = _hits(highest, top, height)
    distance = f32(view.near * (view.far / view.near) ** ((step - 1 + part) / (_STEPS - 1)))
    row = np.arange(top, height, dtype=np.float32)[:, None]
    cover = f32(np.clip(row + 1 - highest[-1][None, :], 0, 1))
    return Seen(top, distance, distance * SIZE, (across * distance + np.float32(0.5)) * SIZE, cover, z, rows, highest)


def _hits(highest: Array, top: int, height: int) -> tuple[Array, Array]:
    """The first step that reaches each pixel, and the part of that step before it."""
    width, rows = highest.shape[1], height - top
    column = np.arange(width)[None, :]
    first = np.clip(np.ceil(highest) - top, 0, rows).astype(np.int64)
    reached = np.bincount((first * width + column).ravel(), minlength=(rows + 1) * width)
    step = np.clip(_STEPS - reached.reshape(rows + 1, width)[:rows].cumsum(axis=0), 1, _STEPS - 1)
    before, after = highest[step - 1, column], highest[step, column]
    row = np.arange(top, height, dtype=np.float32)[:, None]
    return f32(step), f32(np.clip((before - row) / np.maximum(before - after, 1e-3), 0, 1))
