"""Where a picture has the most to look at."""

import numpy as np

from providers.local.pictures.canvas import Array, f32, grid, resize
from providers.local.pictures.colour import brightness

Box = tuple[int, int, int, int]
_SIDE = 192


def energy(picture: Array) -> Array:
    """Edges, weighed a little towards the middle and away from the rims."""
    height, width = picture.shape[:2]
    scale = min(1.0, _SIDE / max(height, width))
    plane = resize(brightness(picture[..., :3]), max(2, round(height * scale)), max(2, round(width * scale)))
    down, across = np.gradient(plane)
    y, x = grid(*plane.shape)
    return f32(np.hypot(down, across) * (1.15 - (x - 0.5) ** 2 - (y - 0.5) ** 2) + 1e-6)


def busiest(picture: Array, ratio: float, share: float = 1.0) -> Box:
    """The box of this width by height that holds most of it; `share` 0.5 is half the largest such box's sides."""
    height, width = picture.shape[:2]
    wide = max(1, min(width, round(min(width, height * ratio) * share)))
    tall = max(1, min(height, round(min(height, width / ratio) * share)))
    strength = energy(picture)
    left = _best(strength.sum(axis=0), wide / width, width - wide)
    top = _best(strength.sum(axis=1), tall / height, height - tall)
    return left, top, left + wide, top + tall


def focus(picture: Array) -> tuple[float, float]:
    """Row and column (0..1) of the centre of what there is to look at."""
    strength = energy(picture) ** 2
    y, x = grid(*strength.shape)
    total = float(strength.sum())
    return float((strength * y).sum()) / total, float((strength * x).sum()) / total


def _best(line: Array, share: float, room: int) -> int:
    """Where a window of this share of the line sums up to the most, in pixels of `room`. Ties go to the middle."""
    if room <= 0:
        return 0
    window = max(1, round(len(line) * share))
    sums = np.concatenate([[0.0], np.cumsum(line)])
    held = sums[window:] - sums[:-window]
    places = np.linspace(0, 1, len(held)) if len(held) > 1 else np.array([0.5])
    return round(float(places[int(np.argmax(held - 0.02 * held.max() * np.abs(places - 0.5)))]) * room)
