"""What hangs in the air and falls through it."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from providers.local.edits.ask import Ask
from providers.local.edits.raster import blurred, to_array, unit
from providers.local.pictures.canvas import Array, Rng, f32, glow, grid, mix, resize, smoothstep
from providers.local.pictures.noise import fbm

# From far to near: how many, how large and how blurred (in shares of the picture), how bright.
_FLAKES = ((2600, 0.0013, 0.0004, 0.75), (570, 0.0028, 0.001, 0.85), (65, 0.0075, 0.0035, 0.6))
_DROPS = ((1500, 0.03, 1, 0.3), (560, 0.06, 1, 0.45), (150, 0.1, 2, 0.5))


def fog(picture: Array, ask: Ask) -> Array:
    """Banks that are thickest low behind the foreground; far (higher, paler) things vanish first."""
    height, width = picture.shape[:2]
    rows, columns = height // 6 + 2, width // 6 + 2
    banks = fbm(ask.rng, rows, columns, 2.6, 5)
    y, _ = grid(rows, columns)
    lie = np.exp(-(((y - np.float32(0.52)) / np.float32(0.36)) ** 2)) * 0.42
    mask = resize(f32(np.clip(0.3 + lie + 0.13 * banks, 0.04, 0.96)), height, width)
    veil = ask.colours[0] if ask.colours else mix(picture.reshape(-1, 3).mean(axis=0), f32([0.9, 0.92, 0.94]), 0.74)
    soft = mix(picture, blurred(picture, unit(picture) * 0.004), 0.5 * min(1.0, ask.amount))
    return mix(soft, veil, (mask * np.float32(1.1 * ask.amount)).clip(0, 0.97)[..., None])


def snow(picture: Array, ask: Ask) -> Array:
    """Three depths of flakes; the near ones are large, soft and few. The light behind them is pale."""
    pale = mix(picture, f32([0.86, 0.89, 0.94]), 0.16 * min(1.0, ask.amount))
    light = np.zeros(picture.shape[:2], np.float32)
    side, wind = unit(picture), float(ask.rng.uniform(-0.5, 0.5))
    for count, size, blur, shine in _FLAKES:
        flakes = _flakes(ask.rng, picture, round(count * ask.amount), size * side, wind)
        light = np.maximum(light, to_array(flakes.filter(ImageFilter.GaussianBlur(blur * side))) * np.float32(shine))
    return f32(1 - (1 - pale) * (1 - light[..., None]))


def _flakes(rng: Rng, picture: Array, count: int, size: float, wind: float) -> Image.Image:
    """Clumps where the wind gathers them; each flake a short stroke."""
    height, width = picture.shape[:2]
    layer = Image.new("L", (width, height))
    draw = ImageDraw.Draw(layer)
    for x, y, own in rng.uniform((0, 0, 0.5), (width, height, 1.4), (count, 3)).tolist():
        radius = max(0.5, size * own)
        lean = radius * wind
        draw.ellipse((x - radius + lean, y - radius, x + radius + lean, y + radius), fill=int(150 + 75 * own))
    return layer


def rain(picture: Array, ask: Ask) -> Array:
    """A grey, cooler light, streaks in three depths, and mist low down."""
    grey = mix(picture, picture.mean(axis=-1, keepdims=True) * f32([0.86, 0.92, 1.0]), 0.5 * min(1.0, ask.amount))
    dull = f32(grey * np.float32(1 - 0.16 * ask.amount) + np.float32(0.02))
    light = np.zeros(picture.shape[:2], np.float32)
    wind = float(ask.rng.uniform(0.1, 0.3)) * (1 if ask.rng.random() < 0.5 else -1)
    for count, length, thick, shine in _DROPS:
        layer = _streaks(ask.rng, picture, round(count * ask.amount), length * unit(picture), thick, wind)
        light = np.maximum(light, to_array(layer.filter(ImageFilter.GaussianBlur(0.6 * thick))) * np.float32(shine))
    y, x = grid(*picture.shape[:2])
    mist = smoothstep(0.35, 1.0, f32(y + 0 * x)) * np.float32(0.16 * ask.amount)
    glow(dull, f32(light + mist)[..., None] * f32([0.8, 0.88, 0.96]))
    return dull


def _streaks(rng: Rng, picture: Array, count: int, length: float, thick: int, wind: float) -> Image.Image:
    height, width = picture.shape[:2]
    layer = Image.new("L", (width, height))
    draw = ImageDraw.Draw(layer)
    lowest, highest = (-0.1 * width, -0.1 * height, 0.6), (1.1 * width, height, 1.3)
    for x, y, own in rng.uniform(lowest, highest, (count, 3)).tolist():
        draw.line((x, y, x + wind * length * own, y + length * own), fill=int(110 + 100 * own), width=thick)
    return layer
