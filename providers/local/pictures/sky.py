"""The sky and what hangs in it."""

import numpy as np

from providers.local.pictures.canvas import Array, Rng, f32, glow, grid, resize, resize_rgb, smoothstep, spot
from providers.local.pictures.colour import lighter, ramp, rgb, rgbs
from providers.local.pictures.light import Light
from providers.local.pictures.noise import fbm, line


def paint_sky(height: int, width: int, light: Light, horizon: float) -> Array:
    """The gradient and the shine around the lamp. Smooth, so a quarter of the size is enough to work on."""
    y, x = grid(height // 4, width // 4)
    base = ramp(light.sky, (np.clip(y / np.float32(horizon), 0, 1) ** np.float32(0.85)) + 0 * x)
    far_y = y - np.float32(horizon - light.height)
    far_x = (x - np.float32(light.x)) * np.float32(width / height)
    distance = np.sqrt(far_x**2 + far_y**2)
    flat = np.sqrt((far_x * 0.55) ** 2 + (far_y * 1.7) ** 2)
    strength = 0.75 - 0.5 * light.dark
    shine = np.exp(-distance * 9) * 0.55 + np.exp(-flat * 4.2) * 0.42
    glow(base, f32(shine * strength)[..., None] * light.lamp)
    return resize_rgb(base, height, width)


def add_sun(canvas: Array, light: Light, horizon: float, size: float = 0.04) -> None:
    height, width = canvas.shape[:2]
    y, x = (horizon - light.height) * height, light.x * width
    radius = size * height
    spot(canvas, x, y, radius * 3.2, light.lamp, 0.55)
    disc = _disc(canvas.shape, x, y, radius)
    glow(canvas, disc[..., None] * np.clip(light.lamp + 0.12, 0, 1) * np.float32(0.96))


def _disc(shape: tuple[int, ...], x: float, y: float, radius: float) -> Array:
    ys = np.arange(shape[0], dtype=np.float32)[:, None] - np.float32(y)
    xs = np.arange(shape[1], dtype=np.float32)[None, :] - np.float32(x)
    return f32(np.clip(np.float32(radius) - np.sqrt(ys**2 + xs**2) + np.float32(0.5), 0, 1))


def add_moon(canvas: Array, rng: Rng, light: Light, horizon: float, size: float, crescent: bool) -> None:
    height, width = canvas.shape[:2]
    y, x, radius = (horizon - light.height) * height, light.x * width, size * height
    spot(canvas, x, y, radius * 3, light.lamp, 0.42)
    disc = _disc(canvas.shape, x, y, radius)
    if crescent:
        disc *= 1 - _disc(canvas.shape, x + radius * 0.5, y - radius * 0.25, radius * 0.92)
    seas = resize(fbm(rng, 64, 64, 3, 4), 2 * int(radius) + 2, 2 * int(radius) + 2)
    top, left = int(y - radius), int(x - radius)
    face = np.zeros(canvas.shape[:2], np.float32)
    part = face[max(0, top) : top + len(seas), max(0, left) : left + len(seas)]
    part += smoothstep(0.1, 1.2, seas[: part.shape[0], : part.shape[1]]) * np.float32(0.13)
    canvas += (rgb("#fbf6e6") * (1 - face[..., None]) - canvas) * (disc * np.float32(0.97))[..., None]


def add_stars(canvas: Array, rng: Rng, amount: float, horizon: float) -> None:
    """Few bright stars and many faint ones, of slightly different colours, none near the horizon's haze."""
    height, width = canvas.shape[:2]
    count = int(900 * amount * width / height)
    y = rng.uniform(0, 1, count) ** 1.15 * horizon * height * 0.97
    x = rng.uniform(0, width, count)
    power = rng.pareto(2.0, count) * 0.16 + 0.12
    power *= np.clip(1.15 - y / (horizon * height), 0, 1)
    colours = rgbs("#ffffff #cfdcff #ffe9cf #ffd9c0")[rng.integers(0, 4, count)]
    rows, columns = np.clip(y.astype(int), 0, height - 2), np.clip(x.astype(int), 0, width - 2)
    for down in (0, 1):
        for right in (0, 1):
            share = np.abs(1 - down - (y - rows)) * np.abs(1 - right - (x - columns))
            light = np.clip(power * share * 1.5, 0, 1)[:, None] * colours
            np.add.at(canvas, (rows + down, columns + right), f32(light))
    for rank, star in enumerate(np.argsort(power)[:-9:-1]):
        strength = 0.85 / (1 + rank * 0.35)
        spot(canvas, x[star], y[star], height * 0.0016, colours[star], strength)
        spot(canvas, x[star], y[star], height * 0.007, colours[star], strength * 0.2)
    np.clip(canvas, 0, 1, out=canvas)


def add_milky_way(canvas: Array, rng: Rng, horizon: float) -> None:
    height, width = canvas.shape[:2]
    y, x = grid(height // 2, width // 2)
    slope = float(rng.choice([-1, 1]) * rng.uniform(0.5, 1.1))
    across = (y - np.float32(horizon * 0.5)) - (x - np.float32(rng.uniform(0.35, 0.65))) * np.float32(slope)
    dust = fbm(rng, height // 2, width // 2, 4, 7)
    band = np.exp(-((across / 0.16 + dust * 0.16) ** 2)) * (0.62 + dust * 0.2)
    lane = np.exp(-((across / 0.035 + dust * 0.8) ** 2)) * 0.55
    light = f32(np.clip(band * (1 - lane), 0, 1)) * smoothstep(horizon, horizon * 0.4, y) * np.float32(0.5)
    colour = ramp(rgbs("#3b4a86 #8a7fc0 #f0d8c4"), np.clip(light * 2.2, 0, 1))
    glow(canvas, resize_rgb(light[..., None] * colour, height, width))


def add_aurora(canvas: Array, rng: Rng, horizon: float, tint: Array | None) -> None:
    """Curtains: a bright wavy hem, rays that fade upwards, green below and violet above."""
    height, width = canvas.shape[:2]
    rows, columns = height // 2, width // 2
    y, _ = grid(rows, columns)
    stops = rgbs("#7dffc4 #35e0a4 #2cb8b0 #5a6fd8 #9a4fd0")
    if tint is not None:
        stops = np.stack([lighter(tint, 0.25), tint, tint, rgb("#8a5fd0")])
    total = np.zeros((rows, columns, 3), np.float32)
    for curtain in range(4):
        hem = horizon * (0.3 + 0.15 * curtain) + line(rng, columns, 1.6, 2) * 0.035 + line(rng, columns, 9, 2) * 0.006
        reach = 0.13 + 0.09 * np.clip(line(rng, columns, 3, 3) + 0.5, 0, 2)
        up = (hem[None, :] - y) / reach[None, :]
        rays = np.clip(0.6 + 0.36 * line(rng, columns, 46, 3, 0.7), 0.1, 1.5)[None, :]
        folds = smoothstep(-0.5, 1.1, line(rng, columns, 3.2, 3))[None, :]
        above = np.maximum(up, 0)
        body = np.exp(-above * 1.9) * (1 - np.exp(-above * 5)) * rays
        edge = np.exp(-np.abs(up - 0.12) * 6) * 0.4
        strength = f32(body + edge) * folds * np.float32((0.7, 1.1, 1.0, 0.7)[curtain])
        total += ramp(stops, np.clip(up * 0.42, 0, 1)) * strength[..., None]
    glow(canvas, np.clip(resize_rgb(total, height, width), 0, 0.93))


def add_rainbow(canvas: Array, light: Light, horizon: float) -> None:
    height, width = canvas.shape[:2]
    y, x = grid(height, width)
    centre = 0.35 if light.x > 0.5 else 0.65
    far = np.sqrt(((x - centre) * (width / height)) ** 2 + (y - horizon - 0.06) ** 2)
    at = (far - np.float32(0.5)) / np.float32(0.05)
    band = np.exp(-((at - 0.5) ** 2) * 7) * smoothstep(-0.2, 0.5, y) * 0.7
    colours = ramp(rgbs("#7a4fd8 #3f7be8 #3fd08a #f2e24a #ff9a3c #f04a4a"), np.clip(at, 0, 1))
    glow(canvas, f32(band)[..., None] * colours)


def add_meteors(canvas: Array, rng: Rng, count: int, horizon: float) -> None:
    height, width = canvas.shape[:2]
    for _ in range(count):
        y, x = rng.uniform(0.06, 0.5) * horizon * height, rng.uniform(0.2, 0.9) * width
        length = rng.uniform(0.12, 0.24) * height
        for step in np.linspace(0, 1, 60):
            where = x - length * step, y + length * step * 0.5
            spot(canvas, *where, height * 0.0022, rgb("#eaf2ff"), float(step**2.2) * 0.5)
        spot(canvas, x - length, y + length * 0.5, height * 0.008, rgb("#ffffff"), 0.5)
