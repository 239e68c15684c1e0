"""Colours as float RGB, mixed in OKLab: a perceptual space, so blends stay clean instead of going grey."""

from collections.abc import Sequence

import numpy as np

from providers.local.pictures.canvas import Array, f32, mix

_TO_LMS = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
     [0.0883024619, 0.2817188376, 0.6299787005]], np.float32)  # fmt: skip
_TO_LAB = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
     [0.0259040371, 0.7827717662, -0.8086757660]], np.float32)  # fmt: skip
_FROM_LMS, _FROM_LAB = f32(np.linalg.inv(_TO_LMS)), f32(np.linalg.inv(_TO_LAB))


def rgb(code: str) -> Array:
    """ "#rrggbb" to an array."""
    return f32(list(bytes.fromhex(code.removeprefix("#")))) / np.float32(255)


def rgbs(codes: str) -> Array:
    """Several colour codes with blanks between them, one row each."""
    return np.stack([rgb(code) for code in codes.split()])


def to_lab(colour: Array) -> Array:
    linear = np.where(colour <= 0.04045, colour / 12.92, ((np.maximum(colour, 0) + 0.055) / 1.055) ** 2.4)
    return f32(np.cbrt(f32(linear) @ _TO_LMS.T) @ _TO_LAB.T)


def from_lab(lab: Array) -> Array:
    linear = np.clip((lab @ _FROM_LAB.T) ** 3 @ _FROM_LMS.T, 0, 1)
    return f32(np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055))


def ramp(stops: Array, at: Array, positions: Sequence[float] | None = None) -> Array:
    """Colours along a gradient; `at` in 0..1 and of any shape."""
    places = np.linspace(0, 1, len(stops)) if positions is None else np.asarray(positions)
    fine = np.linspace(0, 1, 1024)
    lab = to_lab(stops)
    table = from_lab(np.stack([np.interp(fine, places, lab[:, channel]) for channel in range(3)], axis=-1))
    return table[np.clip(at * 1023, 0, 1023).astype(np.int32)]


def brightness(colour: Array) -> Array:
    return f32(colour @ f32([0.299, 0.587, 0.114]))


def lighter(colour: Array, by: float) -> Array:
    """Lightness up (or down, below 0) in OKLab, hue kept."""
    lab = to_lab(colour)
    lab[..., 0] = np.clip(lab[..., 0] + np.float32(by), 0, 1)
    return from_lab(lab)


def tinted(colour: Array, towards: Array, share: float) -> Array:
    """Another hue at nearly the same lightness, so that a red night stays a night."""
    lab, wanted = to_lab(colour), to_lab(towards)
    aim = np.broadcast_to(wanted, lab.shape).copy()
    aim[..., 0] = mix(lab[..., 0], aim[..., 0], 0.3)
    return from_lab(mix(lab, aim, share))
