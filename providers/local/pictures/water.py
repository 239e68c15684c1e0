"""Still and moving water that mirrors whatever is above it."""

import numpy as np

from providers.local.pictures.canvas import Array, Rng, f32, glow, mix, sample, smoothstep
from providers.local.pictures.colour import lighter, rgb, tinted
from providers.local.pictures.light import Light
from providers.local.pictures.noise import line, tile


def paint_water(
    canvas: Array, rng: Rng, light: Light, shore: float, ragged: float, waves: float, tint: Array | None
) -> None:
    """`shore` is the height (0..1) where the water begins, `ragged` 0 for a horizon and 1 for a bank.

    `waves` 0 is a mirror and 1 the open sea.
    """
    height, width = canvas.shape[:2]
    bank = shore * height + line(rng, width, 5, 5) * height * 0.0025 * ragged
    top = int(bank.min())
    depth = np.maximum(np.arange(top, height, dtype=np.float32)[:, None] - f32(bank)[None, :], 0)
    far = depth / np.float32(height * (1 - shore))
    swell = _swell(rng, far, width, height)
    picture = _mirror(canvas, bank, depth, swell, waves)
    body = light.on(rgb("#2a6f86") if tint is None else tint, 0.35)
    body = mix(tinted(body, f32(light.sky[1]), 0.5 if tint is None else 0.1), f32(light.sky[0]), 0.2)
    deep = min(0.9, 0.35 + 0.4 * waves + (0 if tint is None else 0.3))
    opaque = smoothstep(-0.1, 1.25, far + swell * np.float32(0.05)) * np.float32(deep)
    water = mix(picture * np.float32(0.93), body, opaque[..., None])
    water += (swell * smoothstep(0, 0.5, far) * np.float32(0.012 + 0.025 * waves))[..., None] * light.haze
    _glitter(water, light, far, swell, waves)
    cover = smoothstep(-0.5, 1.0, np.arange(top, height, dtype=np.float32)[:, None] - f32(bank)[None, :])
    part = canvas[top:]
    part += (np.clip(water, 0, 1) - part) * cover[..., None]


def _swell(rng: Rng, far: Array, width: int, height: int) -> Array:
    """Ripples in perspective: small and dense at the far shore, long and broad near the eye."""
    texture = tile(rng, 512, 1.1, 3, 120)
    near = 1 / (far + np.float32(0.06))
    x = np.linspace(-0.5, 0.5, width, dtype=np.float32)[None, :] * np.float32(width / height)
    return sample(texture, f32(near * 58), f32(x * near * 23))


def _mirror(canvas: Array, bank: Array, depth: Array, swell: Array, waves: float) -> Array:
    height, width = canvas.shape[:2]
    shift = swell * (np.float32(0.0012 * height) + depth * np.float32(0.03 + 0.13 * waves))
    row = np.clip(bank[None, :] - 1 - depth * np.float32(1.0 + 0.1 * waves) + shift, 0, height - 1).astype(np.int32)
    column = np.arange(width, dtype=np.int32)[None, :] + (shift * np.float32(0.25)).astype(np.int32)
    return f32(canvas[np.minimum(row, bank[None, :].astype(np.int32) - 1), np.clip(column, 0, width - 1)])


def _glitter(water: Array, light: Light, far: Array, swell: Array, waves: float) -> None:
    """The lamp's broken path towards the eye."""
    if light.height < 0:
        return
    width = water.shape[1]
    x = np.linspace(0, 1, width, dtype=np.float32)[None, :] - np.float32(light.x)
    path = np.exp(-((x / (0.03 + 0.10 * far + 0.06 * waves * far)) ** 2))
    level = 1.1 - 0.9 * path
    sparks = smoothstep(0.0, 0.9, swell - f32(level)) * path * np.exp(-far * 1.1)
    glow(water, (f32(sparks) * np.float32(0.85))[..., None] * lighter(light.lamp, 0.08))
