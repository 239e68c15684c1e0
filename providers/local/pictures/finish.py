"""The last steps of every picture: mood, soft shine, darker corners, and grain against banding."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

from providers.local.pictures.canvas import Array, Rng, f32, glow, grid, mix, resize_rgb
from providers.local.pictures.colour import brightness


def grade(canvas: Array, moods: Collection[str]) -> Array:
    """Moods as the sliders of a darkroom: exposure, contrast, saturation, temperature."""
    exposure, contrast, saturation, warmth = 1.0, 1.0, 1.0, 0.0
    for mood in moods:
        more = _MOODS.get(mood, (1.0, 1.0, 1.0, 0.0))
        exposure, contrast, saturation = exposure * more[0], contrast * more[1], saturation * more[2]
        warmth += more[3]
    if (exposure, contrast, saturation, warmth) != (1.0, 1.0, 1.0, 0.0):
        grey = brightness(canvas)[..., None]
        canvas = mix(grey, canvas, saturation)
        canvas = (canvas - np.float32(0.45)) * np.float32(contrast) + np.float32(0.45)
        canvas = canvas * f32([exposure * (1 + warmth), exposure, exposure * (1 - warmth)])
    return f32(np.clip(canvas, 0, 1))


_MOODS = {
    "dramatic": (0.95, 1.18, 1.06, 0.0),
    "dreamy": (1.06, 0.9, 1.04, 0.01),
    "dark": (0.68, 1.06, 0.9, 0.0),
    "bright": (1.14, 0.98, 1.0, 0.0),
    "vivid": (1.02, 1.08, 1.4, 0.0),
    "pastel": (1.12, 0.78, 0.74, 0.0),
    "muted": (1.0, 0.92, 0.6, 0.02),
    "warm": (1.02, 1.0, 1.05, 0.07),
    "cool": (0.98, 1.0, 0.98, -0.07),
    "mono": (1.0, 1.12, 0.0, 0.0),
}


def bloom(canvas: Array, strength: float) -> None:
    """Bright places shine over their edges. The shine has no detail: an eighth of the size is enough."""
    height, width = canvas.shape[:2]
    small = Image.fromarray((np.clip(canvas[::4, ::4], 0, 1) * 255).astype(np.uint8))
    small = small.resize((max(2, width // 8), max(2, height // 8)), Image.Resampling.BOX)
    bright = f32(np.asarray(small)) / np.float32(255)
    bright *= np.clip((brightness(bright) - 0.62) / 0.38, 0, 1)[..., None]
    blurred = Image.fromarray((bright * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(width / 8 * 0.03))
    glow(
        canvas, resize_rgb(f32(np.asarray(blurred)) / np.float32(255), height, width).clip(0, 1) * np.float32(strength)
    )


@dataclass(frozen=True, slots=True)
class Finish:
    """Darker `corners`, `grain` in steps of 255, and how much bright places `shine` over their edges."""

    corners: float
    grain: float
    shine: float

    def apply(self, canvas: Array, rng: Rng, moods: Collection[str]) -> Image.Image:
        height, width = canvas.shape[:2]
        if self.shine:
            bloom(canvas, self.shine * (1.8 if "dreamy" in moods else 1))
        canvas = grade(canvas, moods)
        y, x = grid(height, width)
        far = ((x - 0.5) ** 2 + (y - 0.5) ** 2) * 2
        canvas *= (1 - np.float32(self.corners) * far**1.5)[..., None]
        canvas *= 255
        canvas += rng.standard_normal((height, width, 1), np.float32) * np.float32(self.grain)
        canvas += np.float32(0.5)
        return Image.fromarray(np.clip(canvas, 0, 255, out=canvas).astype(np.uint8))
