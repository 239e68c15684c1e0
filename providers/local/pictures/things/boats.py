"""What swims, and its broken mirror image."""

import numpy as np

from providers.local.pictures.canvas import Array, Rng, f32, mix
from providers.local.pictures.colour import rgb, rgbs
from providers.local.pictures.light import Light
from providers.local.pictures.overlay import Overlay

_SAILS = "#f6f1e7 #f6f1e7 #efe0c4 #d95f4a #e8b54a"


def sailboat(canvas: Array, rng: Rng, light: Light, x: float, base: float, size: float, tint: Array | None) -> None:
    sail = f32(rgbs(_SAILS)[rng.integers(5)]) if tint is None else tint
    lean = (1 if light.x > x / canvas.shape[1] else -1) * size * 0.03
    overlay = Overlay(canvas, base - size * 1.1, base + size * 0.05)

    def part(points: str, colour: Array, facing: float) -> None:
        pairs = [tuple(float(number) for number in point.split(",")) for point in points.split()]
        overlay.polygon(
            [(x + right * size + lean * up, base - up * size) for right, up in pairs], light.on(colour, facing)
        )

    part("0.02,0.14 0.02,1.0 0.2,0.62 0.36,0.16", sail, 0.85)
    part("0.02,0.14 0.02,1.0 0.1,0.6 0.14,0.14", sail, 0.45)
    part("-0.02,0.14 -0.02,0.9 -0.2,0.45 -0.32,0.14", sail, 0.6)
    part("-0.008,0.05 -0.008,1.03 0.008,1.03 0.008,0.05", rgb("#4a3628"), 0.4)
    part("-0.4,0.12 0.42,0.12 0.32,0.0 -0.28,0.0", rgb("#6b3c2c"), 0.5)
    part("-0.4,0.12 0.42,0.12 0.41,0.09 -0.385,0.09", rgb("#efe6d6"), 0.7)
    overlay.lay()
    overlay.mirror(base, 0.5)


def ship(canvas: Array, rng: Rng, light: Light, x: float, base: float, size: float, tint: Array | None) -> None:
    overlay = Overlay(canvas, base - size, base + size * 0.05)
    hull = rgb("#7a2f2a") if tint is None else tint

    def at(right: float, high: float) -> tuple[float, float]:
        return x + right * size, base - high * size

    overlay.polygon([at(-0.5, 0.15), at(0.56, 0.17), at(0.46, 0.0), at(-0.45, 0.0)], light.on(hull, 0.45))
    overlay.polygon([at(-0.5, 0.15), at(0.56, 0.17), at(0.55, 0.135), at(-0.49, 0.115)], light.on(rgb("#f0ece4"), 0.7))
    for deck, (left, right) in enumerate(((-0.4, 0.3), (-0.34, 0.2), (-0.28, 0.05))):
        low = 0.15 + deck * 0.06
        overlay.polygon(
            [at(left, low), at(right, low), at(right, low + 0.06), at(left, low + 0.06)],
            light.on(rgb("#ece7dd"), 0.75 - 0.1 * deck),
        )
        glass = mix(light.on(rgb("#40505c"), 0.3), rgb("#ffdf9a"), min(1.0, light.dark * 1.5))
        for window in np.arange(left + 0.03, right - 0.02, 0.05):
            overlay.box(*at(float(window), low + 0.042), *at(float(window) + 0.025, low + 0.02), glass)
    for funnel in (-0.16, -0.03):
        overlay.polygon(
            [at(funnel, 0.33), at(funnel + 0.07, 0.33), at(funnel + 0.06, 0.46), at(funnel + 0.005, 0.46)],
            light.on(hull, 0.6),
        )
    overlay.lay()
    overlay.mirror(base, 0.45)
