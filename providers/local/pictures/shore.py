"""Land close to the eye that things stand on: a rocky headland at the water, a knoll, a beach."""

import numpy as np

from providers.local.pictures.canvas import Array, Rng, f32, grid, mix, over, smoothstep
from providers.local.pictures.colour import lighter, rgb
from providers.local.pictures.light import Light
from providers.local.pictures.noise import fbm, line


def headland(canvas: Array, rng: Rng, light: Light, shore: float, side: int, tall: float, grass: Array) -> Array:
    """Rocks that come in from one side and end in the water; returns the row of their crest in each column."""
    height, width = canvas.shape[:2]
    x = np.linspace(0, 1, width, dtype=np.float32)
    inwards = x if side < 0 else 1 - x
    rough = line(rng, width, 9, 6, 0.55) * 0.12
    profile = np.clip(
        1 - smoothstep(0.16, 0.40, inwards + rough * 0.12) + rough * smoothstep(0.45, 0.2, inwards), 0, 1.4
    )
    profile = (profile - 0.06) * (0.8 + 0.2 * smoothstep(0.0, 0.15, inwards))
    crest = f32((shore - profile * tall) * height)
    _body(canvas, rng, light, crest, (shore + 0.004) * height, rgb("#7b6f64"), grass, 0.16)
    return crest


def knoll(canvas: Array, rng: Rng, light: Light, top: float, at: float, earth: Array) -> Array:
    """A soft hill across the foot of the picture, highest around `at`."""
    height, width = canvas.shape[:2]
    x = np.linspace(0, 1, width, dtype=np.float32)
    swell = 0.6 * np.exp(-(((x - at) / 0.32) ** 2)) + 0.4 + 0.05 * line(rng, width, 2, 3)
    crest = f32((1 - (1 - top) * swell) * height)
    crest += line(rng, width, width / 9, 2, 0.7) * np.float32(height * 0.0012)
    _body(canvas, rng, light, crest, height, earth, lighter(earth, 0.05), 0.04)
    return crest


def beach(canvas: Array, rng: Rng, light: Light, top: float) -> Array:
    height, width = canvas.shape[:2]
    edge = line(rng, width, 2.5, 5, 0.45) * 0.012 + np.linspace(-0.03, 0.03, width) * float(rng.choice([-1, 1]))
    crest = f32((top + edge) * height)
    y = np.arange(height, dtype=np.float32)[:, None]
    foam = np.exp(-(((y - crest[None, :] + height * 0.006) / (height * 0.006)) ** 2)) * 0.6
    wet = np.exp(-np.maximum(crest[None, :] + height * 0.01 - y, 0) / (height * 0.05)) * 0.3
    over(canvas, light.on(rgb("#5fa8a0"), 0.6), f32(wet))
    _body(canvas, rng, light, crest, height, rgb("#efd9ae"), rgb("#dcc193"), 0.015)
    over(canvas, np.clip(light.on(rgb("#ffffff"), 0.9), 0, 1), f32(foam))
    return crest


def _body(
    canvas: Array, rng: Rng, light: Light, crest: Array, bottom: float, low: Array, high: Array, rough: float
) -> None:
    """Fills from the crest down: `high` on top, `low` below, noise and a lit edge."""
    top, end = max(0, int(crest.min()) - 2), min(canvas.shape[0], int(bottom) + 1)
    part = canvas[top:end]
    if part.shape[0] < 4:
        return
    depth = np.arange(top, end, dtype=np.float32)[:, None] - crest[None, :]
    unit = np.float32((canvas.shape[0] * canvas.shape[1]) ** 0.5)
    texture = fbm(rng, part.shape[0], part.shape[1], 9, 7, 0.6)
    step = np.float32(unit * 0.003 * (-1 if light.x > 0.5 else 1))
    relief = np.gradient(texture, axis=1) * step
    turf = smoothstep(0.035, 0.0, depth / unit + texture * np.float32(0.012 * rough * 5))
    colour = mix(low, high, turf[..., None])
    _, x = grid(2, part.shape[1])
    facing = np.clip(0.66 - 0.7 * np.abs(x - np.float32(light.x)) + relief * np.float32(rough * 7), 0.02, 1.1)
    colour *= (1 + texture * np.float32(rough * 0.6))[..., None]
    lit = colour * (light.shade * np.float32(0.9) + light.lamp * (facing * np.float32(light.direct))[..., None])
    lit *= (1 - np.float32(min(0.4, 6 * rough)) * smoothstep(0, 0.24, depth / unit))[..., None]
    over(part, np.clip(lit, 0, 1), smoothstep(-0.7, 0.7, depth))
