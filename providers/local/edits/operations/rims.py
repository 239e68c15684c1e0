"""Corners and edges."""

import numpy as np

from providers.local.edits.ask import Ask
from providers.local.pictures.canvas import Array, f32, grid, mix, smoothstep


def darkened_rims(picture: Array, by: float) -> Array:
    y, x = grid(*picture.shape[:2])
    far = np.sqrt((x - 0.5) ** 2 + (y - 0.5) ** 2) / np.float32(0.7071)
    return f32(picture * (1 - np.float32(by) * smoothstep(0.3, 1.08, f32(far)))[..., None])


def vignette(picture: Array, ask: Ask) -> Array:
    return darkened_rims(picture, 1.25 * ask.amount)


def grain(picture: Array, ask: Ask) -> Array:
    """Of two sizes, strongest in the middle tones, as on film."""
    height, width = picture.shape[:2]
    fine = ask.rng.standard_normal((height, width), np.float32)
    coarse = ask.rng.standard_normal((height // 2 + 1, width // 2 + 1), np.float32)
    noise = fine * np.float32(0.6) + coarse.repeat(2, axis=0).repeat(2, axis=1)[:height, :width] * np.float32(0.55)
    middle = 1 - (2 * picture.mean(axis=-1) - 1) ** 2 * np.float32(0.6)
    return mix(picture, f32(picture + (noise * middle * np.float32(0.16))[..., None]), ask.amount)
