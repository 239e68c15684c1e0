"""Between float pictures and Pillow's bytes. A fixed pattern of noise keeps long gradients from showing steps."""

from math import sqrt

import numpy as np
from PIL import Image, ImageFilter

from providers.local.pictures.canvas import Array, f32

_TILE = np.random.Generator(np.random.PCG64(7)).uniform(0.03, 0.97, (128, 128)).astype(np.float32)


def to_image(picture: Array) -> Image.Image:
    """What already is a whole number of 255 stays as it is."""
    height, width = picture.shape[:2]
    noise = np.tile(_TILE, (height // 128 + 1, width // 128 + 1))[:height, :width]
    bytes_ = picture * np.float32(255) + (noise if picture.ndim == 2 else noise[..., None])
    return Image.fromarray(np.clip(bytes_, 0, 255).astype(np.uint8))


def to_array(picture: Image.Image) -> Array:
    return f32(np.asarray(picture)) / np.float32(255)


def blurred(picture: Array, radius: float) -> Array:
    """A wide blur has no detail, so it is made at a smaller size."""
    image = to_image(picture)
    shrink = max(1, min(int(radius / 4), min(image.size) // 8))
    small = image.reduce(shrink) if shrink > 1 else image
    small = small.filter(ImageFilter.GaussianBlur(radius / shrink))
    return to_array(small.resize(image.size, Image.Resampling.BICUBIC) if shrink > 1 else small)


def unit(picture: Array) -> float:
    """The side of a square of the same area: effects are measured in it, so that every size looks alike."""
    return sqrt(picture.shape[0] * picture.shape[1])
