"""The lighthouse: a banded tower, a gallery, a lantern and, unless it is broad day, its beams."""

import numpy as np

from providers.local.pictures.canvas import Array, Rng, f32, glow, mix
from providers.local.pictures.colour import rgb
from providers.local.pictures.things.cottage import cottage
from providers.local.pictures.things.figure import Figure

_TOWER = 0.76  # height of the gallery
_FOOT, _HEAD = 0.105, 0.066
_BANDS = 7


def lighthouse(figure: Figure, rng: Rng, tint: Array | None) -> None:
    band = rgb("#b5362e") if tint is None else tint
    for ring in range(_BANDS):
        low, high = ring / _BANDS, (ring + 1) / _BANDS
        radii = _FOOT + (_HEAD - _FOOT) * low, _FOOT + (_HEAD - _FOOT) * high
        figure.drum(0, low * _TOWER, high * _TOWER, radii, band if ring % 2 else rgb("#f2ede4"))
    for window in (0.15, 0.38, 0.59):
        figure.box(-0.009, window, 0.009, window + 0.03, rgb("#2c2a33"))
    side = 1 if figure.x < figure.canvas.shape[1] / 2 else -1
    cottage(figure, -0.2 * side, -0.015, 0.2, rgb("#e9e2d6"), rgb("#8a4a3c"))
    lit = figure.light.height < 0.3 or figure.light.dark > 0.1
    _lantern(figure, band, lit)
    figure.lay()
    if lit:
        _beams(figure, 0.32 + 0.4 * figure.light.dark)


def _lantern(figure: Figure, band: Array, lit: bool) -> None:
    iron = figure.tone("#3a3a42", 0.4)
    figure.box(-0.099, _TOWER - 0.006, 0.099, _TOWER + 0.012, iron)
    for post in np.linspace(-0.092, 0.092, 7):
        figure.line([(float(post), _TOWER), (float(post), _TOWER + 0.045)], iron, 0.004)
    figure.line([(-0.096, _TOWER + 0.045), (0.096, _TOWER + 0.045)], iron, 0.005)
    glass = mix(figure.tone("#cfe0e6", 0.7), rgb("#fff3c8"), 0.9 if lit else 0.1)
    figure.box(-0.051, _TOWER + 0.01, 0.051, _TOWER + 0.1, glass)
    for bar in (-0.051, -0.017, 0.017, 0.051):
        figure.line([(bar, _TOWER), (bar, _TOWER + 0.1)], iron, 0.004)
    figure.polygon("-0.066,0.86 -0.033,0.91 0,0.93 0.033,0.91 0.066,0.86", figure.tone(band * np.float32(0.8), 0.5))
    figure.line([(0, 0.93), (0, 0.98)], iron, 0.005)


def _beams(figure: Figure, strength: float) -> None:
    """Two cones of light, brightest at the lantern. Worked out on every second pixel: they have no detail."""
    height, width = figure.canvas.shape[:2]
    x, y = figure.at(0, _TOWER + 0.055)
    ys = np.arange(0, height, 2, dtype=np.float32)[:, None] - np.float32(y)
    xs = np.arange(0, width, 2, dtype=np.float32)[None, :] - np.float32(x)
    tilt = np.float32(-0.09 if x < width / 2 else 0.09)
    off = np.abs(ys - xs * tilt) / (np.abs(xs) * np.float32(0.075) + np.float32(figure.size * 0.02))
    far = np.hypot(xs, ys) / np.float32(figure.size * 1.7)
    light = f32(np.exp(-(off**2) - far) * strength)
    glow(figure.canvas, np.repeat(np.repeat(light, 2, 0), 2, 1)[:height, :width, None] * rgb("#fff0c4"))
    figure.spot(0, _TOWER + 0.055, 0.2, rgb("#ffe2a0"), strength)
    figure.spot(0, _TOWER + 0.055, 0.05, rgb("#fff6da"), 0.95)
