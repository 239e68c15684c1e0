"""The colours of a film, of a season, of another picture."""

import numpy as np

from providers.local.edits.ask import Ask, Undone
from providers.local.edits.lookup import graded, per_colour
from providers.local.edits.operations.colour import saturated, temperature
from providers.local.edits.operations.light import sigmoid
from providers.local.edits.operations.rims import darkened_rims
from providers.local.edits.raster import blurred, unit
from providers.local.pictures.canvas import Array, f32, mix, smoothstep
from providers.local.pictures.colour import brightness, from_lab, ramp, rgb, rgbs, to_lab

_NEON = rgbs("#050418 #1b0f5c #5a17a0 #e8309c #37c8ff #e8fdff")


def moody(picture: Array, ask: Ask) -> Array:
    """Deep and quiet, with the light gathered in the middle."""
    deep = graded(picture, lambda colours: saturated(sigmoid(f32(colours ** np.float32(1.25) * 0.92), 4.2), 0.72))
    return mix(picture, darkened_rims(deep, 0.5), ask.amount)


@per_colour
def cinematic(colours: Array, ask: Ask) -> Array:
    """Teal shadows, orange lights."""
    light = brightness(colours)
    lab = to_lab(sigmoid(colours, 3.4))
    split = smoothstep(0.25, 0.75, light)[..., None]
    lab[..., 1:] = lab[..., 1:] * np.float32(0.85) + mix(f32([-0.045, -0.038]), f32([0.028, 0.062]), split)
    return mix(colours, from_lab(lab), ask.amount)


@per_colour
def _aged(colours: Array, ask: Ask) -> Array:
    faded = f32([0.11, 0.075, 0.085]) + colours * f32([0.86, 0.82, 0.68])
    return mix(colours, mix(faded, brightness(faded)[..., None], 0.18), ask.amount)


def vintage(picture: Array, ask: Ask) -> Array:
    """Milky shadows, yellowed whites, darker corners and a little grain."""
    aged = darkened_rims(_aged(picture, ask), 0.42 * ask.amount)
    noise = ask.rng.standard_normal(picture.shape[:2], np.float32) * np.float32(0.022 * ask.amount)
    return f32(aged + noise[..., None])


def neon(picture: Array, ask: Ask) -> Array:
    light = sigmoid(brightness(picture), 4.0)
    lit = mix(ramp(_NEON, light * np.float32(0.9)), graded(picture, lambda colours: saturated(colours, 1.8)), 0.3)
    shine = blurred(f32(lit * smoothstep(0.5, 0.95, light)[..., None]), unit(picture) * 0.02)
    return mix(picture, f32(1 - (1 - lit.clip(0, 1)) * (1 - 0.7 * shine)), ask.amount)


@per_colour
def autumn(colours: Array, ask: Ask) -> Array:
    """Greens turn to gold and rust; what is not green only grows warmer."""
    lab = to_lab(colours)
    green = smoothstep(0.0, 0.05, f32(-lab[..., 1] + 0.35 * lab[..., 2])) * smoothstep(-0.02, 0.03, lab[..., 2])
    chroma = np.hypot(lab[..., 1], lab[..., 2]) * 1.25 + 0.02
    hue = np.deg2rad(42 + 26 * np.clip(lab[..., 0], 0, 1))
    turned = np.stack([lab[..., 0] * 1.04, chroma * np.cos(hue), chroma * np.sin(hue)], axis=-1)
    return mix(colours, temperature(from_lab(mix(lab, f32(turned), green[..., None])), 0.55), ask.amount)


@per_colour
def winter(colours: Array, ask: Ask) -> Array:
    """Greens and browns lie under frost, and the light is cold."""
    lab = to_lab(colours)
    earthy = smoothstep(-0.01, 0.05, f32(lab[..., 2])) * smoothstep(0.18, 0.5, lab[..., 0])
    frosted = lab.copy()
    frosted[..., 0] = lab[..., 0] + (0.98 - lab[..., 0]) * 0.58 * earthy
    frosted[..., 1:] *= (1 - 0.75 * earthy)[..., None] * np.float32(0.8)
    return mix(colours, temperature(from_lab(f32(frosted)), -0.6), ask.amount)


@per_colour
def spring(colours: Array, ask: Ask) -> Array:
    lab = to_lab(colours)
    green = smoothstep(-0.01, 0.04, f32(-lab[..., 1])) * smoothstep(-0.02, 0.04, lab[..., 2])
    lab[..., 1] -= f32(0.03 * green)
    lab[..., 2] += f32(0.035 * green)
    lab[..., 0] += f32(0.05 * np.sin(np.pi * np.clip(lab[..., 0], 0, 1)))
    return mix(colours, temperature(saturated(from_lab(lab), 1.25), 0.25), ask.amount)


def reference(picture: Array, ask: Ask) -> Array:
    """Every brightness takes the colour that has this rank in the reference; half the picture's own hues stay."""
    if not ask.references:
        raise Undone("add a reference picture whose colours to take")
    wanted = np.concatenate(ask.references)
    wanted = wanted[np.argsort(brightness(wanted))]
    ordered = np.sort(brightness(picture[::4, ::4]).ravel())

    def grade(colours: Array) -> Array:
        rank = np.searchsorted(ordered, brightness(colours)) / max(1, len(ordered))
        own, aim = to_lab(colours), to_lab(ramp(wanted, f32(rank)))
        aim[..., 0] = mix(own[..., 0], aim[..., 0], 0.45)
        aim[..., 1:] = mix(own[..., 1:], aim[..., 1:], 0.85)
        return from_lab(aim)

    return mix(picture, graded(picture, grade), ask.amount)


def sunset(picture: Array, ask: Ask) -> Array:
    """Violet shadows, orange light that comes from low in the sky."""
    light = brightness(picture)
    lit = ramp(_SUNSET, sigmoid(light, 2.6))
    y = np.linspace(0, 1, len(picture), dtype=np.float32)[:, None, None]
    own = graded(picture, lambda colours: temperature(saturated(colours, 1.2), 1.1))
    low = np.exp(-(((y - np.float32(0.42)) / np.float32(0.26)) ** 2))
    warm = mix(own, lit, f32(0.42 + 0.26 * low))
    shine = f32(low * 0.3) * smoothstep(0.35, 0.9, light)[..., None] * rgb("#ffb45c")
    return mix(picture, f32(1 - (1 - warm) * (1 - shine)), ask.amount)


_SUNSET = rgbs("#150c2c #4a2357 #a83f5c #ee7a4a #ffbe6b #fff0c4")


def night(picture: Array, ask: Ask) -> Array:
    """Little light, most of it blue; only what shone brightly keeps some warmth."""
    light = float(brightness(picture[::4, ::4]).mean())
    even = np.float32(np.clip(np.log(0.42) / np.log(max(0.02, min(0.98, light))), 0.45, 1.5))
    dark = graded(picture, lambda colours: _moonlit(f32(colours**even)))
    y = np.linspace(0, 1, len(picture), dtype=np.float32)[:, None, None]
    return mix(picture, darkened_rims(f32(dark * (0.72 + 0.28 * y)), 0.35), ask.amount)


def _moonlit(colours: Array) -> Array:
    light = brightness(colours)[..., None]
    dim = mix(light, colours, 0.4) ** np.float32(1.5) * f32([0.5, 0.64, 1.02]) + f32([0.006, 0.012, 0.035])
    lamp = smoothstep(0.86, 1.0, light) * np.float32(0.32)
    return mix(f32(dim), colours * f32([1.0, 0.9, 0.7]), lamp)
