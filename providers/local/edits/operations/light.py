"""Exposure and contrast."""

import numpy as np

from providers.local.edits.ask import Ask
from providers.local.edits.lookup import per_colour
from providers.local.edits.raster import blurred, unit
from providers.local.pictures.canvas import Array, f32, mix, smoothstep
from providers.local.pictures.colour import brightness


def shoulder(colours: Array) -> Array:
    """Bright values lean against white instead of being cut off there."""
    over = np.maximum(colours - np.float32(0.7), 0)
    return f32(np.where(colours > 0.7, 0.7 + 0.3 * (1 - np.exp(-over / 0.3)), colours))


def sigmoid(colours: Array, steepness: float) -> Array:
    low, high = 1 / (1 + np.exp(steepness / 2)), 1 / (1 + np.exp(-steepness / 2))
    return f32((1 / (1 + np.exp(-steepness * (colours - 0.5))) - low) / (high - low))


@per_colour
def brighter(colours: Array, ask: Ask) -> Array:
    lifted = colours ** np.float32(1 / (1 + 0.35 * ask.amount)) * np.float32(1 + 0.75 * ask.amount)
    return shoulder(f32(lifted))


@per_colour
def darker(colours: Array, ask: Ask) -> Array:
    return f32(colours ** np.float32(1 + 0.25 * ask.amount) * np.float32(1 - 0.92 * ask.amount))


@per_colour
def contrast(colours: Array, ask: Ask) -> Array:
    return sigmoid(colours, 0.5 + 8 * ask.amount)


@per_colour
def flatter(colours: Array, ask: Ask) -> Array:
    return mix(colours, f32(0.5), 0.8 * ask.amount)


@per_colour
def high_key(colours: Array, ask: Ask) -> Array:
    bright = shoulder(f32(colours ** np.float32(0.55) * np.float32(1.12) + np.float32(0.06)))
    return mix(colours, mix(bright, brightness(bright)[..., None], 0.25), ask.amount)


@per_colour
def low_key(colours: Array, ask: Ask) -> Array:
    deep = sigmoid(f32(colours ** np.float32(1.7)), 4.5) * np.float32(0.95)
    return mix(colours, mix(deep, brightness(deep)[..., None], 0.2), ask.amount)


@per_colour
def fade(colours: Array, ask: Ask) -> Array:
    matte = f32(0.13) + colours * np.float32(0.76)
    return mix(colours, mix(matte, brightness(matte)[..., None], 0.22), ask.amount)


def shadows(picture: Array, ask: Ask) -> Array:
    """Dark regions are lifted as a whole, so that what is in them keeps its contrast."""
    light = blurred(brightness(picture), unit(picture) * 0.02)
    dark = 1 - smoothstep(0.05, 0.6, light)
    gain = 1 + np.float32(1.5 * ask.amount) * dark
    return shoulder(f32(picture * gain[..., None]))


def highlights(picture: Array, ask: Ask) -> Array:
    light = blurred(brightness(picture), unit(picture) * 0.02)
    return f32(picture * (1 - np.float32(0.45 * ask.amount) * smoothstep(0.45, 0.95, light))[..., None])


def dehaze(picture: Array, ask: Ask) -> Array:
    """Takes the veil away: the darkest channel around each pixel says how thick it is."""
    veil = blurred(f32(picture.min(axis=-1)), unit(picture) * 0.03) * np.float32(0.75 * ask.amount)
    clear = (picture - veil[..., None]) / (1 - veil[..., None])
    local = brightness(picture) - blurred(brightness(picture), unit(picture) * 0.04)
    return f32(mix(clear, clear * 1.06, ask.amount) + (local * np.float32(0.35 * ask.amount))[..., None])
