"""Hue, saturation and temperature."""

import numpy as np

from providers.local.edits.ask import Ask, Undone
from providers.local.edits.lookup import graded, per_colour
from providers.local.edits.operations.light import shoulder, sigmoid
from providers.local.edits.raster import blurred, unit
from providers.local.pictures.canvas import Array, f32, mix
from providers.local.pictures.colour import brightness, from_lab, ramp, rgbs, to_lab

_SEPIA = rgbs("#1a0f08 #4a3018 #8f6b42 #cfae7e #f3e3c3 #fffaf0")
_USUAL_DUOTONE = rgbs("#1b1f5c #ff8a5c")


def temperature(colours: Array, by: float) -> Array:
    """Redder or bluer at the same lightness."""
    lab = to_lab(colours)
    veil = 0.35 + 0.65 * np.sin(np.pi * np.clip(lab[..., 0], 0, 1))
    lab[..., 1] += f32(0.028 * by * veil)
    lab[..., 2] += f32(0.085 * by * veil)
    return from_lab(lab)


def saturated(colours: Array, factor: float) -> Array:
    """What is vivid already gains less than what is pale."""
    lab = to_lab(colours)
    chroma = np.hypot(lab[..., 1], lab[..., 2])[..., None]
    gain = 1 + (factor - 1) * np.exp(-chroma * (4.5 if factor > 1 else 0))
    lab[..., 1:] *= f32(gain)
    return from_lab(lab)


@per_colour
def warmer(colours: Array, ask: Ask) -> Array:
    return temperature(colours, 1.6 * ask.amount)


@per_colour
def cooler(colours: Array, ask: Ask) -> Array:
    return temperature(colours, -1.5 * ask.amount)


@per_colour
def saturate(colours: Array, ask: Ask) -> Array:
    return saturated(colours, 1 + 2.2 * ask.amount)


@per_colour
def desaturate(colours: Array, ask: Ask) -> Array:
    return saturated(colours, 1 - ask.amount)


@per_colour
def pastel(colours: Array, ask: Ask) -> Array:
    lab = to_lab(colours)
    lab[..., 0] = 0.6 + 0.4 * lab[..., 0] ** np.float32(1.1)
    lab[..., 1:] *= np.float32(0.72)
    return mix(colours, from_lab(lab), ask.amount)


@per_colour
def black_and_white(colours: Array, ask: Ask) -> Array:
    """Like film behind a yellow filter: skies grow darker, skin and leaves lighter."""
    grey = f32(colours @ f32([0.42, 0.5, 0.08]))
    return mix(colours, sigmoid(grey, 3.2)[..., None], ask.amount)


@per_colour
def sepia(colours: Array, ask: Ask) -> Array:
    return mix(colours, ramp(_SEPIA, brightness(colours)), ask.amount)


@per_colour
def duotone(colours: Array, ask: Ask) -> Array:
    """The darker colour for the shadows, whichever was named first."""
    pair = np.stack(ask.colours[:2]) if len(ask.colours) > 1 else _USUAL_DUOTONE
    if len(ask.colours) == 1:
        pair = np.stack([ask.colours[0] * np.float32(0.55), f32([1, 0.98, 0.94])])
    dark, light = pair[np.argsort(brightness(f32(pair)))]
    stops = np.stack([dark * np.float32(0.6), dark, light, mix(f32(light), f32([1, 1, 1]), 0.45)])
    place = sigmoid(brightness(colours), 6.0)
    return mix(colours, ramp(f32(stops), place, (0.0, 0.14, 0.8, 1.0)), ask.amount)


@per_colour
def tint(colours: Array, ask: Ask) -> Array:
    """Lightness stays, and a share of the picture's own hues, so that it still looks like itself."""
    lab, wanted = to_lab(colours), to_lab(_wanted(ask))
    strength = min(1.0, ask.amount * 1.5)
    aim = lab.copy()
    presence = 0.25 + 0.75 * np.sin(np.pi * np.clip(lab[..., 0], 0.05, 0.95))
    aim[..., 1:] = wanted[1:] * f32(presence)[..., None] * np.float32(0.9)
    aim[..., 0] = mix(lab[..., 0], lab[..., 0] * (0.55 + 0.6 * wanted[0]), 0.5)
    return from_lab(mix(lab, aim, strength))


@per_colour
def untint(colours: Array, ask: Ask) -> Array:
    """Takes away what lies in the direction of a hue."""
    lab, wanted = to_lab(colours), to_lab(_wanted(ask))
    direction = wanted[1:] / (np.hypot(*wanted[1:]) + 1e-6)
    along = np.maximum(lab[..., 1:] @ direction, 0)
    lab[..., 1:] -= f32(along * min(1.0, 1.5 * ask.amount))[..., None] * direction
    return from_lab(lab)


def _wanted(ask: Ask) -> Array:
    if not ask.colours:
        raise Undone("name a colour")
    return f32(np.mean(ask.colours, axis=0))


@per_colour
def invert(colours: Array, ask: Ask) -> Array:
    return mix(colours, 1 - colours, ask.amount)


def posterise(picture: Array, ask: Ask) -> Array:
    """Steps of lightness, so that hues stay clean, on forms without their texture."""
    levels = int(min(max(ask.number or 5, 2), 12))
    smooth = blurred(picture, unit(picture) * 0.002)
    light = brightness(smooth)
    low, high = np.quantile(light[::4, ::4], (0.02, 0.98))
    steps = np.round((light - low) / max(0.05, high - low) * (levels - 1)).clip(0, levels - 1) / (levels - 1)
    hues = graded(smooth, lambda colours: saturated(colours, 1.5))
    flat = hues * ((low + steps * (high - low) + 0.02) / (brightness(hues) + 0.02))[..., None]
    return mix(picture, f32(flat.clip(0, 1)), ask.amount)


def neutral(picture: Array, ask: Ask) -> Array:
    """Takes the mean of the pale colours for grey."""
    flat = picture.reshape(-1, 3)[:: max(1, picture.size // 60_000)]
    pale = flat[np.argsort(np.ptp(flat, axis=1))[: max(1, len(flat) // 2)]]
    cast = pale.mean(axis=0) + 1e-3
    gains = np.clip(cast.mean() / cast, 0.6, 1.7)
    return mix(picture, graded(picture, lambda colours: shoulder(f32(colours * gains))), ask.amount)
