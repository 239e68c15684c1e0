"""Single plants near the eye: a tree with its branches, a palm, a cactus."""

from math import cos, pi, sin

import numpy as np

from providers.local.pictures.canvas import Array, Rng
from providers.local.pictures.colour import lighter, rgb
from providers.local.pictures.overlay import Point
from providers.local.pictures.things.figure import Figure


def tree(figure: Figure, rng: Rng, tint: Array | None) -> None:
    """Branches that fork again and again, leaves at their ends."""
    bark = figure.tone("#4a3a30", 0.25)
    tips: list[Point] = []
    stack = [(0.0, 0.0, pi / 2, 0.27, 0.05)]
    while stack:
        x, y, angle, length, width = stack.pop()
        end = x + cos(angle) * length, y + sin(angle) * length
        figure.line([(x, y), end], bark, width)
        if length < 0.06:
            tips.append(end)
            continue
        for side in (-1, 1) if length < 0.22 else (-1, 0, 1):
            turn = angle + side * rng.uniform(0.25, 0.62)
            stack.append((*end, turn, length * rng.uniform(0.68, 0.82), width * 0.66))
    _leaves(figure, rng, tips, rgb("#4c6e38") if tint is None else tint)
    figure.lay()


def _leaves(figure: Figure, rng: Rng, tips: list[Point], colour: Array) -> None:
    """Three layers, each higher, nearer to the sun and brighter than the one below."""
    shades = [lighter(colour, by) for by in (-0.07, 0.0, 0.05, 0.1)]
    for layer, facing in enumerate((0.1, 0.5, 1.0)):
        for x, y in tips:
            aside, up = rng.normal(0, 0.022, 2)
            radius = rng.uniform(0.014, 0.03) * (1.3 - 0.25 * layer)
            tone = figure.tone(shades[rng.integers(4)], facing)
            figure.disc(x + aside + figure.sun * layer * 0.006, y + up + layer * 0.008, radius, radius * 0.8, tone)


def palm(figure: Figure, rng: Rng, tint: Array | None) -> None:
    bark = figure.tone("#6b5238", 0.3)
    lean = float(rng.choice([-1, 1])) * rng.uniform(0.12, 0.3)
    trunk = [(lean * (part / 11) ** 1.8, 0.78 * part / 11) for part in range(12)]
    for part in range(11):
        figure.line(trunk[part : part + 2], bark, 0.034 - 0.0016 * part)
    for angle in np.linspace(-0.5, pi + 0.5, 11):
        tone = figure.tone("#3f6b3a", 0.2 + 0.6 * max(0.0, sin(angle)))
        _frond(figure, trunk[-1], float(angle), rng.uniform(0.3, 0.4), tone)
    figure.lay()


def _frond(figure: Figure, root: Point, angle: float, reach: float, colour: Array) -> None:
    along = (0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9, 1.0)
    spine = [
        (root[0] + cos(angle) * reach * s, root[1] + sin(angle) * reach * s * 0.75 - reach * 0.55 * s * s)
        for s in along
    ]
    droop = reach * 0.17
    for (ax, ay), (bx, by), hang in zip(spine[:-1], spine[1:], (0.5, 0.8, 1, 1, 0.9, 0.7, 0.4), strict=True):
        fringe = (bx - (bx - ax) * 0.2, by - droop * hang), (ax, ay - droop * 0.35 * hang)
        figure.polygon([(ax, ay), (bx, by), *fringe], colour)


def cactus(figure: Figure, rng: Rng, tint: Array | None) -> None:
    """A trunk and two arms, first in the shade, then a narrower lit side on top."""
    green = rgb("#4f7350") if tint is None else tint
    left, right = (rng.uniform(0.3, 0.45), rng.uniform(0.65, 0.8)), (rng.uniform(0.35, 0.55), rng.uniform(0.7, 0.9))
    for facing, shift in ((0.15, 0.0), (0.8, 0.0225)):
        tone, thick, x = figure.tone(green, facing), 0.15 - 2.8 * shift, shift * figure.sun
        _stem(figure, [(x, 0.0), (x, 1.0)], thick, tone)
        for side, (low, high) in ((-0.19, left), (0.19, right)):
            _stem(figure, [(x, low), (x + side, low), (x + side, high)], thick * 0.75, tone)
    figure.lay()


def _stem(figure: Figure, bends: list[Point], thick: float, colour: Array) -> None:
    figure.line(bends, colour, thick)
    for x, y in bends[1:]:
        figure.disc(x, y, thick / 2, thick / 2, colour)
