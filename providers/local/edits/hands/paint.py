"""Oil and gouache: coarse strokes first, finer ones where there is something to see."""

import numpy as np

from providers.local.edits.ask import Ask
from providers.local.edits.hands.brush import Canvas, Strokes
from providers.local.edits.hands.flow import angles
from providers.local.edits.lookup import graded
from providers.local.edits.operations.colour import saturated
from providers.local.edits.raster import blurred, unit
from providers.local.pictures.canvas import Array, Rng, f32, mix, smoothstep
from providers.local.pictures.colour import brightness

# Of the layers: radius in shares of the picture, length in radii, how much detail calls for it.
_LAYERS = ((0.022, 6.0, 0.0), (0.011, 6.0, 0.012), (0.0055, 5.0, 0.03), (0.003, 4.5, 0.06))


def oil(picture: Array, ask: Ask) -> Array:
    """With the finer brushes of somebody who works after the picture."""
    return mix(picture, painted(picture, ask.rng, 0.8, 0.8), min(1.0, 0.6 + 0.4 * ask.amount))


def impasto(picture: Array, ask: Ask) -> Array:
    """Thick paint from a broad brush."""
    return painted(picture, ask.rng, 1.5, 1.5)


def gouache(picture: Array, ask: Ask) -> Array:
    """Matte, opaque, in few tones."""
    return painted(_flattened(picture), ask.rng, 1.25, 0.25)


def painted(picture: Array, rng: Rng, coarse: float, relief: float) -> Array:
    side, turn = unit(picture), angles(picture, rng)
    rich = graded(picture, lambda colours: saturated(colours, 1.22))
    canvas = Canvas(f32(blurred(rich, side * 0.02) * f32([0.86, 0.8, 0.74])), rng)
    for share, length, call in _LAYERS:
        radius = max(1.2, share * side * coarse)
        where = _detail(picture, radius, call) if call else np.ones(picture.shape[:2], np.float32)
        layer = Strokes(radius, radius * length, where, 0.022 if call else 0.03)
        canvas.paint(layer, blurred(rich, radius * 0.5), turn)
    return canvas.lit(relief)


def _detail(picture: Array, radius: float, call: float) -> Array:
    """Where the layer before lost something; a few strokes elsewhere keep the hand alive."""
    light = brightness(picture)
    lost = np.abs(light - blurred(light, radius * 1.6))
    return f32(0.06 + smoothstep(call * 0.5, call * 1.6, blurred(lost, radius)))


def _flattened(picture: Array) -> Array:
    """Tones in steps that run softly into one another."""
    light = brightness(picture)[..., None]
    steps = light * 6
    flat = (np.floor(steps) + smoothstep(0.3, 0.7, f32(steps - np.floor(steps)))) / 6
    return f32((picture * (flat + 0.04) / (light + 0.04)).clip(0, 1) * np.float32(0.92) + np.float32(0.05))
