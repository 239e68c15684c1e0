"""Small maps of what is where on a picture, read between their points."""

import numpy as np
from PIL import Image

from providers.local.pictures.canvas import Array, f32


def at(field: Array, shares: Array) -> Array:
    """The values of `field` (rows, columns, ...) at places that run from 0 to 1, across first."""
    rows, columns = field.shape[:2]
    x = np.clip(shares[..., 0] * columns - 0.5, 0, columns - 1.001)
    y = np.clip(shares[..., 1] * rows - 0.5, 0, rows - 1.001)
    left, top = x.astype(np.int32), y.astype(np.int32)
    more = (...,) + (None,) * (field.ndim - 2)
    right, below = (x - left)[more], (y - top)[more]
    upper = field[top, left] * (1 - right) + field[top, left + 1] * right
    lower = field[top + 1, left] * (1 - right) + field[top + 1, left + 1] * right
    return f32(upper * (1 - below) + lower * below)


def thumbnail(picture: Image.Image, longest: int) -> Array:
    """Never so small that it has no neighbours, however long and thin the picture is."""
    shrink = min(1.0, longest / max(picture.size))
    size = [max(8, round(side * shrink)) for side in picture.size]
    return f32(np.asarray(picture.resize((size[0], size[1]), Image.Resampling.BOX))) / np.float32(255)
