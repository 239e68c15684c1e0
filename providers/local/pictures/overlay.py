"""Sharp shapes drawn with Pillow at twice the size, then laid over the float picture without jagged edges."""

from collections.abc import Iterable, Sequence
from math import sin

import numpy as np
from PIL import Image, ImageDraw

from providers.local.pictures.canvas import Array, f32

Point = tuple[float, float]
_SCALE = 2


def _bytes(colour: Array) -> tuple[int, int, int]:
    red, green, blue = (round(float(min(max(part, 0), 1)) * 255) for part in colour)
    return red, green, blue


class Overlay:
    """Rows `top` to `bottom` of a picture. Coordinates are the picture's own pixels."""

    def __init__(self, canvas: Array, top: float = 0, bottom: float | None = None) -> None:
        height, width = canvas.shape[:2]
        self.canvas = canvas
        self.top = max(0, min(int(top), height - 1))
        self.bottom = height if bottom is None else max(self.top + 1, min(int(bottom), height))
        self._picture = Image.new("RGBA", (width * _SCALE, (self.bottom - self.top) * _SCALE))
        self._draw = ImageDraw.Draw(self._picture)

    def _at(self, points: Iterable[Point]) -> list[Point]:
        return [(x * _SCALE, (y - self.top) * _SCALE) for x, y in points]

    def polygon(self, points: Iterable[Point], colour: Array) -> None:
        self._draw.polygon(self._at(points), fill=_bytes(colour))

    def box(self, left: float, top: float, right: float, bottom: float, colour: Array) -> None:
        if right > left and bottom > top:
            self._draw.rectangle([*self._at([(left, top), (right, bottom)])], fill=_bytes(colour))

    def ellipse(self, x: float, y: float, across: float, down: float, colour: Array) -> None:
        """Around a centre; `across` and `down` are radii."""
        self._draw.ellipse([*self._at([(x - across, y - down), (x + across, y + down)])], fill=_bytes(colour))

    def line(self, points: Sequence[Point], colour: Array, width: float, alpha: float = 1.0) -> None:
        fill = (*_bytes(colour), round(alpha * 255))
        self._draw.line(self._at(points), fill=fill, width=max(1, round(width * _SCALE)), joint="curve")

    def lay(self) -> None:
        """Premultiplied, so that edges do not darken where they meet nothing."""
        drawn = f32(np.asarray(self._picture.convert("RGBa").reduce(_SCALE))) / np.float32(255)
        part = self.canvas[self.top : self.top + len(drawn)]
        part *= 1 - drawn[..., 3:]
        part += drawn[..., :3]

    def mirror(self, base: float, strength: float) -> None:
        """What has been drawn so far, upside down below `base`, broken by ripples and lost with the depth."""
        drawn = f32(np.asarray(self._picture.convert("RGBa").reduce(_SCALE))) / np.float32(255)
        floor = int(base)
        for depth in range(min(floor - self.top, self.canvas.shape[0] - floor) - 1):
            source = drawn[floor - self.top - 1 - depth]
            if source[:, 3].any():
                sway = sin(floor + depth * 0.8) * depth * 0.035 + sin(depth * 0.31) * depth * 0.02
                source = np.roll(source, round(sway), axis=0) * np.float32(strength * 0.995**depth)
                row = self.canvas[floor + depth]
                row *= 1 - source[:, 3:]
                row += source[:, :3]
