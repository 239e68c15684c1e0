"""Arithmetic on float pictures: arrays of height x width x RGB in 0..1, and masks of height x width."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image, ImageFilter

Array = NDArray[np.float32]
Rng = np.random.Generator


def f32(value: ArrayLike) -> Array:
    """Single precision everywhere: twice as fast as numpy's default, and enough for pictures."""
    return np.asarray(value, np.float32)


def smoothstep(low: float, high: float, value: Array) -> Array:
    t = f32(np.clip((value - np.float32(low)) / np.float32(high - low), 0, 1))
    return f32(t * t * (np.float32(3) - np.float32(2) * t))


def mix(a: Array, b: Array, share: float | Array) -> Array:
    return f32(a + (b - a) * f32(share))


def grid(height: int, width: int) -> tuple[Array, Array]:
    """Column of y and row of x, both 0..1: they broadcast to the whole picture."""
    y = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    x = np.linspace(0, 1, width, dtype=np.float32)[None, :]
    return y, x


def resize(plane: Array, height: int, width: int) -> Array:
    """One plane to another size. Pillow's bicubic filter also averages when it shrinks."""
    if plane.shape == (height, width):
        return plane
    picture = Image.fromarray(np.ascontiguousarray(plane, np.float32))
    return f32(np.asarray(picture.resize((width, height), Image.Resampling.BICUBIC)))


def resize_rgb(picture: Array, height: int, width: int) -> Array:
    return np.stack([resize(picture[..., channel], height, width) for channel in range(3)], axis=-1)


def soften(plane: Array, radius: float) -> Array:
    """Gaussian blur of a 0..1 mask. Pillow blurs bytes only, so a mask loses precision it does not need."""
    picture = Image.fromarray((np.clip(plane, 0, 1) * 255).astype(np.uint8))
    return f32(np.asarray(picture.filter(ImageFilter.GaussianBlur(radius)))) / np.float32(255)


def sample(texture: Array, y: Array, x: Array) -> Array:
    """Bilinear look-up in a texture that repeats; y and x in texels."""
    height, width = texture.shape[:2]
    top, left = np.floor(y), np.floor(x)
    fy, fx = f32(y - top), f32(x - left)
    y0, x0 = top.astype(np.int32) % height, left.astype(np.int32) % width
    y1, x1 = (y0 + 1) % height, (x0 + 1) % width
    flat = texture.reshape(height * width, *texture.shape[2:])
    if texture.ndim == 3:
        fy, fx = fy[..., None], fx[..., None]
    upper = mix(flat[y0 * width + x0], flat[y0 * width + x1], fx)
    lower = mix(flat[y1 * width + x0], flat[y1 * width + x1], fx)
    return mix(upper, lower, fy)


def over(canvas: Array, colour: Array, mask: Array) -> None:
    """Lay a colour (or a picture) over the canvas where the mask is, in place."""
    canvas += (colour - canvas) * mask[..., None]


def glow(canvas: Array, light: Array) -> None:
    """Add light without ever reaching plain white at once (the "screen" of image editors), in place."""
    canvas += light * (1 - canvas)


def spot(canvas: Array, x: float, y: float, radius: float, colour: Array, strength: float = 1.0) -> None:
    """A round soft light around a point in pixels, in place; touches only its surroundings."""
    reach = int(radius * 3)
    left, top = max(0, int(x) - reach), max(0, int(y) - reach)
    part = canvas[top : max(0, int(y) + reach), left : max(0, int(x) + reach)]
    if not part.size:
        return
    ys = np.arange(part.shape[0], dtype=np.float32)[:, None] + top - y
    xs = np.arange(part.shape[1], dtype=np.float32)[None, :] + left - x
    falloff = np.exp(-(ys**2 + xs**2) / (radius * radius)) * strength
    glow(part, f32(falloff)[..., None] * colour)
