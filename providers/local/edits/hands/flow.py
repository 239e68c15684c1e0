"""Which way the forms of a picture run: along edges, and along a slow swirl where it is plain."""

import numpy as np

from providers.local.edits.raster import blurred
from providers.local.pictures.canvas import Array, Rng, f32, resize
from providers.local.pictures.colour import brightness
from providers.local.pictures.noise import fbm

_SIDE = 320


def angles(picture: Array, rng: Rng) -> Array:
    """Radians from the x axis, at a small size: strokes are larger than its pixels."""
    scale = min(1.0, _SIDE / max(picture.shape[:2]))
    rows, columns = (max(8, round(side * scale)) for side in picture.shape[:2])
    plane = resize(brightness(picture), rows, columns)
    dy, dx = np.gradient(plane)
    swirl = fbm(rng, rows, columns, 2.0, 3) * np.float32(0.5) + np.float32(rng.uniform(-0.4, 0.4))
    # Doubled angles can be averaged: a line and its reverse are the same.
    strength = np.hypot(dx, dy)
    double = 2 * (np.arctan2(dy, dx) + np.pi / 2)
    reach = max(rows, columns) / 70
    weight = 0.006 + 0 * plane
    across = _smooth(strength * np.cos(double), reach) + weight * np.cos(2 * swirl)
    down = _smooth(strength * np.sin(double), reach) + weight * np.sin(2 * swirl)
    return f32(np.arctan2(down, across) / 2)


def _smooth(plane: Array, radius: float) -> Array:
    """Blurring works on 0..1, so what runs both ways is moved there and back."""
    most = float(np.abs(plane).max()) + 1e-6
    return f32((blurred(f32(plane / most / 2 + 0.5), radius) - 0.5) * 2 * most)


def along(noise: Array, angle: Array, length: int) -> Array:
    """Noise drawn out along the angles: the mean of what a walk to both sides meets."""
    height, width = noise.shape
    turn = resize(np.cos(2 * angle), height, width), resize(np.sin(2 * angle), height, width)
    full = np.arctan2(turn[1], turn[0]) / 2
    step_y, step_x = np.sin(full), np.cos(full)
    y, x = np.mgrid[:height, :width].astype(np.float32)
    total = noise.copy()
    for way in (1.5, -1.5):
        at_y, at_x = y.copy(), x.copy()
        for _ in range(length):
            at_y += step_y * np.float32(way)
            at_x += step_x * np.float32(way)
            total += noise[at_y.astype(np.int32).clip(0, height - 1), at_x.astype(np.int32).clip(0, width - 1)]
    return f32(total / total.std())
