"""What floats in space: galaxies, suns, planets, moons, comets and black holes."""

import numpy as np

from providers.local.pictures.canvas import Array, Rng, f32, glow, grid, mix, over, resize, resize_rgb, spot
from providers.local.pictures.colour import lighter, ramp, rgb, rgbs
from providers.local.pictures.noise import fbm, warped
from providers.local.pictures.reading import Reading
from providers.local.pictures.things import planet


def _galaxy(canvas: Array, rng: Rng, gas: Array, reading: Reading) -> None:
    """Two arms wound around a bright core, seen at a slant."""
    height, width = canvas.shape[:2]
    rows, columns = height // 2, width // 2
    y, x = grid(rows, columns)
    turn, squeeze = rng.uniform(-0.7, 0.7), rng.uniform(0.4, 0.75)
    dy, dx = (y - 0.5) * height / min(height, width), (x - 0.5) * width / min(height, width)
    across, along = dx * np.cos(turn) + dy * np.sin(turn), (dy * np.cos(turn) - dx * np.sin(turn)) / squeeze
    far = np.hypot(across, along) + 1e-4
    noise = fbm(rng, rows, columns, 7, 6)
    phase = np.arctan2(along, across) * 2 - np.log(far * 14) * rng.choice([-1, 1]) * 2.9 + noise * 0.4
    arms = (0.5 + 0.5 * np.cos(phase)) ** 1.7 * np.exp(-((far / 0.36) ** 2)) * (0.95 + 0.3 * noise) * 0.95
    core = np.exp(-((far / 0.05) ** 1.4)) + 0.75 * np.exp(-((far / 0.11) ** 2))
    arm_light = resize(f32(np.clip(arms, 0, 1)), height, width)
    canvas *= 1 - 0.55 * resize(f32(np.exp(-((far / 0.42) ** 4))), height, width)[..., None]
    glow(
        canvas,
        np.clip(arm_light[..., None] * ramp(gas[1:], np.clip(arm_light * 1.1 + 0.25, 0, 1)) * np.float32(1.25), 0, 1),
    )
    glow(canvas, np.clip(resize(f32(core), height, width), 0, 0.97)[..., None] * rgb("#fff0d2"))
    spark = rng.random((height, width), np.float32) > 1 - 0.05 * arm_light
    canvas[spark] = mix(canvas[spark], rgb("#f4f6ff"), 0.55)


def planets(canvas: Array, rng: Rng, gas: Array, reading: Reading) -> None:
    height, width = canvas.shape[:2]
    unit = min(height, width)
    count = max(1, min(5, reading.count("space", "planet")))
    towards = f32([rng.choice([-0.75, 0.75]), -0.35, 0.45])
    towards /= np.linalg.norm(towards)
    placed: list[tuple[float, float, float]] = []
    for number in range(count):
        tint = reading.tints.get("planet")
        stops = rgbs(planet.SURFACES[rng.integers(len(planet.SURFACES))])
        if tint is not None or (reading.colours and number == 0):
            own = tint if tint is not None else reading.colours[-1]
            stops = np.stack([lighter(own, by) for by in (-0.25, -0.05, 0.14, 0.0, -0.16)])
        size = float(rng.uniform(0.17, 0.28)) * 0.55**number
        place = _room(rng, placed, size, number == 0)
        ringed = reading.has("space", "ring") or bool(rng.random() < 0.3)
        planet.draw(canvas, rng, planet.Planet(
            place[0] * width, place[1] * height, size * unit, stops, bool(rng.random() < 0.55),
            ringed and number == 0, float(rng.uniform(-0.6, 0.6)),
            (float(towards[0]), float(towards[1]), float(towards[2])), f32(gas[0]) * np.float32(0.5),
        ))  # fmt: skip


def _room(rng: Rng, placed: list[tuple[float, float, float]], size: float, first: bool) -> tuple[float, float]:
    """A place where a body does not cover those that are there."""
    for _ in range(40):
        x, y = rng.uniform(0.3, 0.7, 2) if first else rng.uniform(0.1, 0.9, 2)
        if all(np.hypot(x - other_x, y - other_y) > size + other + 0.04 for other_x, other_y, other in placed):
            break
    placed.append((float(x), float(y), size))
    return float(x), float(y)


def _moon(canvas: Array, rng: Rng, gas: Array, reading: Reading) -> None:
    height, width = canvas.shape[:2]
    planet.draw(canvas, rng, planet.Planet(
        rng.uniform(0.15, 0.85) * width, rng.uniform(0.15, 0.85) * height, min(height, width) * rng.uniform(0.05, 0.09),
        rgbs("#55555c #8f8d8c #c9c6c0 #a3a09c #6b6a6e"), False, False, 0.0, (-0.6, -0.4, 0.69), f32(gas[0]),
    ))  # fmt: skip


def _sun(canvas: Array, rng: Rng, gas: Array, reading: Reading) -> None:
    """A boiling disc inside a ragged corona."""
    height, width = canvas.shape[:2]
    rows, columns = height // 2, width // 2
    y, x = grid(rows, columns)
    centre = rng.uniform(0.35, 0.65, 2)
    dy, dx = (y - centre[0]) * height / min(height, width), (x - centre[1]) * width / min(height, width)
    far = np.hypot(dy, dx)
    boil = warped(rng, rows, columns, 1.6, 50)
    corona = np.exp(-np.maximum(far - 0.16, 0) * (11 + 3 * boil)) * 0.9
    glow(canvas, np.clip(resize(f32(corona), height, width), 0, 1)[..., None] * rgb("#ffb060"))
    disc = resize(f32(np.clip((0.165 - far) * 140, 0, 1)), height, width)
    face = ramp(rgbs("#8a1a08 #e85a14 #ffb03a #fff2b0"), np.clip(0.62 + 0.17 * boil - far * 1.4, 0, 1))
    over(canvas, resize_rgb(face, height, width), disc)


def _comet(canvas: Array, rng: Rng, gas: Array, reading: Reading) -> None:
    height, width = canvas.shape[:2]
    unit = (height * width) ** 0.5
    x, y, angle = rng.uniform(0.55, 0.8) * width, rng.uniform(0.3, 0.6) * height, rng.uniform(-0.7, 0.1)
    for fan in np.linspace(-0.09, 0.09, 7):
        for step in np.linspace(0, 1, 80):
            reach = unit * 0.55 * step
            at = x - np.cos(angle + fan) * reach, y + np.sin(angle + fan) * reach
            spot(canvas, at[0], at[1], unit * (0.004 + 0.012 * step), f32(gas[-2]), 0.13 * (1 - step) ** 1.3)
    spot(canvas, x, y, unit * 0.018, f32(gas[-1]), 0.8)
    spot(canvas, x, y, unit * 0.007, rgb("#ffffff"), 1.0)


def _eclipse(canvas: Array, rng: Rng, gas: Array, reading: Reading) -> None:
    """A black disc with a thin ring of fire and light bent around it."""
    height, width = canvas.shape[:2]
    y, x = grid(height, width)
    dy, dx = (y - np.float32(0.48)) * height / min(height, width), (x - np.float32(0.5)) * width / min(height, width)
    far = np.hypot(dy, dx)
    noise = resize(fbm(rng, height // 4, width // 4, 5, 5), height, width)
    halo = np.exp(-np.maximum(far - 0.17, 0) * (9 + noise)) * 0.75
    belt = np.exp(-((dy / (0.012 + 0.02 * np.exp(-far * 4))) ** 2)) * np.exp(-far * 4.2) * (0.9 + 0.15 * noise)
    over(canvas, rgb("#000000"), f32(np.clip((0.175 - far) * float(min(height, width)), 0, 1)))
    ring = np.exp(-(((far - 0.176) / 0.006) ** 2)) + 0.5 * np.exp(-(((far - 0.19) / 0.02) ** 2))
    outside = np.clip((far - 0.168) * 60, 0, 1)
    light = f32(np.clip(halo * outside + ring + belt, 0, 1))
    glow(canvas, light[..., None] * ramp(gas[1:], np.clip(light * 1.1 + 0.15, 0, 1)))


BODIES = {
    "galaxy": _galaxy, "sun": _sun, "eclipse": _eclipse, "comet": _comet, "planet": planets, "ring": planets,
    "moon": _moon,
}  # fmt: skip
