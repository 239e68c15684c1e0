"""Parts of a picture that a word can name: 1 inside, 0 outside, soft between."""

from collections.abc import Callable

import numpy as np

from providers.local.edits.backdrop import backdrop
from providers.local.edits.busy import focus
from providers.local.edits.sky import sky
from providers.local.pictures.canvas import Array, f32, grid, smoothstep

Part = tuple[Array, str]  # the mask and what it is called


def part_of(picture: Array, region: str) -> Part | None:
    """None where the picture has no such part, so that the whole must do."""
    found = _FOUND[region](picture) if region in _FOUND else None
    return found or (_DRAWN[region](picture) if region in _DRAWN else None)


def upper_plain(picture: Array) -> Array:
    """Where stars, clouds and gradients go: the sky, or without one the upper third."""
    return (_sky(picture) or _top_third(picture))[0]


def _sky(picture: Array) -> Part | None:
    mask = sky(picture)
    return None if mask is None else (mask, "in the sky")


def _background(picture: Array) -> Part | None:
    mask = backdrop(picture)
    return None if mask is None else (mask, "in the background")


def _run(start: float, end: float, name: str, axis: int = 0) -> Callable[[Array], Part]:
    def mask(picture: Array) -> Part:
        y, x = grid(*picture.shape[:2])
        along = (y if axis == 0 else x) + 0 * (x if axis == 0 else y)
        shape = smoothstep(min(start, end), max(start, end), f32(along))
        return (shape if start < end else 1 - shape), name

    return mask


_top_third = _run(0.5, 0.2, "in the upper third")


def _centre(picture: Array) -> Part:
    return 1 - around(picture, 0.2, 0.55), "in the middle"


def _edges(picture: Array) -> Part:
    y, x = grid(*picture.shape[:2])
    return smoothstep(0.55, 1.0, f32(np.hypot(x - 0.5, y - 0.5) / 0.7071)), "at the edges"


def around(picture: Array, near: float, far: float) -> Array:
    """0 around what there is to look at, 1 away from it."""
    height, width = picture.shape[:2]
    y, x = grid(height, width)
    row, column = focus(picture)
    return smoothstep(near, far, f32(np.hypot((x - column) * 0.85, y - row)))


_FOUND: dict[str, Callable[[Array], Part | None]] = {"sky": _sky, "background": _background}
_DRAWN: dict[str, Callable[[Array], Part]] = {
    "sky": _top_third,
    "top": _run(0.62, 0.38, "in the upper half"),
    "bottom": _run(0.38, 0.62, "in the lower half"),
    "left": _run(0.62, 0.38, "in the left half", axis=1),
    "right": _run(0.38, 0.62, "in the right half", axis=1),
    "centre": _centre,
    "edges": _edges,
}
