"""Watercolour: washes with crisp dark rims, pigment that settles in the paper's grain, paper left bare."""

import numpy as np

from providers.local.edits.ask import Ask
from providers.local.edits.lookup import graded
from providers.local.edits.operations.colour import saturated
from providers.local.edits.operations.drawn import pencil
from providers.local.edits.raster import blurred, unit
from providers.local.pictures.canvas import Array, Rng, f32, grid, mix, smoothstep
from providers.local.pictures.colour import brightness, rgb
from providers.local.pictures.noise import fbm

_SHEET = rgb("#faf7f0")


def watercolour(picture: Array, ask: Ask) -> Array:
    return mix(picture, washed(picture, ask.rng, 1.0), min(1.0, 0.6 + 0.4 * ask.amount))


def line_and_wash(picture: Array, ask: Ask) -> Array:
    """A pencil drawing below, and looser washes over it."""
    wash = washed(picture, ask.rng, 1.7)
    lines = brightness(pencil(wash, ask))[..., None]
    return f32(wash * (0.5 + 0.52 * lines)).clip(0, 1)


def washed(picture: Array, rng: Rng, loose: float) -> Array:
    side = unit(picture)
    plain = _edges_kept(picture, max(2, round(side * 0.011 * loose)), 0.0035 * loose)
    wet = _wobbled(rng, plain, side * 0.006 * loose)
    light = brightness(wet)
    tone = _settled(rng, light, 6 / loose**0.5)
    colours = graded(wet, lambda colour: saturated(colour, 1.45))
    paint = colours * ((tone + 0.05) / (light + 0.05))[..., None]
    return mix(_SHEET, f32(paint.clip(0, 1) ** np.float32(0.88)), (_reach(rng, light) * np.float32(0.96))[..., None])


def _settled(rng: Rng, light: Array, layers: float) -> Array:
    """Lightness in layers: pigment runs to the rims of each, and into the hollows of the paper."""
    height, width = light.shape
    side = unit(light)
    steps = light * np.float32(layers) + fbm(rng, height, width, 5, 4) * np.float32(0.22)
    level = np.floor(steps)
    stepped = (level + smoothstep(0.42, 0.58, f32(steps - level))) / np.float32(layers)
    rim = np.clip(blurred(f32(stepped.clip(0, 1)), side * 0.005) - stepped, 0, 0.2)
    grain = (fbm(rng, height, width, side / 5, 2) + fbm(rng, height, width, 9, 4)) * np.float32(0.5)
    tone = 0.6 * light + 0.4 * stepped
    return f32(1 - (1 - tone) * (0.88 + 0.13 * grain * (1.35 - light)) - rim * 0.75)


def _reach(rng: Rng, plane: Array) -> Array:
    """The washes end before the sheet does, unevenly."""
    height, width = plane.shape
    y, x = grid(height, width)
    border = np.minimum(np.minimum(y, 1 - y) * height, np.minimum(x, 1 - x) * width) / (height * width) ** 0.5
    ragged = fbm(rng, height, width, 12, 5)
    return smoothstep(-0.002, 0.003, f32(border - 0.02 - ragged * np.float32(0.006)))


def _wobbled(rng: Rng, picture: Array, by: float) -> Array:
    """A wet brush does not follow outlines closely."""
    height, width = picture.shape[:2]
    y, x = np.mgrid[:height, :width].astype(np.float32)
    y = y + fbm(rng, height, width, 9, 4) * np.float32(by * 0.5)
    x = x + fbm(rng, height, width, 9, 4) * np.float32(by * 0.5)
    return f32(picture[y.astype(np.int32).clip(0, height - 1), x.astype(np.int32).clip(0, width - 1)])


def _edges_kept(picture: Array, radius: int, blur: float) -> Array:
    """A guided filter: plain within forms, sharp between them."""
    guide = brightness(picture)
    mean = _box(guide, radius)
    spread = _box(guide * guide, radius) - mean * mean
    channels = []
    for channel in np.moveaxis(picture, -1, 0):
        own = _box(channel, radius)
        slope = (_box(guide * channel, radius) - mean * own) / (spread + np.float32(blur))
        channels.append(_box(f32(slope), radius) * guide + _box(f32(own - slope * mean), radius))
    return f32(np.stack(channels, axis=-1).clip(0, 1))


def _box(plane: Array, radius: int) -> Array:
    """The mean of a square around each pixel, by running sums."""
    for axis in (0, 1):
        padded = np.pad(plane, [(radius + 1, radius) if axis == side else (0, 0) for side in (0, 1)], mode="edge")
        sums = np.cumsum(padded, axis=axis, dtype=np.float64)
        size = plane.shape[axis]
        after, before = (sums.take(range(start, start + size), axis) for start in (2 * radius + 1, 0))
        plane = f32((after - before) / (2 * radius + 1))
    return plane
