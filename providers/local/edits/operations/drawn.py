"""Pencil, print dots and pixels."""

import numpy as np
from PIL import Image

from providers.local.edits.ask import Ask
from providers.local.edits.lookup import graded
from providers.local.edits.operations.colour import saturated
from providers.local.edits.raster import blurred, to_array, to_image, unit
from providers.local.pictures.canvas import Array, Rng, f32, grid, mix, resize, smoothstep
from providers.local.pictures.colour import brightness, rgb

_GRAPHITE, _SHEET = rgb("#26262b"), rgb("#f8f6f1")
_ANGLES = (15.0, 75.0, 0.0, 45.0)  # of cyan, magenta, yellow and black
_INKS = np.stack([rgb("#00a4d6"), rgb("#e0207c"), rgb("#f7e017"), rgb("#16151a")])


def pencil(picture: Array, ask: Ask) -> Array:
    """Contours, and shade hatched in three directions, each for darker tones than the one before."""
    light, side = brightness(picture), unit(picture)
    soft = blurred(light, side * 0.009)
    lines = np.clip(1 - light / (soft + 0.04), 0, 1) ** np.float32(0.85) * 2.6
    tone = blurred(light, max(0.8, side * 0.0022))
    shade = np.zeros_like(light)
    for angle, limit in ((52.0, 0.7), (-38.0, 0.42), (8.0, 0.2)):
        shade += _hatching(ask.rng, light.shape[:2], angle) * smoothstep(limit, limit - 0.5, tone)
    tooth = ask.rng.standard_normal(light.shape, np.float32) * np.float32(0.09)
    ink = np.clip(lines + shade * 0.46, 0, 1) * (0.92 + tooth) + np.clip(tooth, 0, 1) * 0.12
    return mix(picture, mix(_SHEET, _GRAPHITE, f32(ink.clip(0, 0.96))[..., None]), ask.amount)


def _hatching(rng: Rng, shape: tuple[int, int], angle: float) -> Array:
    """Noise drawn out along a direction: strokes of a hand, some darker, none ruled."""
    height, width = shape
    side = int(np.hypot(height, width)) + 4
    across, along = max(4, round(side / max(1.0, side / 1300))), max(4, side // 24)
    noise = rng.standard_normal((along, across), np.float32)
    strokes = Image.fromarray(resize(noise, side, side)).rotate(angle, Image.Resampling.BILINEAR)
    left, top = (side - width) // 2, (side - height) // 2
    return smoothstep(-0.5, 0.9, f32(np.asarray(strokes)[top : top + height, left : left + width]))


def screen(shape: tuple[int, int], cell: float, angle: float) -> Array:
    """Hills on a turned grid, as thresholds: the higher the tone, the larger the dots; 0..1, evenly spread."""
    height, width = shape
    y, x = grid(height, width)
    y, x = y * height, x * width
    turn = np.deg2rad(angle)
    u = (x * np.cos(turn) + y * np.sin(turn)) * (np.pi / cell)
    v = (y * np.cos(turn) - x * np.sin(turn)) * (np.pi / cell)
    hills = (np.cos(2 * u) + np.cos(2 * v)) / 4 + 0.5
    return f32(hills + 0.13 * np.sin(2 * np.pi * hills))


def halftone(picture: Array, ask: Ask) -> Array:
    """Four inks in dots. Grey needs black alone, so black and white stays so."""
    height, width = picture.shape[:2]
    cell = max(3.0, (ask.number or 0) or unit(picture) / 105)
    smooth = graded(blurred(picture, cell * 0.3), lambda colours: saturated(colours, 1.5))
    most = smooth.max(axis=-1)
    vivid = (most - smooth.min(axis=-1)) / (most + np.float32(0.02))
    black = (1 - most) * (1 - np.float32(0.8) * smoothstep(0.04, 0.3, vivid))
    rest = (1 - black)[..., None] - smooth
    coverage = np.concatenate([rest / (1 - black + 0.02)[..., None], black[..., None]], axis=-1)
    printed = np.broadcast_to(_SHEET, picture.shape).astype(np.float32)
    for ink, angle, tone in zip(_INKS, _ANGLES, np.moveaxis(coverage, -1, 0), strict=True):
        dots = smoothstep(-0.09, 0.09, f32(tone + screen((height, width), cell, angle) - 1))
        printed = printed * (1 - dots[..., None] * (1 - ink))
    return mix(picture, f32(printed), ask.amount)


def pixel_art(picture: Array, ask: Ask) -> Array:
    """Few large pixels of a small palette."""
    height, width = picture.shape[:2]
    side = max(2.0, ask.number or unit(picture) / 92 * max(0.35, ask.amount))
    small = to_image(picture).resize((max(1, round(width / side)), max(1, round(height / side))), Image.Resampling.BOX)
    few = small.quantize(28, Image.Quantize.MEDIANCUT, kmeans=2, dither=Image.Dither.NONE).convert("RGB")
    return to_array(few.resize((width, height), Image.Resampling.NEAREST))
