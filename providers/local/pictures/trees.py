"""Trees: conifers and round crowns by the hundred, and single trees with branches."""

from dataclasses import dataclass
from math import cos, pi, sin

import numpy as np

from providers.local.pictures.canvas import Array, Rng, f32, mix
from providers.local.pictures.colour import lighter, rgb, rgbs
from providers.local.pictures.light import Light
from providers.local.pictures.noise import line
from providers.local.pictures.overlay import Overlay, Point


@dataclass(frozen=True, slots=True)
class Share:
    """How many trees a kind of land has of itself, and how many of them are broad-leaved."""

    count: int
    broad: float


SHARES = {
    "mountains": Share(900, 0.0),
    "hills": Share(260, 0.85),
    "plain": Share(120, 1.0),
    "volcano": Share(0, 0.0),
    "canyon": Share(0, 0.0),
    "dunes": Share(0, 0.0),
}
_NEEDLES = {"winter": "#4a5f5c", "alien": "#3f3a6a"}
CROWNS = {
    "": "#3f5f34 #4c6e38 #35552f #5b7a3c",
    "autumn": "#b5541f #d07a22 #c79a2c #8f3a1c #6f6a2c",
    "spring": "#e8a9bd #f0c0cf #d98ba8 #8fae5a",
    "winter": "#5d6660 #77807c #515a55",
    "alien": "#5a3f7a #7a4f8f #3f6a7a",
}


def conifer(overlay: Overlay, rng: Rng, x: float, base: float, size: float, lit: Array, shade: Array, sun: int) -> None:
    """A trunkless fir of drooping, uneven tiers; the side towards the sun is lit."""
    tiers = 4 if size < 40 else 8
    left: list[Point] = [(x, base - size)]
    right: list[Point] = [(x, base - size)]
    jitter = rng.uniform(0.8, 1.2, (tiers, 2))
    for tier in range(1, tiers + 1):
        y = base - size * (1 - tier / tiers * 0.94)
        reach = size * 0.23 * (tier / tiers) ** 0.85
        for side, points, wobble in ((-1, left, jitter[tier - 1, 0]), (1, right, jitter[tier - 1, 1])):
            points.append((x + side * reach * wobble, y + size * 0.02))
            points.append((x + side * reach * 0.5, y - size * 0.012))
    overlay.polygon([*left, (x, base)], lit if sun < 0 else shade)
    overlay.polygon([*right, (x, base)], lit if sun > 0 else shade)
    if size > 24:
        overlay.box(x - size * 0.014, base - size * 0.06, x + size * 0.014, base, shade * np.float32(0.85))


def crown(overlay: Overlay, rng: Rng, x: float, base: float, size: float, lit: Array, shade: Array, sun: int) -> None:
    """A round tree: dabs of leaves, darker below, lighter towards the sun."""
    overlay.box(x - size * 0.03, base - size * 0.45, x + size * 0.03, base, shade * np.float32(0.5))
    dabs = 5 if size < 24 else 16
    angle, far = rng.uniform(0, 2 * pi, dabs), np.sqrt(rng.uniform(0, 1, dabs))
    at = [
        (x + size * 0.24 * f * cos(a), base - size * (0.6 + 0.26 * f * sin(a))) for a, f in zip(angle, far, strict=True)
    ]
    radius = size * (0.22 if dabs == 5 else 0.14)
    for dab_x, dab_y in at:
        overlay.ellipse(dab_x, dab_y, radius, radius * 0.9, shade)
    for dab_x, dab_y in at:
        bright = mix(shade, lit, float(np.clip(0.6 + (base - size * 0.62 - dab_y) / size * 2.2, 0.15, 1)))
        overlay.ellipse(dab_x + sun * radius * 0.22, dab_y - radius * 0.25, radius * 0.72, radius * 0.6, bright)


def forest(
    canvas: Array, rng: Rng, light: Light, places: list[tuple[float, float, float]], season: str, size: float,
    far: float, round_share: float,
) -> None:  # fmt: skip
    """Trees on the visible points of a land, hazier with the distance."""
    if not places:
        return
    overlay = Overlay(canvas, min(row for _, row, _ in places) - size * 3)
    colours = rgbs(CROWNS[season])
    needles = rgb(_NEEDLES.get(season, "#2f4a38"))
    snow = rgb("#dfe7ee")
    haze, sun = _haze(canvas, light), 1 if light.x > 0.5 else -1
    for distance, row, column in places:
        is_round = rng.random() < round_share
        own = colours[rng.integers(len(colours))] if is_round else lighter(needles, rng.uniform(-0.05, 0.05))
        air = float(1 - np.exp(-((distance / far * 1.5) ** 1.5)))
        sunny = mix(f32(own), snow, 0.75) if season == "winter" else own
        lit, shade = mix(light.on(f32(sunny), 0.95), haze, air), mix(light.on(f32(own), 0.1), haze, air)
        tall = size / distance * rng.uniform(0.75, 1.25)
        (crown if is_round else conifer)(overlay, rng, column, row + tall * 0.05, tall, lit, shade, sun)
    overlay.lay()


def _haze(canvas: Array, light: Light) -> Array:
    return mix(light.haze, f32(canvas.mean(axis=(0, 1))), 0.35)


def flowers(
    canvas: Array, rng: Rng, light: Light, places: list[tuple[float, float, float]], tint: Array | None
) -> None:
    """A meadow in bloom: dabs of two or three colours, in patches."""
    overlay = Overlay(canvas)
    colours = rgbs("#e8503f #f2c53d #f4f1e6 #a06ad0 #f08ab0") if tint is None else np.stack([tint, lighter(tint, 0.1)])
    kinds = rng.integers(0, len(colours), 3 if tint is None else 2)
    width = canvas.shape[1]
    drift = line(rng, width, 5, 3)
    for distance, row, column in places:
        if drift[min(width - 1, int(column))] + rng.normal(0, 0.6) < -0.1:
            continue
        radius = (canvas.shape[0] * width) ** 0.5 * 0.0011 / distance * rng.uniform(0.6, 1.3)
        colour = light.on(f32(colours[kinds[rng.integers(len(kinds))]]), rng.uniform(0.5, 1))
        overlay.ellipse(column, row - radius, radius, radius * 0.75, colour)
    overlay.lay()
