"""What a poster shows: plain geometry, unless the prompt names a land."""

from collections.abc import Callable
from math import cos, pi, sin

import numpy as np

from providers.local.pictures.canvas import Array, Rng
from providers.local.pictures.colour import lighter
from providers.local.pictures.palette import Palette
from providers.local.pictures.press import Box, Press, square
from providers.local.pictures.reading import Reading
from providers.local.pictures.silhouettes import ICONS, horizon

Motif = Callable[[Press, Rng, Palette, Box, Reading], None]


def of(reading: Reading, rng: Rng) -> Motif:
    if reading.all("land") or reading.all("water") or any(reading.has("thing", name) for name in ICONS):
        return horizon
    named = [_BY_SHAPE[shape] for shape in reading.all("shape") if shape in _BY_SHAPE]
    every = (horizon, tiles, rings, rays, stripes, circles)
    return named[0] if named else every[rng.integers(len(every))]


def tiles(press: Press, rng: Rng, colours: Palette, box: Box, reading: Reading) -> None:
    """A grid of quarter circles, half circles, triangles and dots."""
    left, top, right, bottom = box
    across = int(rng.integers(4, 7))
    cell = (right - left) / across
    for row in range(int(np.ceil((bottom - top) / cell))):
        for column in range(across):
            x, y = left + column * cell, top + row * cell
            press.polygon(square(x, y, cell, cell), colours.pick(rng))
            _tile(press, rng, x, y, cell, colours.pick(rng))


def _tile(press: Press, rng: Rng, x: float, y: float, cell: float, tone: Array) -> None:
    kind, turn = int(rng.integers(5)), int(rng.integers(4))
    corners = [(x, y), (x + cell, y), (x + cell, y + cell), (x, y + cell)]
    if kind == 0:
        press.slice(*corners[turn], cell, turn * 90, turn * 90 + 90, tone)
    elif kind == 1:
        press.slice(x + cell / 2, y + cell / 2, cell / 2, turn * 90, turn * 90 + 180, tone)
    elif kind == 2:
        press.polygon([corners[turn], corners[(turn + 1) % 4], corners[(turn + 2) % 4]], tone)
    elif kind == 3:
        press.circle(x + cell / 2, y + cell / 2, cell * rng.choice([0.18, 0.34]), tone)
    else:
        press.polygons([square(x, y + cell * part / 6, cell, cell / 12) for part in range(6)], tone)


def rings(press: Press, rng: Rng, colours: Palette, box: Box, reading: Reading) -> None:
    left, top, right, bottom = box
    x, y = left + (right - left) * rng.uniform(0.2, 0.8), top + (bottom - top) * rng.uniform(0.3, 0.9)
    press.polygon(square(left, top, right - left, bottom - top), colours.pick(rng), 0.4)
    reach = 1.1 * max(right - left, bottom - top)
    while reach > 0.03:
        press.circle(x, y, reach, colours.pick(rng), float(rng.choice([0.0, 0.0, 0.35])))
        reach -= rng.uniform(0.035, 0.11)


def rays(press: Press, rng: Rng, colours: Palette, box: Box, reading: Reading) -> None:
    left, top, right, bottom = box
    x, y = left + (right - left) * rng.uniform(0.35, 0.65), top + (bottom - top) * rng.uniform(0.55, 0.95)
    tones = [colours.pick(rng) for _ in range(2)]
    press.polygon(square(left, top, right - left, bottom - top), tones[0])
    count = int(rng.integers(14, 26))
    turns = np.arange(count) * 2 * pi / count
    wedges = [
        [(x, y), *((x + 2 * cos(turn + open_), y + 2 * sin(turn + open_)) for open_ in (0, pi / count))]
        for turn in turns
    ]
    press.polygons(wedges, tones[1] if not np.allclose(tones[0], tones[1]) else lighter(tones[0], -0.12))
    for share in (1.0, 0.72, 0.46):
        press.circle(
            x, y, 0.34 * min(right - left, bottom - top) * share, colours.pick(rng), -0.3 if share == 1 else 0.0
        )


def stripes(press: Press, rng: Rng, colours: Palette, box: Box, reading: Reading) -> None:
    left, top, right, bottom = box
    press.polygon(square(left, top, right - left, bottom - top), colours.pick(rng))
    lean, at = rng.choice([-1, 1]) * rng.uniform(0.3, 1.0), left - 1.0
    while at < right + 1:
        wide = float(rng.choice([0.015, 0.03, 0.06, 0.1]))
        press.polygon(
            [(at, top), (at + wide, top), (at + wide + lean, bottom), (at + lean, bottom)],
            colours.pick(rng),
            float(rng.choice([0, 0.5])),
        )
        at += wide + float(rng.choice([0.012, 0.03, 0.05]))
    press.circle(
        left + (right - left) * rng.uniform(0.35, 0.65),
        (top + bottom) / 2,
        0.3 * min(right - left, bottom - top),
        colours.ink,
        0.3,
    )


def circles(press: Press, rng: Rng, colours: Palette, box: Box, reading: Reading) -> None:
    """Discs of all sizes, the large ones first."""
    left, top, right, bottom = box
    press.polygon(square(left, top, right - left, bottom - top), colours.pick(rng), 0.5)
    for radius in sorted(0.02 + rng.beta(1.2, 3.5, 22) * 0.3, reverse=True):
        x, y = rng.uniform(left, right), rng.uniform(top, bottom)
        press.circle(x, y, float(radius), colours.pick(rng), float(rng.choice([0, 0, 0.6, -0.6])))
        if rng.random() < 0.3:
            press.ring(x, y, float(radius) * 1.18, 0.004, colours.pick(rng))


_BY_SHAPE: dict[str, Motif] = {
    "square": tiles, "triangle": tiles, "circle": circles, "dot": circles, "spiral": rings, "ray": rays,
    "stripe": stripes, "wave": horizon,
}  # fmt: skip
