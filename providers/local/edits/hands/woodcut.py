"""Woodcut: a key block whose lines follow the forms, over one or two blocks of colour with the grain of the wood."""

import numpy as np

from providers.local.edits.ask import Ask
from providers.local.edits.hands.flow import along, angles
from providers.local.edits.hands.inks import PAPER, inks_of
from providers.local.edits.hands.sheet import pressed
from providers.local.edits.raster import blurred, unit
from providers.local.pictures.canvas import Array, Rng, f32, mix, resize, smoothstep
from providers.local.pictures.colour import brightness, lighter

_LINES = 520  # pixels along the longer side in which lines are carved


def woodcut(picture: Array, ask: Ask) -> Array:
    inks, wished = inks_of(picture, ask, 3)
    light = _even(brightness(picture))
    sheet = np.broadcast_to(PAPER, picture.shape).astype(np.float32)
    wood = _wood(ask.rng, *picture.shape[:2])
    cuts = np.linspace(0.78, 0.5, len(inks) - 1)
    for ink, cut in zip(inks[:-1], cuts, strict=True):
        block = pressed(ask.rng, f32(blurred(light, unit(picture) * 0.006) < cut), 0.6)
        sheet = mix(sheet, sheet * mix(ink, PAPER, 0.08), f32(block * wood)[..., None])
    key = lighter(f32(inks[-1]), 0 if wished else -0.18)
    return mix(sheet, key, _carved(picture, light, ask.rng)[..., None])


def _even(light: Array) -> Array:
    """Half-way to equal shares of every tone, so that dark and pale pictures both print well."""
    ordered = np.sort(light[::4, ::4].ravel())
    rank = np.interp(light, ordered, np.linspace(0, 1, len(ordered)))
    return f32(0.5 * light + 0.5 * rank)


def _carved(picture: Array, light: Array, rng: Rng) -> Array:
    """Where the tone is darker than the line is high, wood is left standing and prints."""
    height, width = light.shape
    scale = min(1.0, _LINES / max(height, width))
    rows, columns = max(8, round(height * scale)), max(8, round(width * scale))
    noise = along(rng.standard_normal((rows, columns), np.float32), angles(picture, rng), 9)
    ridges = resize(noise, height, width) * np.float32(0.2) + np.float32(0.3)
    local = light - blurred(light, unit(picture) * 0.02)
    return smoothstep(-0.035, 0.035, f32(ridges - light - local * 1.2))


def _wood(rng: Rng, height: int, width: int) -> Array:
    rings = resize(rng.standard_normal((max(4, height // 5), 6), np.float32), height, width)
    return f32(1 - 0.3 * smoothstep(0.3, 1.6, rings))
