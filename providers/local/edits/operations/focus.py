"""Sharp and soft."""

from math import cos, radians, sin

import numpy as np

from providers.local.edits.ask import Ask
from providers.local.edits.backdrop import backdrop
from providers.local.edits.masks import around
from providers.local.edits.raster import blurred, unit
from providers.local.pictures.canvas import Array, f32, grid, mix, smoothstep
from providers.local.pictures.colour import brightness


def blur(picture: Array, ask: Ask) -> Array:
    return blurred(picture, unit(picture) * 0.024 * ask.amount)


def lens(picture: Array, mask: Array, radius: float) -> Array:
    """Two blurs, so that sharpness falls off instead of fading; lights bloom as behind a lens."""
    lit = f32(picture + smoothstep(0.8, 1.0, brightness(picture))[..., None] * np.float32(0.5)).clip(0, 1)
    near, far = blurred(picture, radius * 0.35), blurred(lit, radius)
    half = mix(picture, near, smoothstep(0.0, 0.45, mask)[..., None])
    return mix(half, far, smoothstep(0.35, 1.0, mask)[..., None])


def background_blur(picture: Array, ask: Ask) -> Array:
    """Behind what stands before a plain background, else away from the centre of interest."""
    mask, radius = backdrop(picture), unit(picture) * 0.022 * ask.amount
    if mask is None:
        return lens(picture, around(picture, 0.16, 0.6), radius)
    apart = blurred(f32(picture * mask[..., None]), radius) / (blurred(mask, radius) + np.float32(1e-3))[..., None]
    return mix(picture, f32(apart.clip(0, 1)), mask[..., None])


def tilt_shift(picture: Array, ask: Ask) -> Array:
    """A sharp band, and colours like those of toys."""
    y, x = grid(*picture.shape[:2])
    mask = smoothstep(0.08, 0.42, f32(np.abs(y - 0.6) + 0 * x))
    bright = mix(brightness(picture)[..., None], picture, 1.25)
    return lens(f32(bright.clip(0, 1)), mask, unit(picture) * 0.018 * ask.amount)


def motion_blur(picture: Array, ask: Ask) -> Array:
    """Along a line, doubling its length each time instead of adding up every step."""
    angle, length = radians(ask.number or 0), unit(picture) * 0.09 * ask.amount
    moved, step = picture, 1.0
    while step < length:
        moved = mix(moved, shifted(moved, round(step * sin(angle)), round(step * cos(angle))), 0.5)
        step *= 2
    return moved


def shifted(picture: Array, down: int, right: int) -> Array:
    """What leaves on one side is replaced by the edge of the other."""
    height, width = picture.shape[:2]
    rows = np.clip(np.arange(height) - down, 0, height - 1)
    columns = np.clip(np.arange(width) - right, 0, width - 1)
    return f32(picture[rows][:, columns])


def sharpen(picture: Array, ask: Ask) -> Array:
    """Fine edges and a little of the coarser ones."""
    light = brightness(picture)
    fine = light - blurred(light, max(0.8, unit(picture) * 0.0012))
    coarse = light - blurred(light, unit(picture) * 0.008)
    return f32(picture + (fine * np.float32(2.4 * ask.amount) + coarse * np.float32(0.5 * ask.amount))[..., None])


def soft_focus(picture: Array, ask: Ask) -> Array:
    """A blurred, brighter copy screened over the sharp one, as two slides in one frame."""
    veil = blurred(picture, unit(picture) * 0.016)
    screened = 1 - (1 - picture) * (1 - veil * np.float32(0.55))
    gentle = mix(f32(screened ** np.float32(1.18)), veil, 0.32)
    return mix(picture, gentle, ask.amount)


def glow(picture: Array, ask: Ask) -> Array:
    """Bright places shine over their edges, in two widths."""
    bright = f32(picture * smoothstep(0.5, 0.95, brightness(picture))[..., None])
    shine = blurred(bright, unit(picture) * 0.014) * np.float32(0.6) + blurred(bright, unit(picture) * 0.06)
    return f32(1 - (1 - picture) * (1 - (shine * np.float32(0.85 * ask.amount)).clip(0, 0.96)))
