"""Planets: a lit ball with a surface, a thin shine of air, and rings if it has some."""

from dataclasses import dataclass

import numpy as np

from providers.local.pictures.canvas import Array, Rng, f32, glow, mix, over, sample, smoothstep
from providers.local.pictures.colour import lighter, ramp, rgb, rgbs
from providers.local.pictures.light import Light
from providers.local.pictures.noise import line, tile

_TEXTURE = 256
SURFACES = (
    "#3b2a24 #a8663f #e0b489 #c98a5c #6d4430", "#1f3358 #4f7fb8 #a8cfe6 #6f9fd0 #2a4a80",
    "#5a2b4f #b0577f #e8a4b0 #c8708c #74365f", "#3d4a3a #8c9a66 #d8d2a0 #a8ad72 #596248",
    "#2c2c38 #6d6a7a #b8b2b8 #8c8796 #44424f", "#5e2a1c #b8512c #e89a5c #cc6a38 #7c3420",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planet:
    x: float
    y: float
    radius: float
    stops: Array
    banded: bool
    ringed: bool
    tilt: float
    towards: tuple[float, float, float]
    night: Array


def draw(canvas: Array, rng: Rng, planet: Planet) -> None:
    reach = planet.radius * (2.35 if planet.ringed else 1.12)
    top, left = max(0, int(planet.y - reach)), max(0, int(planet.x - reach))
    part = canvas[top : max(0, int(planet.y + reach)), left : max(0, int(planet.x + reach))]
    if not part.size:
        return
    ys = (np.arange(part.shape[0], dtype=np.float32)[:, None] + top - np.float32(planet.y)) / np.float32(planet.radius)
    xs = (np.arange(part.shape[1], dtype=np.float32)[None, :] + left - np.float32(planet.x)) / np.float32(planet.radius)
    cosine, sine = np.float32(np.cos(planet.tilt)), np.float32(np.sin(planet.tilt))
    across, along = xs * cosine + ys * sine, ys * cosine - xs * sine
    rings = _rings(rng, planet, across, along) if planet.ringed else None
    if rings is not None:
        over(part, rings[0], rings[1] * (along < 0))
    _ball(part, rng, planet, xs, ys, across, along)
    if rings is not None:
        over(part, rings[0], rings[1] * (along >= 0))


def _ball(part: Array, rng: Rng, planet: Planet, xs: Array, ys: Array, across: Array, along: Array) -> None:
    square = xs**2 + ys**2
    z = np.sqrt(np.clip(1 - square, 0, 1))
    lit = smoothstep(-0.12, 0.9, xs * planet.towards[0] + ys * planet.towards[1] + z * planet.towards[2])
    latitude = np.arcsin(np.clip(along, -1, 1))
    longitude = np.arctan2(across, np.maximum(z, 1e-3)) + np.float32(rng.uniform(0, 6))
    surface = _surface(rng, planet, latitude, longitude)
    surface *= (0.55 + 0.45 * z)[..., None]
    colour = mix(planet.night, surface, lit[..., None])
    mask = np.clip((1 - np.sqrt(square)) * planet.radius + 0.5, 0, 1)
    over(part, colour, f32(mask))
    rim = np.exp(-(((np.sqrt(square) - 1) / 0.045) ** 2)) * (0.15 + 0.85 * lit) * 0.55
    glow(part, f32(rim)[..., None] * lighter(f32(planet.stops[len(planet.stops) // 2]), 0.12))


def _surface(rng: Rng, planet: Planet, latitude: Array, longitude: Array) -> Array:
    texture = tile(rng, _TEXTURE, 1.5, 2)
    scale = np.float32(_TEXTURE / (2 * np.pi))
    if planet.banded:
        warp = sample(texture, latitude * scale * 3, longitude * scale) * np.float32(0.045)
        bands = line(rng, 512, 9, 4, 0.6)
        place = np.clip((latitude + warp) / np.float32(np.pi) + 0.5, 0, 1)
        value = bands[(place * 511).astype(np.int32)] * np.float32(0.28) + np.float32(0.5)
        value = value + sample(texture, latitude * scale * 9, longitude * scale * 2) * np.float32(0.035)
    else:
        value = sample(texture, latitude * scale, longitude * scale) * np.float32(0.2) + np.float32(0.5)
        value = value + sample(texture, latitude * scale * 4, longitude * scale * 4) * np.float32(0.07)
    return ramp(planet.stops, np.clip(value, 0, 1))


def _rings(rng: Rng, planet: Planet, across: Array, along: Array) -> tuple[Array, Array]:
    far = np.hypot(across, along / np.float32(0.24))
    bands = np.clip(0.55 + 0.4 * line(rng, 400, 26, 3, 0.7), 0, 1)
    at = np.clip((far - 1.35) / 0.9, 0, 1)
    alpha = bands[(at * 399).astype(np.int32)] * smoothstep(1.33, 1.42, far) * smoothstep(2.25, 2.12, far)
    shadow = (across * planet.towards[0] + along * planet.towards[1] < 0) & (
        np.abs(along * planet.towards[0] - across * planet.towards[1]) < 0.97
    )
    colour = lighter(f32(planet.stops[len(planet.stops) // 2]), 0.1)
    tone = np.where(shadow & (along < 0), 0.25, 1.0)
    return f32(colour * f32(tone)[..., None]), f32(alpha * 0.85)


def hang(canvas: Array, rng: Rng, light: Light, horizon: float, tint: Array | None) -> None:
    """A large pale planet in a landscape's sky, away from the sun."""
    height, width = canvas.shape[:2]
    unit = (height * width) ** 0.5
    stops = rgbs(SURFACES[rng.integers(len(SURFACES))])
    if tint is not None:
        stops = np.stack([lighter(tint, by) for by in (-0.25, -0.05, 0.12, 0.0, -0.15)])
    side = 1 - light.x
    x, y = (side + rng.uniform(-0.06, 0.06)) * width, horizon * rng.uniform(0.32, 0.45) * height
    sky_there = f32(canvas[int(y), min(width - 1, int(x))]).copy()
    towards = f32([light.x - side, 0.15, 0.55])
    towards /= np.linalg.norm(towards)
    draw(canvas, rng, Planet(
        float(x), float(y), unit * rng.uniform(0.085, 0.15), mix(stops, sky_there, 0.18), bool(rng.random() < 0.65),
        bool(rng.random() < 0.4), float(rng.uniform(-0.5, 0.5)),
        (float(towards[0]), float(towards[1]), float(towards[2])), mix(sky_there, rgb("#000000"), 0.12),
    ))  # fmt: skip
