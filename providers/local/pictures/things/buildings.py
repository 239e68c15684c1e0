"""What people have built, drawn from simple solids with a lit and a shaded side."""

from math import cos, pi, sin

import numpy as np

from providers.local.pictures.canvas import Array, Rng, f32, glow, mix, spot
from providers.local.pictures.colour import rgb
from providers.local.pictures.light import Light
from providers.local.pictures.overlay import Overlay

LAMP = rgb("#ffdf9a")


def lighthouse(canvas: Array, rng: Rng, light: Light, x: float, base: float, size: float, tint: Array | None) -> None:
    """A tapering tower with bands, a gallery, a lantern and, unless it is broad day, its beams."""
    band = rgb("#b5362e") if tint is None else tint
    overlay = Overlay(canvas, base - size * 1.2, base + size * 0.1)
    low, high, tower = size * 0.105, size * 0.066, size * 0.76
    rings = 7
    for ring in range(rings):
        bottom, top = ring / rings, (ring + 1) / rings
        colour = band if ring % 2 else rgb("#f2ede4")
        _drum(overlay, light, (x, base), (low, high), tower, (bottom, top), colour)
    gallery = base - tower
    _house_at_foot(overlay, light, x, base, size)
    for window in (0.2, 0.5, 0.78):
        overlay.box(
            x - size * 0.009,
            base - tower * window - size * 0.03,
            x + size * 0.009,
            base - tower * window,
            rgb("#2c2a33"),
        )
    dark = light.on(rgb("#3a3a42"), 0.4)
    overlay.box(x - high * 1.5, gallery - size * 0.012, x + high * 1.5, gallery + size * 0.006, dark)
    for post in np.linspace(-1.4, 1.4, 7):
        overlay.line([(x + high * post, gallery - size * 0.045), (x + high * post, gallery)], dark, size * 0.004)
    overlay.line(
        [(x - high * 1.45, gallery - size * 0.045), (x + high * 1.45, gallery - size * 0.045)], dark, size * 0.005
    )
    shine = mix(light.on(rgb("#cfe0e6"), 0.7), rgb("#fff3c8"), 0.9 if light.height < 0.3 or light.dark > 0.1 else 0.1)
    overlay.box(x - high * 0.78, gallery - size * 0.10, x + high * 0.78, gallery - size * 0.01, shine)
    for bar in (-0.78, -0.26, 0.26, 0.78):
        overlay.line([(x + high * bar, gallery - size * 0.10), (x + high * bar, gallery)], dark, size * 0.004)
    roof = light.on(band * np.float32(0.8), 0.5)
    top = gallery - size * 0.10
    overlay.polygon(
        [
            (x - high, top),
            (x - high * 0.5, top - size * 0.05),
            (x, top - size * 0.07),
            (x + high * 0.5, top - size * 0.05),
            (x + high, top),
        ],
        roof,
    )
    overlay.line([(x, top - size * 0.07), (x, top - size * 0.12)], dark, size * 0.005)
    overlay.lay()
    if light.height < 0.3 or light.dark > 0.1:
        _beams(canvas, x, gallery - size * 0.055, size, 0.32 + 0.4 * light.dark)


def _drum(
    overlay: Overlay, light: Light, foot: tuple[float, float], radii: tuple[float, float], tall: float,
    span: tuple[float, float], colour: Array,
) -> None:  # fmt: skip
    """A slice of a round tower: strips from the shaded to the lit edge."""
    x, base = foot
    strips = 14
    sun = 1 if light.x > x / overlay.canvas.shape[1] else -1
    wide = [radii[0] + (radii[1] - radii[0]) * at for at in span]
    y = [base - tall * at for at in span]
    for strip in range(strips):
        edges = [-cos(pi * part / strips) for part in (strip, strip + 1)]
        middle = (edges[0] + edges[1]) / 2 * sun
        shade = light.on(colour, max(0.0, 0.42 + 0.62 * middle))
        overlay.polygon(
            [
                (x + edges[0] * wide[0], y[0]),
                (x + edges[1] * wide[0], y[0]),
                (x + edges[1] * wide[1], y[1]),
                (x + edges[0] * wide[1], y[1]),
            ],
            shade,
        )


def _house_at_foot(overlay: Overlay, light: Light, x: float, base: float, size: float) -> None:
    side = 1 if x < overlay.canvas.shape[1] / 2 else -1
    _cottage(overlay, light, x - side * size * 0.2, base + size * 0.015, size * 0.2, rgb("#e9e2d6"), rgb("#8a4a3c"))


def _cottage(overlay: Overlay, light: Light, x: float, base: float, size: float, wall: Array, roof: Array) -> None:
    sun_right = light.x > x / overlay.canvas.shape[1]
    half, tall = size * 0.5, size * 0.42
    split = x + (-0.2 if sun_right else 0.2) * size
    lit, shade = light.on(wall, 0.8), light.on(wall, 0.15)
    overlay.box(x - half, base - tall, split, base, shade if sun_right else lit)
    overlay.box(split, base - tall, x + half, base, lit if sun_right else shade)
    gable = (x - half, split) if sun_right else (split, x + half)
    peak = (gable[0] + gable[1]) / 2
    far = x + half if sun_right else x - half
    overlay.polygon([(gable[0], base - tall), (peak, base - tall - size * 0.34), (gable[1], base - tall)], shade)
    eave = size * 0.05
    over_peak = far + (-1 if sun_right else 1) * (half * 0.34)
    inner = gable[1] if sun_right else gable[0]
    outer = gable[0] if sun_right else gable[1]
    overlay.polygon(
        [
            (inner, base - tall + eave),
            (peak, base - tall - size * 0.36),
            (over_peak, base - tall - size * 0.36),
            (far + (eave if sun_right else -eave), base - tall + eave),
        ],
        light.on(roof, 0.75),
    )
    overlay.line([(outer, base - tall + eave), (peak, base - tall - size * 0.36)], light.on(roof, 0.2), size * 0.05)
    glass = mix(light.on(rgb("#51606e"), 0.3), LAMP, min(1.0, 0.25 + light.dark * 1.4) if light.height < 0.3 else 0.0)
    for place in (0.3, 0.62):
        middle = split + (far - split) * place
        overlay.box(middle - size * 0.05, base - tall * 0.72, middle + size * 0.05, base - tall * 0.34, glass)
    overlay.box(peak - size * 0.045, base - tall * 0.6, peak + size * 0.045, base, light.on(rgb("#4a3428"), 0.3))


def _beams(canvas: Array, x: float, y: float, size: float, strength: float) -> None:
    """Two cones of light, brightest at the lantern. Worked out on every second pixel: they have no detail."""
    height, width = canvas.shape[:2]
    ys = np.arange(0, height, 2, dtype=np.float32)[:, None] - np.float32(y)
    xs = np.arange(0, width, 2, dtype=np.float32)[None, :] - np.float32(x)
    far = np.sqrt(xs**2 + ys**2) + 1
    tilt = -0.09 if x < width / 2 else 0.09
    off = np.abs(ys - xs * np.float32(tilt)) / (np.abs(xs) * np.float32(0.075) + np.float32(size * 0.02))
    light = np.exp(-(off**2)) * np.exp(-far / np.float32(size * 1.7)) * strength
    whole = np.repeat(np.repeat(f32(light), 2, 0), 2, 1)[:height, :width]
    glow(canvas, whole[..., None] * rgb("#fff0c4"))
    spot(canvas, x, y, size * 0.2, rgb("#ffe2a0"), strength)
    spot(canvas, x, y, size * 0.05, rgb("#fff6da"), 0.95)


def house(canvas: Array, rng: Rng, light: Light, x: float, base: float, size: float, tint: Array | None) -> None:
    """A cabin with a smoking chimney."""
    overlay = Overlay(canvas, base - size * 1.2, base + size * 0.1)
    wall = rgb("#8a6244") if tint is None else tint
    overlay.box(x + size * 0.16, base - size * 0.92, x + size * 0.25, base - size * 0.6, light.on(rgb("#6d5a50"), 0.4))
    _cottage(overlay, light, x, base, size, wall, rgb("#5a4640"))
    overlay.lay()
    for puff in range(9):
        up = puff / 9
        spot(
            canvas,
            x + size * (0.2 + 0.25 * up**1.5),
            base - size * (0.97 + 0.75 * up),
            size * (0.04 + 0.07 * up),
            light.on(rgb("#e8e6e4"), 0.6),
            0.2 * (1 - up),
        )
    if light.dark > 0.1 or light.height < 0.3:
        spot(canvas, x, base - size * 0.24, size * 0.34, LAMP, 0.18 + 0.3 * light.dark)


def castle(canvas: Array, rng: Rng, light: Light, x: float, base: float, size: float, tint: Array | None) -> None:
    overlay = Overlay(canvas, base - size * 1.4, base + size * 0.1)
    stone = rgb("#b3a795") if tint is None else tint
    roof = rgb("#6a4450") if tint is None else tint * np.float32(0.6)
    towers = (
        (-0.1, 0.07, 0.98),
        (0.14, 0.06, 0.8),
        (-0.34, 0.06, 0.62),
        (0.36, 0.065, 0.58),
        (0.02, 0.05, 0.66),
        (-0.22, 0.045, 0.5),
        (0.25, 0.045, 0.46),
    )
    for place, radius, tall in towers[:3] + towers[4:5]:
        _spire(overlay, light, x + place * size, base, size * radius, size * tall, stone, roof)
    _drum(overlay, light, (x, base), (size * 0.42, size * 0.41), size * 0.3, (0, 1), stone)
    for merlon in np.arange(-0.4, 0.4, 0.06):
        overlay.box(
            x + merlon * size,
            base - size * 0.33,
            x + (merlon + 0.034) * size,
            base - size * 0.29,
            light.on(stone, 0.35),
        )
    for place, radius, tall in (towers[3], *towers[5:]):
        _spire(overlay, light, x + place * size, base, size * radius, size * tall, stone, roof)
    overlay.ellipse(x, base - size * 0.1, size * 0.05, size * 0.06, rgb("#2c2226"))
    overlay.box(x - size * 0.05, base - size * 0.1, x + size * 0.05, base, rgb("#2c2226"))
    overlay.lay()


def _spire(
    overlay: Overlay, light: Light, x: float, base: float, radius: float, tall: float, stone: Array, roof: Array
) -> None:
    _drum(overlay, light, (x, base), (radius, radius), tall * 0.74, (0, 1), stone)
    top, sun = base - tall * 0.74, 1 if light.x > x / overlay.canvas.shape[1] else -1
    peak = (x, base - tall * 1.12)
    overlay.polygon([(x - radius * 1.25, top), peak, (x + radius * 1.25, top)], light.on(roof, 0.15))
    overlay.polygon([(x, top), peak, (x + sun * radius * 1.25, top)], light.on(roof, 0.8))
    glass = mix(light.on(rgb("#3a3a48"), 0.3), LAMP, min(1.0, 0.15 + light.dark * 1.4))
    for window in (0.42, 0.6):
        overlay.box(
            x - radius * 0.16, base - tall * window - radius * 0.6, x + radius * 0.16, base - tall * window, glass
        )


def windmill(canvas: Array, rng: Rng, light: Light, x: float, base: float, size: float, tint: Array | None) -> None:
    overlay = Overlay(canvas, base - size * 1.4, base + size * 0.4)
    _drum(
        overlay,
        light,
        (x, base),
        (size * 0.17, size * 0.105),
        size * 0.62,
        (0, 1),
        rgb("#e6dccb") if tint is None else tint,
    )
    cap, wood = light.on(rgb("#6b4a3c"), 0.5), light.on(rgb("#4c3a30"), 0.35)
    overlay.polygon(
        [
            (x - size * 0.12, base - size * 0.62),
            (x - size * 0.07, base - size * 0.72),
            (x, base - size * 0.76),
            (x + size * 0.07, base - size * 0.72),
            (x + size * 0.12, base - size * 0.62),
        ],
        cap,
    )
    overlay.box(x - size * 0.035, base - size * 0.13, x + size * 0.035, base, wood)
    hub_y, turn = base - size * 0.65, rng.uniform(0.2, 1.2)
    cloth = light.on(rgb("#f4ede0"), 0.6)
    for blade in range(4):
        angle = turn + blade * pi / 2
        along, aside = (cos(angle), sin(angle)), (-sin(angle), cos(angle))
        tip = (x + along[0] * size * 0.5, hub_y + along[1] * size * 0.5)
        corners = [
            (x + along[0] * size * far + aside[0] * size * out, hub_y + along[1] * size * far + aside[1] * size * out)
            for far, out in ((0.1, 0), (0.5, 0), (0.5, 0.085), (0.1, 0.085))
        ]
        overlay.polygon(corners, cloth)
        overlay.line([(x, hub_y), tip], wood, size * 0.014)
    overlay.ellipse(x, hub_y, size * 0.02, size * 0.02, wood)
    overlay.lay()


def tent(canvas: Array, rng: Rng, light: Light, x: float, base: float, size: float, tint: Array | None) -> None:
    overlay = Overlay(canvas, base - size, base + size * 0.1)
    cloth = rgb("#d9823c") if tint is None else tint
    warm = mix(light.on(cloth, 0.8), rgb("#ffcf7a"), 0.6 * min(1.0, light.dark * 1.6))
    overlay.polygon([(x - size * 0.5, base), (x - size * 0.08, base - size * 0.46), (x + size * 0.12, base)], warm)
    overlay.polygon(
        [
            (x - size * 0.08, base - size * 0.46),
            (x + size * 0.3, base - size * 0.44),
            (x + size * 0.56, base),
            (x + size * 0.12, base),
        ],
        light.on(cloth, 0.25),
    )
    overlay.polygon(
        [(x - size * 0.3, base), (x - size * 0.1, base - size * 0.32), (x - size * 0.06, base)],
        light.on(rgb("#3a2c28"), 0.3) if light.dark < 0.3 else rgb("#ffe9b0"),
    )
    overlay.lay()
    if light.dark > 0.1:
        spot(canvas, x - size * 0.1, base - size * 0.2, size * 0.5, LAMP, 0.45 * light.dark)
