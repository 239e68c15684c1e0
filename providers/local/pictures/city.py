"""A skyline in several rows, with windows that light up at night."""

import numpy as np

from providers.local.pictures.canvas import Array, Rng, f32, mix
from providers.local.pictures.colour import lighter, rgbs
from providers.local.pictures.light import Light
from providers.local.pictures.overlay import Overlay

_WALLS = "#8d8f99 #a39a92 #77808c #b0a79c #6d7480 #98a0a8"
_LAMPS = "#ffd98a #ffe9b8 #ffc46a #fff3da #bfe0ff"
_ROWS = 4


def paint_city(canvas: Array, rng: Rng, light: Light, ground: float, tint: Array | None) -> None:
    """Far towers first. `ground` is the height (0..1) of the street or the bank of the water."""
    height, width = canvas.shape[:2]
    unit = (height * width) ** 0.5
    scale = 1.5 if ground >= 1 else 1.0  # without water there is more room
    centre = 1 - light.x + rng.uniform(-0.08, 0.08)
    for row in range(_ROWS):
        near = row / (_ROWS - 1)
        overlay = Overlay(canvas, 0, ground * height + 2)
        x = -rng.uniform(0, 40)
        while x < width:
            wide = unit * rng.choice([0.02, 0.028, 0.036, 0.046, 0.06]) * (0.75 + 0.6 * near)
            crowd = np.exp(-(((x / width - centre) / 0.24) ** 2))
            tall = unit * scale * (0.06 + rng.beta(1.6, 3.2) * (0.16 + 0.3 * crowd)) * (1.12 - 0.55 * near)
            _tower(overlay, rng, light, (x, ground * height - tall, x + wide, ground * height), near, tint)
            x += wide * rng.uniform(0.86, 1.25)
        overlay.lay()


def _tower(
    overlay: Overlay, rng: Rng, light: Light, box: tuple[float, float, float, float], near: float, tint: Array | None
) -> None:
    left, top, right, bottom = box
    wall = f32(rgbs(_WALLS)[rng.integers(6)] if tint is None else mix(rgbs(_WALLS)[rng.integers(6)], tint, 0.6))
    air = 0.62 - 0.5 * near
    lit, shade = (
        mix(light.on(wall, facing) * np.float32(1 - 0.55 * light.dark), light.haze, air) for facing in (0.75, 0.05)
    )
    sunny_right = light.x > 0.5
    edge = left + (right - left) * (0.36 if sunny_right else 0.64)
    parts = [(left, top, right)]
    if rng.random() < 0.4 and bottom - top > (right - left) * 2:
        step, rise = (right - left) * 0.18, (bottom - top) * rng.uniform(0.08, 0.2)
        parts = [(left, top + rise, right), (left + step, top, right - step)]
    for part_left, part_top, part_right in parts:
        overlay.box(part_left, part_top, part_right, bottom, shade if sunny_right else lit)
        overlay.box(max(part_left, edge), part_top, part_right, bottom, lit if sunny_right else shade)
    _roof(overlay, rng, parts[-1], shade)
    _windows(overlay, rng, light, parts[0], bottom, near, wall)


def _roof(overlay: Overlay, rng: Rng, part: tuple[float, float, float], colour: Array) -> None:
    left, top, right = part
    middle, wide, kind = (left + right) / 2, right - left, rng.random()
    if kind < 0.3 and wide < overlay.canvas.shape[0] * 0.03:
        overlay.polygon([(left, top), (middle, top - wide * rng.uniform(0.7, 1.6)), (right, top)], colour)
    elif kind < 0.34:
        overlay.line([(middle, top), (middle, top - wide * rng.uniform(0.5, 1.3))], colour, max(1.0, wide * 0.05))
    elif kind < 0.5:
        overlay.polygon([(left, top), (left, top - wide * 0.45), (right, top)], colour)
    elif kind < 0.75:
        overlay.box(middle - wide * 0.2, top - wide * 0.14, middle + wide * 0.22, top, colour)


def _windows(
    overlay: Overlay, rng: Rng, light: Light, part: tuple[float, float, float], bottom: float, near: float, wall: Array
) -> None:
    left, top, right = part
    gap = max(3.5, overlay.canvas.shape[0] * (0.0042 + 0.0032 * near) * rng.uniform(0.85, 1.4))
    across, down = (
        np.arange(left + gap * 0.4, right - gap * 0.5, gap),
        np.arange(top + gap * 0.8, bottom - gap, gap * 1.25),
    )
    share = 0.10 + 0.42 * light.dark * rng.uniform(0.4, 1.1)
    lamps = rgbs(_LAMPS)
    tone = lamps[rng.integers(len(lamps))]
    pane = mix(light.on(wall * np.float32(0.62), 0.3), light.haze, 0.5 - 0.35 * near)
    on = rng.random((len(down), len(across)))
    for row, y in enumerate(down):
        for column, x in enumerate(across):
            if on[row, column] < share and light.dark > 0.04:
                glass = mix(f32(tone), light.haze, 0.45 * (1 - near)) if on[row, column] > 0.02 else lighter(tone, 0.1)
                overlay.box(x, y, x + gap * 0.45, y + gap * 0.55, glass)
            elif light.dark < 0.5:
                overlay.box(x, y, x + gap * 0.45, y + gap * 0.55, pane)
