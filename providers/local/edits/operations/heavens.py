"""What is painted into the sky, or into the upper third of a picture that has none."""

import numpy as np

from providers.local.edits.ask import Ask, Undone
from providers.local.edits.backdrop import backdrop
from providers.local.edits.masks import upper_plain
from providers.local.edits.sky import sky
from providers.local.pictures.canvas import Array, f32, glow, grid, mix, resize, sample, smoothstep, spot
from providers.local.pictures.colour import brightness, ramp, rgbs
from providers.local.pictures.noise import tile

_SCENES = {
    "sunset": "#2b2a63 #7b4a86 #d9667a #f79a68 #ffd18a", "night": "#050a1c #0c1638 #1c2c5e #3a4f86",
    "spring": "#4f9bdc #9fd0ee #eaf5ee", "autumn": "#6d86a6 #d3b79a #f3cf92", "winter": "#8fa9c4 #c4d4e2 #f1f4f6",
    "neon": "#120838 #5c149c #ff3fa4 #ffb3d9", "pastel": "#b8c8f2 #e3c8ee #fbd5d2 #fdeccc",
}  # fmt: skip
_USUAL = "#3f7fc4 #8fc0e6 #e4f0ee"


def stars(picture: Array, ask: Ask) -> Array:
    """Few bright ones and many faint. A bright sky is darkened first: by day nobody sees stars."""
    mask = upper_plain(picture if ask.scene is None else ask.scene)
    level = float((brightness(picture) * mask).sum() / (mask.sum() + 1e-3))
    dim = 1 - np.float32(min(0.8, max(0.0, level - 0.14) * 1.5)) * mask
    dark = f32(picture * dim[..., None] ** f32([1.15, 1.0, 0.78]))
    light = np.zeros_like(dark)
    height, width = mask.shape
    count = round(700 * ask.amount)
    power = 0.32 + ask.rng.pareto(2.2, count) * 0.25
    for x, y, own in zip(ask.rng.uniform(0, width, count), ask.rng.uniform(0, height * 0.8, count), power, strict=True):
        radius = max(0.7, 0.0013 * (height * width) ** 0.5 * min(own, 2.5) ** 0.5)
        spot(light, x, y, radius, f32([0.95, 0.97, 1.0]), min(0.95, own * 1.5))
    glow(dark, f32(light * mask[..., None]))
    return dark


def clouds(picture: Array, ask: Ask) -> Array:
    """A ceiling that comes closer towards the zenith, lit from above, shaded below."""
    height, width = picture.shape[:2]
    rows, columns = height // 2 + 1, width // 2 + 1
    y, x = grid(rows, columns)
    mask, texture = upper_plain(picture), tile(ask.rng, 512, 1.72, 2)
    foot = max(0.2, float((mask.max(axis=1) > 0.3).mean()))
    near = 1 / (1.12 - (y / np.float32(foot)).clip(0, 1))
    across = (x - 0.5) * near * np.float32(150 * width / height) + np.float32(ask.rng.uniform(0, 512))
    along = near * np.float32(300) + np.float32(ask.rng.uniform(0, 512))
    density = sample(texture, f32(along + 0 * x), f32(across))
    below = sample(texture, f32(along + 7 + 0 * x), f32(across))
    cover = smoothstep(0.75 - 0.8 * ask.amount, 1.7 - 0.5 * ask.amount, density)
    lit = resize(f32((0.62 + (density - below) * 0.5).clip(0, 1)), height, width)[..., None]
    sky_light = (picture * mask[..., None]).sum(axis=(0, 1)) / (mask.sum() + 1e-3)
    bright = mix(f32(sky_light), f32([1.0, 0.985, 0.97]), 0.35 + 0.5 * float(sky_light.mean()))
    cover *= smoothstep(1.0, 0.72, f32(y / np.float32(foot) + 0 * x))
    colour = mix(f32(bright * 0.68 + sky_light * 0.12), bright, lit)
    return mix(picture, colour, (resize(cover, height, width).clip(0, 1) * mask * np.float32(0.94))[..., None])


def gradient(picture: Array, ask: Ask) -> Array:
    """Behind what stands in front: the plain background, or the sky."""
    mask, colours = _behind(picture, ask.region), picture[..., :3]
    stops = rgbs(_SCENES.get(ask.text, _USUAL))
    if ask.colours:
        stops = np.stack([*ask.colours, mix(ask.colours[0], f32([1, 1, 1]), 0.6)][: max(2, len(ask.colours))])
    y, x = grid(*picture.shape[:2])
    foot = float((mask.mean(axis=1) > 0.02).nonzero()[0].max(initial=1) + 1) / len(picture)
    painted = ramp(f32(stops), f32((y / np.float32(foot)).clip(0, 1) + 0 * x))
    return mix(colours, painted, mask[..., None])


def _behind(picture: Array, region: str) -> Array:
    if picture.shape[-1] == 4:
        return 1 - picture[..., 3]
    mask = backdrop(picture) if region != "sky" else None
    mask = sky(picture) if mask is None else mask
    if mask is None:
        raise Undone("this picture has neither a plain background nor a plain sky")
    return mask


def rainbow(picture: Array, ask: Ask) -> Array:
    height, width = picture.shape[:2]
    y, x = grid(height, width)
    distance = np.hypot((x - 0.62) * width / height, y - 0.95)
    band = (distance - np.float32(0.66)) / np.float32(0.075)
    colours = ramp(rgbs("#7a3fd0 #3f6fe0 #3fc0d0 #5fd060 #f5e04a #f59a3a #e8403a"), f32(band.clip(0, 1)))
    shape = smoothstep(0.0, 0.25, band) * (1 - smoothstep(0.75, 1.0, band)) * smoothstep(1.0, 0.45, f32(y + 0 * x))
    shape = shape * (0.35 + 0.65 * upper_plain(picture if ask.scene is None else ask.scene))
    return f32(1 - (1 - picture) * (1 - colours * (shape * np.float32(0.95 * ask.amount))[..., None]))
