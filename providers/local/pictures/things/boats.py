"""What swims, and its broken mirror image."""

import numpy as np

from providers.local.pictures.canvas import Array, Rng, f32, mix
from providers.local.pictures.colour import rgb, rgbs
from providers.local.pictures.things.figure import Figure

_SAILS = "#f6f1e7 #f6f1e7 #efe0c4 #d95f4a #e8b54a"


def sailboat(figure: Figure, rng: Rng, tint: Array | None) -> None:
    sail = f32(rgbs(_SAILS)[rng.integers(5)]) if tint is None else tint
    figure.polygon("0.024,0.14 0.05,1.0 0.22,0.62 0.365,0.16", figure.tone(sail, 0.85))
    figure.polygon("0.024,0.14 0.05,1.0 0.118,0.6 0.144,0.14", figure.tone(sail, 0.45))
    figure.polygon("-0.016,0.14 0.007,0.9 -0.186,0.45 -0.316,0.14", figure.tone(sail, 0.6))
    figure.line([(0.0015, 0.05), (0.031, 1.03)], figure.tone("#4a3628", 0.4), 0.016)
    figure.polygon("-0.4,0.12 0.42,0.12 0.32,0.0 -0.28,0.0", figure.tone("#6b3c2c", 0.5))
    figure.polygon("-0.4,0.12 0.42,0.12 0.41,0.09 -0.385,0.09", figure.tone("#efe6d6", 0.7))
    figure.lay()
    figure.mirror(0.5)


def ship(figure: Figure, rng: Rng, tint: Array | None) -> None:
    hull = rgb("#7a2f2a") if tint is None else tint
    figure.polygon("-0.5,0.15 0.56,0.17 0.46,0.0 -0.45,0.0", figure.tone(hull, 0.45))
    figure.polygon("-0.5,0.15 0.56,0.17 0.55,0.135 -0.49,0.115", figure.tone("#f0ece4", 0.7))
    glass = mix(figure.tone("#40505c", 0.3), rgb("#ffdf9a"), min(1.0, figure.light.dark * 1.5))
    for deck, (left, right) in enumerate(((-0.4, 0.3), (-0.34, 0.2), (-0.28, 0.05))):
        low = 0.15 + deck * 0.06
        figure.box(left, low, right, low + 0.06, figure.tone("#ece7dd", 0.75 - 0.1 * deck))
        for pane in np.arange(left + 0.03, right - 0.02, 0.05):
            figure.box(float(pane), low + 0.02, float(pane) + 0.025, low + 0.042, glass)
    for funnel in ("-0.16,0.33 -0.09,0.33 -0.1,0.46 -0.155,0.46", "-0.03,0.33 0.04,0.33 0.03,0.46 -0.025,0.46"):
        figure.polygon(funnel, figure.tone(hull, 0.6))
    figure.lay()
    figure.mirror(0.45)
