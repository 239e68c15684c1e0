"""Local Cosmos: glowing gas, stars, and the bodies a prompt names; or ink in water."""

import numpy as np

from providers.local.pictures import palette
from providers.local.pictures.canvas import (
    Array,
    Rng,
    f32,
    glow,
    grid,
    mix,
    over,
    resize,
    resize_rgb,
    sample,
    smoothstep,
    spot,
)
from providers.local.pictures.colour import brightness, lighter, ramp, rgb, rgbs
from providers.local.pictures.finish import Finish
from providers.local.pictures.noise import fbm, tile
from providers.local.pictures.order import Order
from providers.local.pictures.reading import Reading
from providers.local.pictures.things import planet

KINDS = ("space", *palette.KINDS)
_GASES = (
    "#05060f #1b1f5e #5a2f9a #d0558f #ffb98a", "#03080f #0c3350 #17778a #7fd0b0 #fbe7b0",
    "#080409 #3d1230 #9a2f4a #ee7a4a #ffe0a0", "#04060c #16264f #2f66b0 #8fb8f0 #f4e8ff",
    "#060508 #2a1550 #7a2fa8 #e86fc0 #ffd6e6", "#030a08 #0f3a33 #2a8a60 #b0d878 #fff4c0",
    "#04050d #142a5a #8a3f8a #f0805a #ffe6a8",
)  # fmt: skip
FINISH = Finish(corners=0.3, grain=1.7, shine=0.4)


def paint(order: Order) -> Array:
    reading, rng = order.reading, order.rng
    order.report(0.1, "Gathering gas")
    if reading.has("space", "ink"):
        return _ink(order)
    gas = _gas_colours(reading, rng)
    canvas = _nebula(order, gas)
    order.report(0.5, "Lighting stars")
    _stars(canvas, rng, 2.0 if reading.has("space", "stars") else 1.0)
    bodies = list(dict.fromkeys(draw for name, draw in _BODIES.items() if reading.has("space", name)))
    if not bodies and not reading.has("space", "nebula") and rng.random() < 0.6:
        bodies = [_planets]
    for draw in bodies:
        draw(canvas, rng, gas, reading)
    return canvas


def _gas_colours(reading: Reading, rng: Rng) -> Array:
    """From the darkness to the hottest gas."""
    named = [*reading.colours, *reading.tints.values()]
    if not named and not reading.all("time"):
        return rgbs(_GASES[rng.integers(len(_GASES))])
    chosen = palette.choose(reading, rng, ())
    tones = np.stack(named) if named else chosen.colours[:3]
    tones = tones[np.argsort(brightness(tones))]
    dark = mix(rgb("#04050c"), f32(tones[0]), 0.1)
    return np.stack([dark, lighter(f32(tones[0]), -0.22), *tones, lighter(f32(tones[-1]), 0.25)])


def _warped(rng: Rng, height: int, width: int, scale: float, twist: float) -> Array:
    """Noise whose coordinates are pushed around by other noise: filaments instead of blobs."""
    texture = tile(rng, 512, 1.65, 2)
    y, x = grid(height, width)
    push_y, push_x = fbm(rng, height, width, 2.2, 5), fbm(rng, height, width, 2.2, 5)
    step = np.float32(scale * 512 / min(height, width))
    rows = (y * height * step) + push_y * np.float32(twist)
    columns = (x * width * step) + push_x * np.float32(twist)
    return sample(texture, rows + np.float32(rng.uniform(0, 512)), columns + np.float32(rng.uniform(0, 512)))


def _nebula(order: Order, gas: Array) -> Array:
    reading, rng, width, height = order.reading, order.rng, order.width, order.height
    rows, columns = height * 2 // 3, width * 2 // 3
    y, x = grid(rows, columns)
    angle = rng.uniform(0, np.pi)
    across = (y - rng.uniform(0.35, 0.65)) * np.cos(angle) * height / width + (x - rng.uniform(0.35, 0.65)) * np.sin(
        angle
    )
    band = np.exp(-((across / 0.3) ** 2))
    clouds = _warped(rng, rows, columns, 0.62, 40)
    dust = _warped(rng, rows, columns, 0.95, 52)
    shy = any(reading.has("space", name) for name in ("galaxy", "comet", "eclipse"))
    calm = 0.55 if shy or reading.has("mood", "calm") or reading.has("mood", "minimal") else 1.0
    density = np.clip((0.33 + 0.22 * clouds) * (0.22 + 1.05 * band) * calm, 0, 1)
    density *= 1 - 0.62 * smoothstep(0.15, 1.5, dust)
    colour = ramp(gas, np.clip(density * 1.25 + 0.03, 0, 1))
    second = ramp(np.roll(gas[1:], 1, axis=0), np.clip(fbm(rng, rows, columns, 1.8, 3) * 0.25 + 0.5, 0, 1))
    colour = mix(colour, colour * np.float32(0.45) + second * density[..., None], 0.42)
    return np.clip(resize_rgb(f32(colour), height, width), 0, 1)


def _stars(canvas: Array, rng: Rng, amount: float) -> None:
    """Dust of faint stars, some hundred clear ones, and a few with the crossed rays of a telescope."""
    height, width = canvas.shape[:2]
    unit = (height * width) ** 0.5
    count = int(2600 * amount * height * width / 1048576) + 40
    rows, columns = rng.integers(0, height, count), rng.integers(0, width, count)
    power = np.clip(rng.pareto(1.7, count) * 0.12 + 0.08, 0, 1)
    tints = rgbs("#ffffff #cfe0ff #ffe6c8 #ffd0c0 #dff4ff")[rng.integers(0, 5, count)]
    light = f32(power[:, None] * tints)
    canvas[rows, columns] += light * (1 - canvas[rows, columns])
    for star in np.argsort(power)[-int(60 * amount) :]:
        spot(canvas, columns[star], rows[star], unit * 0.0014, tints[star], 0.9)
        spot(canvas, columns[star], rows[star], unit * 0.006, tints[star], 0.16)
    for _ in range(int(5 * amount)):
        _flare(
            canvas,
            rng.uniform(0, width),
            rng.uniform(0, height),
            unit * rng.uniform(0.012, 0.035),
            f32(tints[rng.integers(count)]),
        )


def _flare(canvas: Array, x: float, y: float, size: float, colour: Array) -> None:
    height, width = canvas.shape[:2]
    spot(canvas, x, y, size * 0.1, rgb("#ffffff"), 1.0)
    spot(canvas, x, y, size * 0.45, colour, 0.4)
    reach = int(size * 2.4)
    for down, right in ((0, 1), (1, 0)):
        for step in range(-reach, reach + 1):
            row, column = int(y) + step * down, int(x) + step * right
            if 0 <= row < height and 0 <= column < width:
                canvas[row, column] += (
                    (1 - canvas[row, column]) * colour * np.float32(0.75 * (1 - abs(step) / (reach + 1)) ** 2.5)
                )


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
    core = np.exp(-((far / 0.05) ** 1.4)) + 0.4 * np.exp(-((far / 0.2) ** 2))
    arm_light = resize(f32(np.clip(arms, 0, 1)), height, width)
    canvas *= 1 - 0.55 * resize(f32(np.exp(-((far / 0.42) ** 4))), height, width)[..., None]
    glow(
        canvas,
        np.clip(arm_light[..., None] * ramp(gas[1:], np.clip(arm_light * 1.1 + 0.25, 0, 1)) * np.float32(1.25), 0, 1),
    )
    glow(canvas, np.clip(resize(f32(core), height, width), 0, 0.97)[..., None] * rgb("#fff0d2"))
    spark = rng.random((height, width), np.float32) > 1 - 0.05 * arm_light
    canvas[spark] = mix(canvas[spark], rgb("#f4f6ff"), 0.55)


def _planets(canvas: Array, rng: Rng, gas: Array, reading: Reading) -> None:
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
    boil = _warped(rng, rows, columns, 1.6, 50)
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
    over(canvas, rgb("#000000"), f32(np.clip((0.175 - far) * unit_edge(canvas), 0, 1)))
    ring = np.exp(-(((far - 0.176) / 0.006) ** 2)) + 0.5 * np.exp(-(((far - 0.19) / 0.02) ** 2))
    outside = np.clip((far - 0.168) * 60, 0, 1)
    light = f32(np.clip(halo * outside + ring + belt, 0, 1))
    glow(canvas, light[..., None] * ramp(gas[1:], np.clip(light * 1.1 + 0.15, 0, 1)))


def unit_edge(canvas: Array) -> float:
    """Turns lengths of the shorter side into pixels, for edges one pixel soft."""
    return float(min(canvas.shape[:2]))


def _ink(order: Order) -> Array:
    """Plumes of ink that sink through clear water."""
    rng, width, height = order.rng, order.width, order.height
    colours = palette.choose(order.reading, rng, order.references)
    paper = colours.background if not colours.dark else rgb("#f5f2ec")
    canvas = np.broadcast_to(paper, (height, width, 3)).astype(np.float32)
    y, x = grid(height, width)
    for layer in range(3):
        plume = resize(_warped(rng, height // 2, width // 2, 0.26 + 0.08 * layer, 70), height, width)
        centre = rng.uniform(0.3, 0.7, 2)
        pool = np.exp(-(((y - centre[0]) / 0.42) ** 2) - ((x - centre[1]) / 0.36) ** 2)
        depth = plume * np.float32(0.75) + pool * 2.6 - 1.35
        soft, edge = smoothstep(-0.3, 2.4, f32(depth)), np.exp(-(np.clip(depth - 0.15, -2, 2) ** 2) * 14) * 0.2
        ink = lighter(f32(colours.colours[layer % len(colours.colours)]), -0.04)
        canvas *= 1 - (np.clip(soft * 0.92 + edge, 0, 0.97))[..., None] * (1 - ink)
    return f32(canvas)


_BODIES = {
    "galaxy": _galaxy, "sun": _sun, "eclipse": _eclipse, "comet": _comet, "planet": _planets, "ring": _planets,
    "moon": _moon,
}  # fmt: skip
