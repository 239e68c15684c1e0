"""Borders and bars."""

import numpy as np

from providers.local.edits.ask import Ask, Undone
from providers.local.pictures.canvas import Array, f32
from providers.local.pictures.colour import brightness, rgb

_PAPER = "#f7f5f0"
_CINEMA = 2.39


def frame(picture: Array, ask: Ask) -> Array:
    """A passe-partout: a thin line, then the board, a little wider at the foot."""
    colour = ask.colours[0] if ask.colours else rgb(_PAPER)
    side = max(2, round(0.13 * ask.amount * min(picture.shape[:2])))
    line = max(1, side // 22)
    edge = colour * np.float32(0.82) if float(brightness(f32(colour))) > 0.3 else colour + np.float32(0.16)
    lined = np.pad(picture, ((line, line), (line, line), (0, 0)), constant_values=0)
    lined[:line], lined[-line:], lined[:, :line], lined[:, -line:] = edge, edge, edge, edge
    height, width = lined.shape[:2]
    framed = np.empty((height + 2 * side + side // 4, width + 2 * side, 3), np.float32)
    framed[:] = colour
    framed[side : side + height, side : side + width] = lined
    return f32(framed)


def bars(picture: Array, ask: Ask) -> Array:
    height, width = picture.shape[:2]
    bar = round((height - width / _CINEMA) / 2)
    if bar < 1:
        raise Undone("the picture is as wide as the cinema already")
    barred = picture.copy()
    barred[:bar] = barred[-bar:] = 0
    return barred
