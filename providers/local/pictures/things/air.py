"""What flies or floats in the air."""

import numpy as np

from providers.local.pictures.canvas import Array, Rng, f32, over, spot
from providers.local.pictures.colour import rgb, rgbs
from providers.local.pictures.light import Light
from providers.local.pictures.overlay import Overlay

_CLOTHS = (
    "#d9483b #f4e7d0", "#2f6f9f #f2c14e #f4e7d0", "#e8763a #f7d774 #c23b4a", "#6a4c93 #f2a65a #f4e7d0",
    "#2a9d8f #e9c46a", "#c9184a #ffb3c1 #fff0f3", "#264653 #2a9d8f #e9c46a #f4a261 #e76f51",
)  # fmt: skip


def balloon(canvas: Array, rng: Rng, light: Light, x: float, y: float, size: float, tint: Array | None) -> None:
    """An envelope of gores, shaded as the round body it is; `y` is its middle, `size` its height."""
    cloth = rgbs(_CLOTHS[rng.integers(len(_CLOTHS))])
    if tint is not None:
        cloth = np.stack([tint, rgb("#f4e7d0")])
    radius = size * 0.36
    left, top = int(x - radius) - 2, int(y - radius) - 2
    rows, columns = int(radius * 2.7) + 4, int(radius * 2) + 4
    v = (np.arange(rows, dtype=np.float32)[:, None] + top - np.float32(y)) / np.float32(radius)
    u = (np.arange(columns, dtype=np.float32)[None, :] + left - np.float32(x)) / np.float32(radius)
    wide = np.where(
        v < 0.25, np.sqrt(np.clip(1 - v**2, 0, 1)), np.interp(v, [0.25, 0.6, 1.0, 1.32], [0.968, 0.79, 0.45, 0.2])
    )
    wide = np.where((v > -1) & (v < 1.32), wide, 0)
    turn = np.arcsin(np.clip(u / np.maximum(wide, 1e-3), -1, 1)) / np.pi + 0.5
    gore = (turn * 8 + rng.uniform(0, 1)).astype(np.int32) % len(cloth)
    belt = (np.abs(v - 0.05) < 0.13) & (int(rng.integers(2)) == 1)
    colour = cloth[np.where(belt, (gore + 1) % len(cloth), gore)]
    sun = 1 if light.x > x / canvas.shape[1] else -1
    facing = np.clip(0.45 + 0.5 * np.sin((turn - 0.5) * np.pi) * sun - 0.35 * v, 0.02, 1)
    seam = 1 - 0.12 * (np.abs((turn * 8) % 1 - 0.5) > 0.46)
    lit = colour * (light.shade + light.lamp * (facing * light.direct * 1.15)[..., None]) * seam[..., None]
    mask = np.clip((wide - np.abs(u)) * radius + 0.5, 0, 1) * (wide > 0)
    _paste(canvas, np.clip(lit, 0, 1), mask, left, top)
    _basket(canvas, light, x, y, radius)
    if light.dark > 0.2:
        spot(canvas, x, y + radius * 0.5, radius * 0.6, rgb("#ffcf7a"), 0.55 * light.dark)


def _paste(canvas: Array, picture: Array, mask: Array, left: int, top: int) -> None:
    height, width = canvas.shape[:2]
    rows = slice(max(0, -top), min(mask.shape[0], height - top))
    columns = slice(max(0, -left), min(mask.shape[1], width - left))
    if rows.start < rows.stop and columns.start < columns.stop:
        part = canvas[top + rows.start : top + rows.stop, left + columns.start : left + columns.stop]
        over(part, f32(picture[rows, columns]), f32(mask[rows, columns]))


def _basket(canvas: Array, light: Light, x: float, y: float, radius: float) -> None:
    overlay = Overlay(canvas, y + radius, y + radius * 2.2)
    rope, wicker = light.on(rgb("#3a2f2a"), 0.3), light.on(rgb("#8a5a34"), 0.5)
    for side in (-1, 1):
        overlay.line(
            [(x + side * radius * 0.2, y + radius * 1.3), (x + side * radius * 0.13, y + radius * 1.62)],
            rope,
            max(0.6, radius * 0.015),
        )
    overlay.box(x - radius * 0.15, y + radius * 1.6, x + radius * 0.15, y + radius * 1.82, wicker)
    overlay.box(x - radius * 0.165, y + radius * 1.58, x + radius * 0.165, y + radius * 1.63, rope)
    overlay.lay()


def birds(canvas: Array, rng: Rng, light: Light, count: int, horizon: float) -> None:
    """A loose flock: two bent wings each, smaller the farther away."""
    height, width = canvas.shape[:2]
    unit = (height * width) ** 0.5
    overlay = Overlay(canvas, 0, horizon * height)
    colour = light.on(rgb("#2a2a33"), 0.1) * np.float32(0.8)
    middle = rng.uniform(0.3, 0.7) * width, rng.uniform(0.25, 0.62) * horizon * height
    for _ in range(count):
        x, y = middle[0] + rng.normal(0, 0.09) * unit, middle[1] + rng.normal(0, 0.04) * unit
        wing = unit * rng.uniform(0.007, 0.014)
        lift, tilt = rng.uniform(0.25, 0.7), rng.uniform(-0.15, 0.15)
        for side in (-1, 1):
            knee = x + side * wing * 0.45, y - wing * (lift + side * tilt)
            tip = x + side * wing, y - wing * (lift * 0.45 + side * tilt * 1.6)
            overlay.line([(x, y), knee, tip], colour, wing * 0.11)
    overlay.lay()


def lanterns(canvas: Array, rng: Rng, count: int, horizon: float) -> None:
    """Paper lanterns that rise, the near ones large."""
    height, width = canvas.shape[:2]
    unit = (height * width) ** 0.5
    for size in np.sort(rng.pareto(2.2, count) * 0.006 + 0.005)[-count:]:
        x, y = rng.uniform(0, width), rng.uniform(0.05, 1) * horizon * height
        radius = min(float(size), 0.03) * unit
        overlay = Overlay(canvas, y - radius * 1.5, y + radius * 1.5)
        overlay.polygon(
            [
                (x - radius * 0.55, y + radius),
                (x - radius * 0.8, y - radius),
                (x + radius * 0.8, y - radius),
                (x + radius * 0.55, y + radius),
            ],
            rgb("#ffb04a"),
        )
        overlay.lay()
        spot(canvas, x, y + radius * 0.5, radius * 0.8, rgb("#fff0b0"), 0.8)
        spot(canvas, x, y, radius * 3, rgb("#ff9a3c"), 0.3)


def fireflies(canvas: Array, rng: Rng, horizon: float) -> None:
    height, width = canvas.shape[:2]
    for _ in range(70):
        x, y = rng.uniform(0, width), rng.uniform(horizon, 1) * height
        size = (height * width) ** 0.5 * rng.uniform(0.001, 0.0026)
        spot(canvas, x, y, size * 4, rgb("#d8f06a"), 0.3)
        spot(canvas, x, y, size, rgb("#fbffc8"), 0.9)
