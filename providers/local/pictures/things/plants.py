"""Single plants near the eye: a tree with its branches, a palm, a cactus."""

from math import cos, pi, sin

import numpy as np

from providers.local.pictures.canvas import Array, Rng, f32
from providers.local.pictures.colour import lighter, rgb
from providers.local.pictures.light import Light
from providers.local.pictures.overlay import Overlay, Point


def tree(canvas: Array, rng: Rng, light: Light, x: float, base: float, size: float, tint: Array | None) -> None:
    """Branches that fork again and again, leaves at their ends."""
    overlay = Overlay(canvas, base - size * 1.6, base + size * 0.1)
    bark = light.on(rgb("#4a3a30"), 0.25)
    tips: list[Point] = []
    stack = [(x, base, pi / 2, size * 0.27, size * 0.05)]
    while stack:
        from_x, from_y, angle, length, width = stack.pop()
        to = from_x + cos(angle) * length, from_y - sin(angle) * length
        overlay.line([(from_x, from_y), to], bark, max(width, 0.7))
        if length < size * 0.06:
            tips.append(to)
            continue
        for side in (-1, 1) if length < size * 0.22 else (-1, 0, 1):
            turn = side * rng.uniform(0.25, 0.62)
            stack.append((*to, angle + turn, length * rng.uniform(0.68, 0.82), width * 0.66))
    green = rgb("#4c6e38") if tint is None else tint
    _leaves(overlay, rng, light, tips, size, [lighter(green, by) for by in (-0.07, 0.0, 0.05, 0.1)])
    overlay.lay()


def _leaves(overlay: Overlay, rng: Rng, light: Light, tips: list[Point], size: float, colours: list[Array]) -> None:
    sun = 1 if light.x > 0.5 else -1
    for layer, facing in ((0, 0.1), (1, 0.5), (2, 1.0)):
        for tip_x, tip_y in tips:
            own = light.on(f32(colours[rng.integers(len(colours))]), facing)
            off = rng.normal(0, size * 0.022, 2)
            radius = size * rng.uniform(0.014, 0.03) * (1.3 - 0.25 * layer)
            overlay.ellipse(
                tip_x + off[0] + sun * layer * size * 0.006,
                tip_y + off[1] - layer * size * 0.008,
                radius,
                radius * 0.8,
                own,
            )


def palm(canvas: Array, rng: Rng, light: Light, x: float, base: float, size: float, tint: Array | None) -> None:
    overlay = Overlay(canvas, base - size * 1.3, base + size * 0.1)
    bark, leaf = light.on(rgb("#6b5238"), 0.3), rgb("#3f6b3a")
    lean = float(rng.choice([-1, 1])) * rng.uniform(0.12, 0.3)
    steps = np.linspace(0, 1, 12)
    trunk = [(x + lean * size * float(s) ** 1.8, base - size * 0.78 * float(s)) for s in steps]
    for part in range(11):
        overlay.line(trunk[part : part + 2], bark, size * (0.034 - 0.0016 * part))
    top_x, top_y = trunk[-1]
    for frond in np.linspace(-0.5, pi + 0.5, 11):
        reach = size * rng.uniform(0.3, 0.4)
        colour = light.on(leaf, 0.2 + 0.6 * max(0.0, sin(frond)))
        _frond(overlay, top_x, top_y, float(frond), reach, colour)
    overlay.lay()


def _frond(overlay: Overlay, x: float, y: float, angle: float, reach: float, colour: Array) -> None:
    spine = [
        (x + cos(angle) * reach * s, y - sin(angle) * reach * s * 0.75 + reach * 0.55 * s * s)
        for s in (0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9, 1.0)
    ]
    droop = reach * 0.17
    for (ax, ay), (bx, by), s in zip(spine[:-1], spine[1:], (0.5, 0.8, 1, 1, 0.9, 0.7, 0.4), strict=True):
        overlay.polygon(
            [(ax, ay), (bx, by), (bx - (bx - ax) * 0.2, by + droop * s), (ax, ay + droop * 0.35 * s)], colour
        )


def cactus(canvas: Array, rng: Rng, light: Light, x: float, base: float, size: float, tint: Array | None) -> None:
    overlay = Overlay(canvas, base - size * 1.2, base + size * 0.1)
    green, thick = rgb("#4f7350") if tint is None else tint, size * 0.075
    arms = [
        (0.0, 0.0, 1.0),
        (-1.0, rng.uniform(0.3, 0.45), rng.uniform(0.65, 0.8)),
        (1.0, rng.uniform(0.35, 0.55), rng.uniform(0.7, 0.9)),
    ]
    for shift, colour in ((0.0, light.on(green, 0.15)), (0.3, light.on(green, 0.8))):
        width = thick * (1 - shift * 1.4)
        sun = thick * shift * (1 if light.x > 0.5 else -1)
        for side, low, high in arms:
            out = x + side * size * 0.19 + sun
            bend = (
                [(x + sun, base - size * low), (out, base - size * low), (out, base - size * high)]
                if side
                else [(x + sun, base), (x + sun, base - size)]
            )
            overlay.line(bend, colour, width * 2 * (0.75 if side else 1))
            for end_x, end_y in (bend[-1], *bend[1:-1]):
                radius = width * (0.75 if side else 1)
                overlay.ellipse(end_x, end_y, radius, radius, colour)
    overlay.lay()
