"""Flat inks, with dots where one tone runs into the next."""

import numpy as np

from providers.local.edits.ask import Ask
from providers.local.edits.hands.inks import PAPER, inks_of
from providers.local.edits.hands.sheet import pressed
from providers.local.edits.operations.drawn import screen
from providers.local.edits.raster import blurred, unit
from providers.local.pictures.canvas import Array, f32, mix
from providers.local.pictures.colour import brightness, to_lab


def screen_print(picture: Array, ask: Ask) -> Array:
    inks, wished = inks_of(picture, ask, 4)
    smooth = _bold(picture)
    dots = screen(picture.shape[:2], max(3.0, unit(picture) / 150), 27) - np.float32(0.5)
    plates = _by_tone(smooth, dots, len(inks)) if wished else _by_colour(smooth, dots, inks)
    spread = unit(picture) * 0.004  # lighter inks reach below the darker ones, so that no gap shows between them
    sheet = np.broadcast_to(PAPER, picture.shape).astype(np.float32)
    for number, ink in enumerate(inks):
        under = number < len(inks) - 1 and not wished
        plate = f32(plates >= number if wished else plates == number)
        mask = pressed(ask.rng, f32(blurred(plate, spread) > 0.12) if under else plate, 1.0)
        sheet = mix(sheet, mix(ink, sheet * ink, 0.25), mask[..., None])
    return sheet


def _bold(picture: Array) -> Array:
    """Without small texture, and with what is darker than its surroundings darker still: the key plate's drawing."""
    side = unit(picture)
    smooth = blurred(picture, side * 0.0018)
    light = brightness(smooth)
    local = light - blurred(light, side * 0.03)
    return f32((smooth + (local * np.float32(1.1))[..., None]).clip(0, 1))


def _by_tone(picture: Array, dots: Array, count: int) -> Array:
    """Darker tones get darker inks over the lighter ones; equal shares of the picture each, nearly."""
    light = brightness(picture)
    levels = np.quantile(light[::3, ::3], np.linspace(0, 1, count + 2)[1:-1])
    even = np.linspace(0.1, 0.9, count + 2)[1:-1]
    cuts = np.sort(0.6 * levels + 0.4 * even)
    return f32(((light + dots * np.float32(0.1))[..., None] < cuts).sum(axis=-1)) - 1


def _by_colour(picture: Array, dots: Array, inks: Array) -> Array:
    """Each place the ink (or the bare paper, -1) that comes nearest."""
    lab = to_lab(picture)
    lab[..., 0] += dots * np.float32(0.16)
    sheets = to_lab(f32(np.concatenate([PAPER[None, :], inks])))
    weights = f32([1.3, 1.5, 1.5])
    far = np.stack([(((lab - sheet) * weights) ** 2).sum(axis=-1) for sheet in sheets])
    return f32(far.argmin(axis=0)) - 1
