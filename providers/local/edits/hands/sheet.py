"""The sheet under a print: inks that do not meet exactly, worn spots, a margin."""

import numpy as np

from providers.local.edits.operations.focus import shifted
from providers.local.edits.raster import blurred, unit
from providers.local.pictures.canvas import Array, Rng, f32, grid, smoothstep
from providers.local.pictures.noise import fbm


def pressed(rng: Rng, mask: Array, wear: float) -> Array:
    """A plate's mask as it comes off the press: aside by a hair, with edges that bled and spots that took no ink."""
    height, width = mask.shape
    aside = (height * width) ** 0.5 * 0.0022
    moved = shifted(mask, round(rng.normal(0, aside)), round(rng.normal(0, aside)))
    rough = blurred(moved, max(0.6, aside * 0.45)) + fbm(rng, height, width, 90, 3) * np.float32(0.055)
    worn = rng.random((height, width), np.float32) > np.float32(0.035 * wear)
    body = 1 - np.float32(0.12 * wear) * smoothstep(0.2, 2.2, fbm(rng, height, width, 60, 4))
    return f32(smoothstep(0.38, 0.62, f32(rough)) * body * (0.45 + 0.55 * worn))


def margin(picture: Array, share: float) -> Array:
    """1 where ink may come, 0 on the sheet's border."""
    height, width = picture.shape[:2]
    y, x = grid(height, width)
    border = np.minimum(np.minimum(y, 1 - y) * height, np.minimum(x, 1 - x) * width) / np.float32(unit(picture))
    return smoothstep(share - 0.0015, share + 0.0015, f32(border))
