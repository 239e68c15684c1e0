"""Turned, mirrored, cut. These get the alpha channel as well."""

from math import cos, radians, sin

import numpy as np
from PIL import Image

from providers.local.edits.ask import Ask, Undone
from providers.local.edits.busy import busiest
from providers.local.edits.raster import to_array, to_image
from providers.local.pictures.canvas import Array, f32


def mirror(picture: Array, ask: Ask) -> Array:
    return f32(picture[:, ::-1])


def flip(picture: Array, ask: Ask) -> Array:
    return f32(picture[::-1])


def half_turn(picture: Array, ask: Ask) -> Array:
    return f32(picture[::-1, ::-1])


def rotate(picture: Array, ask: Ask) -> Array:
    """Quarter turns keep everything; other angles lose the corners that would be empty."""
    degrees = (ask.number if ask.number is not None else 90) % 360
    if degrees % 90 == 0:
        return f32(np.rot90(picture, int(degrees // 90)))
    return _turned(picture, degrees)


def straighten(picture: Array, ask: Ask) -> Array:
    if ask.number is None:
        raise Undone("say by how many degrees, such as “straighten by 2°”")
    return _turned(picture, (ask.number + 45) % 90 - 45)


def _turned(picture: Array, degrees: float) -> Array:
    turned = to_image(picture).rotate(degrees, Image.Resampling.BICUBIC, expand=True)
    wide, tall = _inscribed(picture.shape[1], picture.shape[0], radians(degrees))
    left, top = (turned.width - wide) / 2, (turned.height - tall) / 2
    return to_array(turned.crop((round(left), round(top), round(left + wide), round(top + tall))))


def _inscribed(width: int, height: int, angle: float) -> tuple[float, float]:
    """The largest upright box without empty corners in a turned one."""
    across, down = abs(cos(angle)), abs(sin(angle))
    long, short = max(width, height), min(width, height)
    if short <= 2 * across * down * long or abs(across - down) < 1e-6:
        half = short / 2
        wide, tall = (half / down, half / across) if width >= height else (half / across, half / down)
    else:
        double = across * across - down * down
        wide, tall = (width * across - height * down) / double, (height * across - width * down) / double
    return max(2.0, wide - 2), max(2.0, tall - 2)


def crop(picture: Array, ask: Ask) -> Array:
    height, width = picture.shape[:2]
    if ask.number is None and ask.region in _SIDES:
        return _trimmed(picture, ask)
    ratio = width / height if ask.number is None else ask.number
    if ask.number is not None and abs(width / height / ratio - 1) < 0.01:
        raise Undone("the picture has that shape already")
    share = 1.0 if ask.number is not None else max(0.1, 1 - min(ask.amount, 0.9))
    return _part(picture, ratio, share)


_SIDES = ("left", "right", "top", "bottom", "sky")


def _trimmed(picture: Array, ask: Ask) -> Array:
    height, width = picture.shape[:2]
    share = min(ask.amount, 0.9)
    across, down = round(width * share), round(height * share)
    box = {"left": (0, across), "right": (0, -across or None), "bottom": (-down or None, 0)}.get(ask.region)
    if ask.region == "left":
        return f32(picture[:, across:])
    if ask.region == "right":
        return f32(picture[:, : width - across])
    return f32(picture[: height - down] if box else picture[down:])


def _part(picture: Array, ratio: float, share: float) -> Array:
    left, top, right, bottom = busiest(picture, ratio, share)
    return f32(picture[top:bottom, left:right])


def zoom(picture: Array, ask: Ask) -> Array:
    """The busiest part at the picture's own size."""
    height, width = picture.shape[:2]
    part = to_image(_part(picture, width / height, 1 / (1 + min(ask.amount, 7.0))))
    return to_array(part.resize((width, height), Image.Resampling.LANCZOS))


def zoom_out(picture: Array, ask: Ask) -> Array:
    raise Undone("there is nothing beyond the edges of a picture")
