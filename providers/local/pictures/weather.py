"""What falls, drifts and flashes between the eye and the land."""

import numpy as np

from providers.local.pictures.canvas import Array, Rng, f32, glow, grid, mix, over, resize, smoothstep, spot
from providers.local.pictures.colour import rgb
from providers.local.pictures.light import Light
from providers.local.pictures.noise import fbm
from providers.local.pictures.overlay import Overlay


def add_fog(canvas: Array, rng: Rng, light: Light, horizon: float, strength: float) -> None:
    """Banks that lie on the land: thick at the horizon, torn above and below."""
    height, width = canvas.shape[:2]
    y, _ = grid(height // 4, width // 4)
    banks = fbm(rng, height // 8, width // 4, 3, 5)
    banks = resize(banks, height // 4, width // 4)
    near = np.exp(-(((y - np.float32(horizon + 0.02)) / 0.17) ** 2))
    mask = np.clip(near * (0.75 + 0.22 * banks) + smoothstep(horizon, 1.2, y) * (0.22 + 0.2 * banks), 0, 0.94)
    over(canvas, mix(light.haze, np.minimum(light.haze + 0.06, 1), 0.5), resize(f32(mask * strength), height, width))


def add_rain(canvas: Array, rng: Rng, light: Light, heavy: bool) -> None:
    height, width = canvas.shape[:2]
    unit = (height * width) ** 0.5
    wind = rng.uniform(-0.25, 0.25)
    overlay = Overlay(canvas)
    colour = np.clip(light.haze + 0.12, 0, 1)
    for depth, count in ((0.35, 900), (0.7, 420), (1.0, 170)):
        for x, y in zip(rng.uniform(-0.1, 1.1, count) * width, rng.uniform(-0.05, 1, count) * height, strict=True):
            length = unit * (0.022 + 0.045 * depth) * rng.uniform(0.7, 1.2)
            overlay.line([(x, y), (x + wind * length, y + length)], colour, 0.5 + depth * 0.9, 0.13 + 0.16 * depth)
    overlay.lay()
    if heavy:
        over(canvas, light.haze, np.full((height, width), 0.12, np.float32))


def add_snowfall(canvas: Array, rng: Rng) -> None:
    """Three depths of flakes; the near ones are large, soft and few."""
    height, width = canvas.shape[:2]
    unit = (height * width) ** 0.5
    white = rgb("#ffffff")
    far = rng.random((height // 2, width // 2), np.float32)
    glow(canvas, (resize(smoothstep(0.988, 1.0, far), height, width) * np.float32(0.55))[..., None].clip(0, 1) * white)
    for count, size, strength in ((300, 0.0016, 0.75), (70, 0.0034, 0.55), (16, 0.0085, 0.28)):
        for x, y in zip(rng.uniform(0, width, count), rng.uniform(0, height, count), strict=True):
            spot(canvas, x, y, unit * size * rng.uniform(0.7, 1.3), white, strength)


def add_lightning(canvas: Array, rng: Rng, horizon: float) -> None:
    height, width = canvas.shape[:2]
    x = rng.uniform(0.25, 0.75) * width
    colour = rgb("#e9ecff")
    y, across = grid(height // 4, width // 4)
    flash = np.exp(-(((across - x / width) / 0.22) ** 2)) * smoothstep(horizon, 0, y) * 0.42
    glow(canvas, resize(f32(flash), height, width)[..., None] * colour)
    overlay = Overlay(canvas, 0, horizon * height)
    path = _bolt(rng, (x, 0.0), (x + rng.uniform(-0.12, 0.12) * width, horizon * height), 0.1)
    overlay.line(path, colour, height * 0.0032)
    for start in rng.integers(len(path) // 5, len(path) - 8, 4):
        from_x, from_y = path[int(start)]
        to = from_x + rng.uniform(-0.16, 0.16) * width, from_y + rng.uniform(0.08, 0.2) * height
        overlay.line(_bolt(rng, (from_x, from_y), to, 0.14), colour, height * 0.0012)
    overlay.lay()
    for at_x, at_y in path[::3]:
        spot(canvas, at_x, at_y, height * 0.016, colour, 0.16)


def _bolt(rng: Rng, start: tuple[float, float], end: tuple[float, float], rough: float) -> list[tuple[float, float]]:
    """Halves every stretch again and again and pushes its middle aside."""
    points = np.array([start, end])
    for _ in range(6):
        middles = (points[1:] + points[:-1]) / 2
        length = np.hypot(*(points[1:] - points[:-1]).T)
        middles[:, 0] += rng.normal(0, 1, len(middles)) * length * rough * 1.6
        merged = np.empty((len(points) + len(middles), 2))
        merged[::2], merged[1::2] = points, middles
        points = merged
    return [(float(px), float(py)) for px, py in points]
