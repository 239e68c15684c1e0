"""A castle, a windmill and a tent."""

from math import cos, pi, sin

import numpy as np

from providers.local.pictures.canvas import Array, Rng, mix
from providers.local.pictures.colour import rgb
from providers.local.pictures.things.cottage import LAMP, window
from providers.local.pictures.things.figure import Figure

# Where a castle's towers stand, how thick and how tall they are: those behind the wall, those in front.
_BEHIND = ((-0.1, 0.07, 0.98), (0.14, 0.06, 0.8), (-0.34, 0.06, 0.62), (0.02, 0.05, 0.66))
_BEFORE = ((0.36, 0.065, 0.58), (-0.22, 0.045, 0.5), (0.25, 0.045, 0.46))


def castle(figure: Figure, rng: Rng, tint: Array | None) -> None:
    stone = rgb("#b3a795") if tint is None else tint
    roof = rgb("#6a4450") if tint is None else tint * np.float32(0.6)
    for tower in _BEHIND:
        _tower(figure, *tower, stone, roof)
    figure.drum(0, 0, 0.3, (0.42, 0.41), stone)
    for merlon in np.arange(-0.4, 0.4, 0.06):
        figure.box(float(merlon), 0.29, float(merlon) + 0.034, 0.33, figure.tone(stone, 0.35))
    for tower in _BEFORE:
        _tower(figure, *tower, stone, roof)
    gate = rgb("#2c2226")
    figure.disc(0, 0.1, 0.05, 0.06, gate)
    figure.box(-0.05, 0, 0.05, 0.1, gate)
    figure.lay()


def _tower(figure: Figure, x: float, radius: float, tall: float, stone: Array, roof: Array) -> None:
    top, peak, eave = tall * 0.74, tall * 1.12, radius * 1.25
    figure.drum(x, 0, top, (radius, radius), stone)
    figure.polygon([(x - eave, top), (x, peak), (x + eave, top)], figure.tone(roof, 0.15))
    figure.polygon([(x, top), (x, peak), (x + figure.sun * eave, top)], figure.tone(roof, 0.8))
    glass = window(figure.light, "#3a3a48")
    for low in (tall * 0.42, tall * 0.6):
        figure.box(x - radius * 0.16, low, x + radius * 0.16, low + radius * 0.6, glass)


def windmill(figure: Figure, rng: Rng, tint: Array | None) -> None:
    figure.drum(0, 0, 0.62, (0.17, 0.105), rgb("#e6dccb") if tint is None else tint)
    wood, cloth = figure.tone("#4c3a30", 0.35), figure.tone("#f4ede0", 0.6)
    figure.polygon("-0.12,0.62 -0.07,0.72 0,0.76 0.07,0.72 0.12,0.62", figure.tone("#6b4a3c", 0.5))
    figure.box(-0.035, 0, 0.035, 0.13, wood)
    hub, turn = 0.65, rng.uniform(0.2, 1.2)
    for blade in range(4):
        angle = turn + blade * pi / 2
        along, aside = (cos(angle), sin(angle)), (-sin(angle) * 0.085, cos(angle) * 0.085)
        near, tip = (along[0] * 0.1, hub + along[1] * 0.1), (along[0] * 0.5, hub + along[1] * 0.5)
        edge = [(x + aside[0], y + aside[1]) for x, y in (tip, near)]
        figure.polygon([near, tip, *edge], cloth)
        figure.line([(0, hub), tip], wood, 0.014)
    figure.disc(0, hub, 0.02, 0.02, wood)
    figure.lay()


def tent(figure: Figure, rng: Rng, tint: Array | None) -> None:
    cloth, dark = rgb("#d9823c") if tint is None else tint, figure.light.dark
    warm = mix(figure.tone(cloth, 0.8), rgb("#ffcf7a"), 0.6 * min(1.0, dark * 1.6))
    figure.polygon("-0.5,0 -0.08,0.46 0.12,0", warm)
    figure.polygon("-0.08,0.46 0.3,0.44 0.56,0 0.12,0", figure.tone(cloth, 0.25))
    figure.polygon("-0.3,0 -0.1,0.32 -0.06,0", figure.tone("#3a2c28", 0.3) if dark < 0.3 else rgb("#ffe9b0"))
    figure.lay()
    if dark > 0.1:
        figure.spot(-0.1, 0.2, 0.5, LAMP, 0.45 * dark)
