"""Paint and print are made at no more than a size, and enlarged from it: their strokes are no finer than that."""

from functools import wraps
from math import sqrt

from PIL import Image

from providers.local.edits.ask import Ask, Does
from providers.local.edits.raster import to_array, to_image
from providers.local.pictures.canvas import Array

_PIXELS_MAX = 1_600_000


def bounded(operation: Does) -> Does:
    @wraps(operation)
    def on_picture(picture: Array, ask: Ask) -> Array:
        height, width = picture.shape[:2]
        shrink = sqrt(_PIXELS_MAX / (height * width))
        if shrink >= 1:
            return operation(picture, ask)
        size = max(1, round(width * shrink)), max(1, round(height * shrink))
        made = to_image(operation(to_array(to_image(picture).resize(size, Image.Resampling.LANCZOS)), ask).clip(0, 1))
        return to_array(made.resize((width, height), Image.Resampling.LANCZOS))

    return on_picture
