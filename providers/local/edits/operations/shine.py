"""Light that is added: leaks, rays, lights out of focus."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from providers.local.edits.ask import Ask
from providers.local.edits.raster import blurred, to_array, to_image, unit
from providers.local.pictures.canvas import Array, f32, grid, mix, resize_rgb, smoothstep
from providers.local.pictures.colour import brightness, rgbs

_LEAKS = rgbs("#ff5a1f #ffb347 #ff2d6b")
_LAMPS = rgbs("#ffd9a0 #ffb978 #ffe9cf #ff9e80 #bfe3ff")


def screened(picture: Array, light: Array) -> Array:
    return f32(1 - (1 - picture) * (1 - light.clip(0, 0.97)))


def light_leak(picture: Array, ask: Ask) -> Array:
    """A band of stray light at one side, as from a camera that does not close well."""
    rows, columns = 96, 128
    y, x = grid(rows, columns)
    light = np.zeros((rows, columns, 3), np.float32)
    side = 1.0 if ask.rng.random() < 0.5 else 0.0
    colours = np.stack(ask.colours) if ask.colours else _LEAKS
    for number, wide in enumerate((0.34, 0.2, 0.12)):
        middle = abs(side - float(ask.rng.uniform(-0.02, 0.12)))
        lean = float(ask.rng.uniform(-0.22, 0.22))
        band = np.exp(-(((x - middle + lean * (y - 0.5)) / wide) ** 2)) * (0.75 + 0.25 * np.sin(y * 5 + number * 2))
        light += f32(band)[..., None] * colours[number % len(colours)] * np.float32(0.62)
    return screened(picture, resize_rgb(light.clip(0, 1), *picture.shape[:2]) * np.float32(ask.amount))


def rays(picture: Array, ask: Ask) -> Array:
    """What is bright is drawn out from a point above, again and again, half as far each time."""
    height, width = picture.shape[:2]
    light = brightness(picture)
    source = light[: max(1, height // 2)]
    column = float(source.mean(axis=0).argmax()) / width
    bright = smoothstep(float(np.quantile(light[::4, ::4], 0.72)), 1.0, light) ** np.float32(1.5)
    small = to_image(f32(bright)).resize((max(2, width // 4), max(2, height // 4)), Image.Resampling.BOX)
    for reach in (0.9, 0.45, 0.22, 0.11, 0.05):
        small = Image.blend(small, _drawn_out(small, column, reach), 0.5)
    beams = to_array(small.resize((width, height), Image.Resampling.BICUBIC))
    beams = beams / (beams.max() + np.float32(1e-3))
    return screened(picture, (beams * np.float32(1.05 * ask.amount))[..., None] * f32([1.0, 0.9, 0.72]))


def _drawn_out(picture: Image.Image, column: float, reach: float) -> Image.Image:
    x, y, scale = column * picture.width, -0.08 * picture.height, 1 / (1 + reach)
    sampled = (scale, 0, x * (1 - scale), 0, scale, y * (1 - scale))
    return picture.transform(picture.size, Image.Transform.AFFINE, sampled, Image.Resampling.BILINEAR)


def lights(picture: Array, ask: Ask) -> Array:
    """Discs out of focus: large and faint in front, small and bright behind."""
    height, width = picture.shape[:2]
    glowing = np.zeros_like(picture)
    colours = np.stack(ask.colours) if ask.colours else _LAMPS
    for count, size, shine in ((46, 0.012, 0.85), (22, 0.03, 0.5), (9, 0.055, 0.3)):
        layer = Image.new("RGB", (width, height))
        draw = ImageDraw.Draw(layer)
        for _ in range(round(count * ask.amount)):
            x, y = float(ask.rng.uniform(0, width)), float(ask.rng.beta(1.4, 1.4) * height)
            radius = max(1.5, size * unit(picture) * float(ask.rng.uniform(0.6, 1.3)))
            colour = colours[int(ask.rng.integers(len(colours)))] * float(ask.rng.uniform(0.5, 1.0)) * 255
            rim = (int(colour[0]), int(colour[1]), int(colour[2]))
            fill = (int(colour[0] * 0.72), int(colour[1] * 0.72), int(colour[2] * 0.72))
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill, rim, max(1, round(radius * 0.09)))
        layer = layer.filter(ImageFilter.GaussianBlur(max(0.6, size * unit(picture) * 0.06)))
        glowing = screened(glowing, to_array(layer) * np.float32(shine))
    halo = blurred(glowing, unit(picture) * 0.03) * np.float32(0.8)
    return screened(mix(picture, picture * np.float32(0.66), min(1.0, ask.amount)), f32(glowing + halo))
