"""A poster's horizon: a disc in the sky, layers of land before it, and perhaps one thing."""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi, sin

import numpy as np

from providers.local.pictures.canvas import Array, Rng, f32
from providers.local.pictures.colour import brightness, lighter
from providers.local.pictures.palette import Palette
from providers.local.pictures.press import Box, Point, Press, square
from providers.local.pictures.reading import Reading


def horizon(press: Press, rng: Rng, colours: Palette, box: Box, reading: Reading) -> None:
    left, top, right, bottom = box
    wide, tall = right - left, bottom - top
    tones = [f32(tone) for tone in colours.colours[rng.permutation(len(colours.colours))]]
    press.polygon(square(left, top, wide, tall), tones[0], 0.55)
    x, y = left + wide * rng.uniform(0.3, 0.7), top + tall * rng.uniform(0.32, 0.5)
    _disc(press, rng, (x, y), min(wide, tall) * rng.uniform(0.2, 0.3), tones[1 % len(tones)])
    icons = [name for name in ICONS if reading.has("thing", name)]
    for number, land in enumerate(_lands(reading, rng, icons)):
        if number == 2:
            for name in icons:
                _icon(press, colours, ICONS[name], left + wide * (0.26 if x > 0.5 else 0.74), top + tall * 0.72, tall)
        tone = tones[2 + number % (len(tones) - 2)] if len(tones) > 2 else lighter(tones[0], -0.08 * number)
        _LAYERS[land](press, rng, (left, top + tall * (0.56 + 0.115 * number), right, bottom), tall, tone)


def _disc(press: Press, rng: Rng, middle: Point, radius: float, tone: Array) -> None:
    press.circle(*middle, radius, tone, -0.35)
    if rng.random() < 0.5:
        for ring in range(1, 4):
            press.ring(*middle, radius * (1 + 0.22 * ring), 0.003, tone)


def _lands(reading: Reading, rng: Rng, icons: list[str]) -> list[str]:
    """At least four layers, the far ones first."""
    lands = [land for land in (*reading.all("land"), *reading.all("water")) if land in _LAYERS]
    if not lands:
        lands = [ICONS[icons[0]].land] if icons else [("mountains", "hills", "city", "sea", "forest")[rng.integers(5)]]
    return sorted((lands * 4)[: max(4, len(lands))], key=list(_LAYERS).index)


def _mountains(press: Press, rng: Rng, box: Box, tall: float, tone: Array) -> None:
    left, low, right, bottom = box
    peaks, faces = [(left - 0.1, bottom)], []
    x = left - 0.1
    while x < right + 0.1:
        half, rise = rng.uniform(0.06, 0.15), tall * rng.uniform(0.1, 0.3)
        top = (x + half, low - rise)
        peaks += [(x, low + tall * 0.05), top, (x + 2 * half, low + tall * 0.05)]
        ragged = (x + half * 1.15, low + tall * 0.05), (x + half * 0.85, low - rise * 0.45)
        faces.append([top, (x + 2 * half, low + tall * 0.05), *ragged])
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
    walls: list[list[Point]] = []
    panes: list[list[Point]] = []
    x = left - 0.02
    while x < right:
        wide, top = rng.uniform(0.035, 0.085), low - tall * rng.uniform(0.02, 0.26)
        walls.append(square(x, top, wide, bottom - top))
        rows, columns = np.arange(top + 0.015, top + tall * 0.5, 0.022), np.arange(x + 0.01, x + wide - 0.012, 0.017)
        spots = [(float(column), float(row)) for row in rows for column in columns]
        panes += [square(*spot, 0.007, 0.011) for spot in spots if rng.random() < 0.45]
        x += wide + rng.choice([0.0, 0.004, 0.02])
    press.polygons(walls, tone)
    press.polygons(panes, lighter(tone, 0.22))


def _forest(press: Press, rng: Rng, box: Box, tall: float, tone: Array) -> None:
    left, low, right, bottom = box
    firs = [square(left, low, right - left, bottom - low)]
    for x in np.arange(left, right, 0.022).tolist():
        high, half = tall * rng.uniform(0.06, 0.17), rng.uniform(0.016, 0.026)
        for tier in (0.0, 0.3, 0.55):
            top, foot, reach = low - high * (1 - tier * 0.5), low - high * (0.55 - tier), half * (0.6 + tier)
            firs.append([(x, top), (x + reach, foot), (x - reach, foot)])
    press.polygons(firs, tone)


# From the far to the near.
_LAYERS: dict[str, Callable[[Press, Rng, Box, float, Array], None]] = {
    "volcano": _mountains, "mountains": _mountains, "canyon": _mountains, "city": _city, "hills": _hills,
    "plain": _hills, "dunes": _hills, "forest": _forest, "lake": _sea, "sea": _sea, "beach": _sea,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Icon:
    """A thing, and the land it belongs to. Parts: their colour, how much it fades, an outline "right,up ..."."""

    land: str
    parts: tuple[tuple[str, float, str], ...]


def _band(low: int) -> str:
    """A sixth of a tower."""
    (foot, below), (head, above) = ((0.06 - 0.0043 * part, 0.0867 * part) for part in (low, low + 1))
    return f"{-foot},{below} {foot},{below} {head},{above} {-head},{above}"


_ROUND = " ".join(f"{0.16 * cos(turn):.4f},{0.42 + 0.16 * sin(turn):.4f}" for turn in np.linspace(0, 2 * pi, 60))
ICONS = {
    "lighthouse": Icon("sea", (
        *(("ink" if band % 2 else "paper", 0.0, _band(band)) for band in range(6)),
        ("ink", 0.0, "-0.051,0.508 0.051,0.508 0.051,0.52 -0.051,0.52"),
        ("paper", 0.0, "-0.03,0.52 0.03,0.52 0.03,0.58 -0.03,0.58"),
        ("ink", 0.0, "-0.039,0.58 0.039,0.58 0,0.63"),
        ("light", 0.85, "0.03,0.56 2.2,0.76 2.2,0.44"),
    )),
    "sailboat": Icon("sea", (
        ("paper", 0.0, "0.01,0.07 0.01,0.34 0.153,0.07"),
        ("paper", 0.4, "-0.01,0.07 -0.01,0.29 -0.112,0.07"),
        ("ink", 0.0, "-0.153,0.048 0.17,0.048 0.109,-0.02 -0.102,-0.02"),
    )),
    "balloon": Icon("hills", (
        ("ink", 0.0, _ROUND),
        ("ink", 0.0, "-0.149,0.356 0.149,0.356 0.035,0.196 -0.035,0.196"),
        ("paper", 0.0, "-0.045,0.574 0.045,0.574 0.067,0.42 0.016,0.196 -0.016,0.196 -0.067,0.42"),
        ("ink", 0.0, "-0.027,0.172 0.027,0.172 0.027,0.127 -0.027,0.127"),
    )),
}  # fmt: skip


def _icon(press: Press, colours: Palette, icon: Icon, x: float, foot: float, tall: float) -> None:
    tones = {"ink": colours.ink, "paper": colours.background}
    tones["light"] = max(tones.values(), key=lambda tone: float(brightness(tone)))
    for tone, fade, outline in icon.parts:
        points = [point.split(",") for point in outline.split()]
        press.polygon([(x + float(right) * tall, foot - float(up) * tall) for right, up in points], tones[tone], fade)
