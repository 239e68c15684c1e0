"""Clouds as a noisy ceiling in perspective, lit from the side of the sun."""

from dataclasses import dataclass

import numpy as np

from providers.local.pictures.canvas import Array, Rng, f32, grid, mix, over, resize, sample, smoothstep
from providers.local.pictures.colour import lighter, rgb
from providers.local.pictures.light import Light
from providers.local.pictures.noise import tile

_TEXTURE = 512


@dataclass(frozen=True, slots=True)
class Cover:
    """`amount` 0..1 of the sky; `soft` edges make veils, hard ones make heaps; `depth` darkens their bases."""

    amount: float
    soft: float
    depth: float
    stretch: float = 1.0


COVERS = {
    "few": Cover(0.30, 1.5, 0.10, 2.2),
    "some": Cover(0.46, 1.0, 0.22, 1.4),
    "many": Cover(0.64, 1.0, 0.34),
    "storm": Cover(0.97, 2.2, 0.85),
    "veil": Cover(0.8, 3.0, 0.12, 1.6),
}


def add_clouds(canvas: Array, rng: Rng, light: Light, cover: Cover, horizon: float) -> None:
    height, width = canvas.shape[:2]
    rows = int(horizon * height) + 1
    small = (rows // 2 + 1, width // 2 + 1)
    y, x = grid(*small)
    near = 1 / (1.06 - y)  # the ceiling comes closer towards the zenith
    texture = tile(rng, _TEXTURE, 1.75, 2)
    across = (x - light.x) * near * np.float32(190 / cover.stretch * width / height)
    along = near * np.float32(330)
    start = rng.uniform(0, _TEXTURE, 2)
    density = sample(texture, f32(along + start[0]), f32(across + start[1]))
    towards = sample(texture, f32(along + start[0] + 9), f32(across * 0.96 + start[1]))
    threshold = 1.7 - cover.amount * 3.2
    mask = smoothstep(threshold, threshold + cover.soft, density)
    mask *= smoothstep(1.0, 0.8, y) * np.float32(0.92)
    lit = f32(np.clip(0.55 + (density - towards) * 0.55, 0, 1)) * (1 - np.float32(0.4) * smoothstep(0, 3, density))
    _lay(canvas[:rows], light, cover, resize(mask, rows, width), resize(lit, rows, width))


def _lay(part: Array, light: Light, cover: Cover, mask: Array, lit: Array) -> None:
    shadow = lighter(mix(f32(light.sky[1]), f32(light.sky[-2]), 0.5), 0.04 - cover.depth * 0.32)
    low = light.height < 0.25
    bright = mix(light.lamp, f32(light.sky[-2]), 0.45) if low else mix(light.lamp, rgb("#ffffff"), 0.75)
    bright = lighter(bright, -0.36 * light.dark - cover.depth * 0.15)
    colour = mix(shadow[None, None, :], bright[None, None, :], np.clip(lit, 0, 1)[..., None])
    over(part, colour, np.clip(mask, 0, 1))
