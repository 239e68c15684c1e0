"""Risograph: two or three bright transparent inks in fine dots, that mix where they lie on each other."""

import numpy as np

from providers.local.edits.ask import Ask
from providers.local.edits.hands.inks import PAPER
from providers.local.edits.lookup import graded
from providers.local.edits.operations.colour import saturated
from providers.local.edits.operations.drawn import screen
from providers.local.edits.operations.focus import shifted
from providers.local.edits.raster import blurred, unit
from providers.local.pictures.canvas import Array, f32, smoothstep
from providers.local.pictures.colour import rgbs

_DRUMS = rgbs("#ffe04a #ff4f8b #0078bf")
_ANGLES = (8.0, 38.0, 68.0, 23.0)


def risograph(picture: Array, ask: Ask) -> Array:
    drums = _drums(ask)
    rich = graded(blurred(picture, unit(picture) * 0.001), lambda colours: saturated(colours, 1.3))
    sheet = np.broadcast_to(PAPER, picture.shape).astype(np.float32)
    aside = unit(picture) * 0.0022
    for tone, ink, angle in zip(_shares(rich, drums), drums, _ANGLES, strict=False):
        plate = shifted(tone, round(ask.rng.normal(0, aside)), round(ask.rng.normal(0, aside)))
        grain = ask.rng.standard_normal(plate.shape, np.float32) * np.float32(0.12)
        dots = screen(plate.shape[:2], max(2.6, unit(picture) / 260), angle)
        mask = smoothstep(-0.2, 0.2, f32(plate + dots + grain - 1)) * np.float32(0.95)
        sheet = sheet * (1 - mask[..., None] * (1 - ink))
    return f32(sheet)


def _drums(ask: Ask) -> Array:
    wished = list(ask.colours) or [colour for reference in ask.references for colour in reference[:3]]
    return f32(np.stack(wished[:4])) if len(wished) > 1 else _DRUMS


def _shares(picture: Array, drums: Array) -> Array:
    """How much of each ink: what they absorb together is as near to the picture as three bright inks come."""
    absorbed, inks = 1 - picture, 1 - drums
    shares = absorbed @ np.linalg.pinv(inks)
    for _ in range(4):  # a few steps towards shares that are not negative
        rest = absorbed - shares.clip(0, 1) @ inks
        shares = shares.clip(0, 1) + rest @ inks.T * np.float32(0.12)
    return f32(np.moveaxis(shares.clip(0, 1), -1, 0))
