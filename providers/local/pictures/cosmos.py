"""Local Cosmos: glowing gas, stars, and the bodies a prompt names; or ink in water."""

import numpy as np

from providers.local.pictures import palette
from providers.local.pictures.bodies import BODIES, planets
from providers.local.pictures.canvas import (
    Array,
    Rng,
    f32,
    grid,
    mix,
    resize,
    resize_rgb,
    smoothstep,
    spot,
)
from providers.local.pictures.colour import brightness, lighter, ramp, rgb, rgbs
from providers.local.pictures.finish import Finish
from providers.local.pictures.noise import fbm, warped
from providers.local.pictures.order import Order
from providers.local.pictures.reading import Reading

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
    bodies = list(dict.fromkeys(draw for name, draw in BODIES.items() if reading.has("space", name)))
    if not bodies and not reading.has("space", "nebula") and rng.random() < 0.6:
        bodies = [planets]
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


def _nebula(order: Order, gas: Array) -> Array:
    reading, rng, width, height = order.reading, order.rng, order.width, order.height
    rows, columns = height * 2 // 3, width * 2 // 3
    y, x = grid(rows, columns)
    angle = rng.uniform(0, np.pi)
    across = (y - rng.uniform(0.35, 0.65)) * np.cos(angle) * height / width + (x - rng.uniform(0.35, 0.65)) * np.sin(
        angle
    )
    band = np.exp(-((across / 0.3) ** 2))
    clouds = warped(rng, rows, columns, 0.62, 40)
    dust = warped(rng, rows, columns, 0.95, 52)
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


def _ink(order: Order) -> Array:
    """Plumes of ink that sink through clear water."""
    rng, width, height = order.rng, order.width, order.height
    colours = palette.choose(order.reading, rng, order.references)
    paper = colours.background if not colours.dark else rgb("#f5f2ec")
    canvas = np.broadcast_to(paper, (height, width, 3)).astype(np.float32)
    y, x = grid(height, width)
    for layer in range(3):
        plume = resize(warped(rng, height // 2, width // 2, 0.26 + 0.08 * layer, 70), height, width)
        centre = rng.uniform(0.3, 0.7, 2)
        pool = np.exp(-(((y - centre[0]) / 0.42) ** 2) - ((x - centre[1]) / 0.36) ** 2)
        depth = plume * np.float32(0.75) + pool * 2.6 - 1.35
        soft, edge = smoothstep(-0.3, 2.4, f32(depth)), np.exp(-(np.clip(depth - 0.15, -2, 2) ** 2) * 14) * 0.2
        ink = lighter(f32(colours.colours[layer % len(colours.colours)]), -0.04)
        canvas *= 1 - (np.clip(soft * 0.92 + edge, 0, 0.97))[..., None] * (1 - ink)
    return f32(canvas)
