"""What a poster shows: a horizon in flat layers, or plain geometry."""

from collections.abc import Callable
from math import cos, pi, sin

import numpy as np

from providers.local.pictures.canvas import Array, Rng, f32
from providers.local.pictures.colour import lighter
from providers.local.pictures.palette import Palette
from providers.local.pictures.press import Point, Press
from providers.local.pictures.reading import Reading

Box = tuple[float, float, float, float]
Motif = Callable[[Press, Rng, Palette, Box, Reading], None]


def of(reading: Reading, rng: Rng) -> Motif:
    if reading.all("land") or reading.all("water") or any(reading.has("thing", name) for name in _ICONS):
        return horizon
    named = [_BY_SHAPE[shape] for shape in reading.all("shape") if shape in _BY_SHAPE]
    every = (horizon, tiles, rings, rays, stripes, circles)
    return named[0] if named else every[rng.integers(len(every))]


def horizon(press: Press, rng: Rng, colours: Palette, box: Box, reading: Reading) -> None:
    left, top, right, bottom = box
    wide, tall = right - left, bottom - top
    tones = [f32(tone) for tone in colours.colours[rng.permutation(len(colours.colours))]]
    press.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], tones[0], 0.55)
    radius = min(wide, tall) * rng.uniform(0.2, 0.3)
    x, y = left + wide * rng.uniform(0.3, 0.7), top + tall * rng.uniform(0.32, 0.5)
    press.circle(x, y, radius, tones[1], -0.35)
    if rng.random() < 0.5:
        for ring in range(1, 4):
            press.ring(x, y, radius * (1 + 0.22 * ring), 0.003, tones[1])
    lands = [land for land in (*reading.all("land"), *reading.all("water")) if land in _LAYERS]
    icons = [name for name in _ICONS if reading.has("thing", name)]
    if icons and not lands:
        lands = [_ICONS[icons[0]][1]]
    lands = lands or [("mountains", "hills", "city", "sea", "forest")[rng.integers(5)]]
    layers = (lands * 4)[: max(4, len(lands))]
    for number, land in enumerate(sorted(layers, key=list(_LAYERS).index)):
        if number == 2:
            for name in icons:
                _ICONS[name][0](
                    press, left + wide * (0.26 if x > left + wide / 2 else 0.74), top + tall * 0.72, tall, colours
                )
        low = top + tall * (0.56 + 0.115 * number)
        tone = tones[2 + number % (len(tones) - 2)] if len(tones) > 2 else lighter(tones[0], -0.08 * number)
        _LAYERS[land](press, rng, (left, low, right, bottom), tall, tone)


def _mountains(press: Press, rng: Rng, box: Box, tall: float, tone: Array) -> None:
    left, low, right, bottom = box
    peaks, faces = [(left - 0.1, bottom)], []
    x = left - 0.1
    while x < right + 0.1:
        half, rise = rng.uniform(0.06, 0.15), tall * rng.uniform(0.1, 0.3)
        top = (x + half, low - rise)
        peaks += [(x, low + tall * 0.05), top, (x + 2 * half, low + tall * 0.05)]
        faces.append(
            [
                top,
                (x + 2 * half, low + tall * 0.05),
                (x + half * 1.15, low + tall * 0.05),
                (x + half * 0.85, low - rise * 0.45),
            ]
        )
        x += half * rng.uniform(1.1, 1.7)
    press.polygon([*peaks, (right + 0.1, bottom)], tone)
    press.polygons(faces, lighter(tone, -0.1), 0.5)


def _waves(press: Press, box: Box, tone: Array, height: float, length: float, phase: float, fade: float) -> None:
    left, low, right, bottom = box
    xs = np.linspace(left, right, 90)
    crest = [(float(x), float(low + height * sin(x / length * 2 * pi + phase))) for x in xs]
    press.polygon([*crest, (right, bottom), (left, bottom)], tone, fade)


def _hills(press: Press, rng: Rng, box: Box, tall: float, tone: Array) -> None:
    _waves(press, box, tone, tall * rng.uniform(0.04, 0.09), rng.uniform(0.6, 1.3), rng.uniform(0, 6), 0.3)


def _sea(press: Press, rng: Rng, box: Box, tall: float, tone: Array) -> None:
    _waves(press, box, tone, tall * 0.012, rng.uniform(0.09, 0.14), rng.uniform(0, 6), 0.25)


def _city(press: Press, rng: Rng, box: Box, tall: float, tone: Array) -> None:
    left, low, right, bottom = box
    walls, panes, x = [], [], left - 0.02
    while x < right:
        wide, top = rng.uniform(0.035, 0.085), low - tall * rng.uniform(0.02, 0.26)
        walls.append([(x, top), (x + wide, top), (x + wide, bottom), (x, bottom)])
        for row in np.arange(top + 0.015, min(bottom, top + tall * 0.5), 0.022):
            for column in np.arange(x + 0.01, x + wide - 0.012, 0.017):
                if rng.random() < 0.45:
                    panes.append(_square(float(column), float(row), 0.007, 0.011))
        x += wide + rng.choice([0.0, 0.004, 0.02])
    press.polygons(walls, tone)
    press.polygons(panes, lighter(tone, 0.22))


def _forest(press: Press, rng: Rng, box: Box, tall: float, tone: Array) -> None:
    left, low, right, bottom = box
    firs = [[(left, low), (right, low), (right, bottom), (left, bottom)]]
    for x in np.arange(left, right, 0.022):
        high, half = tall * rng.uniform(0.06, 0.17), rng.uniform(0.016, 0.026)
        for tier in (0.0, 0.3, 0.55):
            firs.append(
                [
                    (x, low - high * (1 - tier * 0.5)),
                    (x + half * (0.6 + tier), low - high * (0.55 - tier)),
                    (x - half * (0.6 + tier), low - high * (0.55 - tier)),
                ]
            )
    press.polygons(firs, tone)


def _square(x: float, y: float, wide: float, tall: float) -> list[Point]:
    return [(x, y), (x + wide, y), (x + wide, y + tall), (x, y + tall)]


# From the far to the near.
_LAYERS: dict[str, Callable[[Press, Rng, Box, float, Array], None]] = {
    "volcano": _mountains, "mountains": _mountains, "canyon": _mountains, "city": _city, "hills": _hills,
    "plain": _hills, "dunes": _hills, "forest": _forest, "lake": _sea, "sea": _sea, "beach": _sea,
}  # fmt: skip


def _lighthouse(press: Press, x: float, foot: float, tall: float, colours: Palette) -> None:
    high, bands = tall * 0.52, 6
    for band in range(bands):
        low, top = foot - high * band / bands, foot - high * (band + 1) / bands
        wide, narrow = (tall * (0.06 - 0.026 * part / bands) for part in (band, band + 1))
        corners = [(x - wide, low), (x + wide, low), (x + narrow, top), (x - narrow, top)]
        press.polygon(corners, colours.ink if band % 2 else colours.background)
    room, top = tall * 0.03, foot - high
    press.polygon(_square(x - room * 1.7, top, room * 3.4, tall * 0.012), colours.ink)
    press.polygon(_square(x - room, top - tall * 0.06, room * 2, tall * 0.06), colours.background)
    press.polygon(
        [(x - room * 1.3, top - tall * 0.06), (x, top - tall * 0.11), (x + room * 1.3, top - tall * 0.06)], colours.ink
    )
    press.polygon(
        [(x + room, top - tall * 0.04), (x + 1.2, top - tall * 0.2), (x + 1.2, top + tall * 0.08)],
        colours.background,
        0.85,
    )


def _sailboat(press: Press, x: float, foot: float, tall: float, colours: Palette) -> None:
    size = tall * 0.34
    press.polygon(
        [(x + size * 0.03, foot - size * 0.2), (x + size * 0.03, foot - size), (x + size * 0.45, foot - size * 0.2)],
        colours.background,
    )
    press.polygon(
        [
            (x - size * 0.03, foot - size * 0.2),
            (x - size * 0.03, foot - size * 0.85),
            (x - size * 0.33, foot - size * 0.2),
        ],
        colours.background,
        0.4,
    )
    press.polygon(
        [
            (x - size * 0.45, foot - size * 0.14),
            (x + size * 0.5, foot - size * 0.14),
            (x + size * 0.32, foot + size * 0.06),
            (x - size * 0.3, foot + size * 0.06),
        ],
        colours.ink,
    )


def _balloon(press: Press, x: float, foot: float, tall: float, colours: Palette) -> None:
    y, radius = foot - tall * 0.42, tall * 0.16
    press.circle(x, y, radius, colours.ink)
    press.polygon(
        [
            (x - radius * 0.93, y + radius * 0.4),
            (x + radius * 0.93, y + radius * 0.4),
            (x + radius * 0.22, y + radius * 1.4),
            (x - radius * 0.22, y + radius * 1.4),
        ],
        colours.ink,
    )
    press.polygon(
        [
            (x - radius * 0.28, y - radius * 0.96),
            (x + radius * 0.28, y - radius * 0.96),
            (x + radius * 0.42, y),
            (x + radius * 0.1, y + radius * 1.4),
            (x - radius * 0.1, y + radius * 1.4),
            (x - radius * 0.42, y),
        ],
        colours.background,
    )
    press.polygon(_square(x - radius * 0.17, y + radius * 1.55, radius * 0.34, radius * 0.28), colours.ink)


# How a thing is drawn, and the land it belongs to.
_ICONS: dict[str, tuple[Callable[[Press, float, float, float, Palette], None], str]] = {
    "lighthouse": (_lighthouse, "sea"), "sailboat": (_sailboat, "sea"), "balloon": (_balloon, "hills"),
}  # fmt: skip


def tiles(press: Press, rng: Rng, colours: Palette, box: Box, reading: Reading) -> None:
    """A grid of quarter circles, half circles, triangles and dots."""
    left, top, right, bottom = box
    across = int(rng.integers(4, 7))
    cell = (right - left) / across
    for row in range(int(np.ceil((bottom - top) / cell))):
        for column in range(across):
            x, y = left + column * cell, top + row * cell
            press.polygon(_square(x, y, cell, cell), colours.pick(rng))
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
        press.polygons([_square(x, y + cell * part / 6, cell, cell / 12) for part in range(6)], tone)


def rings(press: Press, rng: Rng, colours: Palette, box: Box, reading: Reading) -> None:
    left, top, right, bottom = box
    x, y = left + (right - left) * rng.uniform(0.2, 0.8), top + (bottom - top) * rng.uniform(0.3, 0.9)
    press.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], colours.pick(rng), 0.4)
    reach = 1.1 * max(right - left, bottom - top)
    while reach > 0.03:
        press.circle(x, y, reach, colours.pick(rng), float(rng.choice([0.0, 0.0, 0.35])))
        reach -= rng.uniform(0.035, 0.11)


def rays(press: Press, rng: Rng, colours: Palette, box: Box, reading: Reading) -> None:
    left, top, right, bottom = box
    x, y = left + (right - left) * rng.uniform(0.35, 0.65), top + (bottom - top) * rng.uniform(0.55, 0.95)
    tones = [colours.pick(rng) for _ in range(2)]
    press.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], tones[0])
    count = int(rng.integers(14, 26))
    wedges = []
    for ray in range(count):
        ends = [
            (x + 2 * cos(angle), y + 2 * sin(angle)) for angle in (2 * pi * ray / count, 2 * pi * (ray + 0.5) / count)
        ]
        wedges.append([(x, y), *ends])
    press.polygons(wedges, tones[1] if not np.allclose(tones[0], tones[1]) else lighter(tones[0], -0.12))
    for share in (1.0, 0.72, 0.46):
        press.circle(x, y, 0.23 * share, colours.pick(rng), -0.3 if share == 1 else 0.0)


def stripes(press: Press, rng: Rng, colours: Palette, box: Box, reading: Reading) -> None:
    left, top, right, bottom = box
    press.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], colours.pick(rng))
    lean, at = rng.choice([-1, 1]) * rng.uniform(0.3, 1.0), left - 1.0
    while at < right + 1:
        wide = float(rng.choice([0.015, 0.03, 0.06, 0.1]))
        press.polygon(
            [(at, top), (at + wide, top), (at + wide + lean, bottom), (at + lean, bottom)],
            colours.pick(rng),
            float(rng.choice([0, 0.5])),
        )
        at += wide + float(rng.choice([0.012, 0.03, 0.05]))
    press.circle(left + (right - left) * rng.uniform(0.35, 0.65), (top + bottom) / 2, 0.2, colours.ink, 0.3)


def circles(press: Press, rng: Rng, colours: Palette, box: Box, reading: Reading) -> None:
    """Discs of all sizes, the large ones first."""
    left, top, right, bottom = box
    press.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], colours.pick(rng), 0.5)
    for radius in sorted(0.02 + rng.beta(1.2, 3.5, 22) * 0.3, reverse=True):
        x, y = rng.uniform(left, right), rng.uniform(top, bottom)
        press.circle(x, y, float(radius), colours.pick(rng), float(rng.choice([0, 0, 0.6, -0.6])))
        if rng.random() < 0.3:
            press.ring(x, y, float(radius) * 1.18, 0.004, colours.pick(rng))


_BY_SHAPE: dict[str, Motif] = {
    "square": tiles, "triangle": tiles, "circle": circles, "dot": circles, "spiral": rings, "ray": rays,
    "stripe": stripes, "wave": horizon,
}  # fmt: skip
