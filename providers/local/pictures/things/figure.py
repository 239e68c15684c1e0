"""A thing at its place in the picture, drawn in its own measure."""

from collections.abc import Sequence
from itertools import pairwise
from math import cos, pi

from providers.local.pictures.canvas import Array, spot
from providers.local.pictures.colour import rgb
from providers.local.pictures.light import Light
from providers.local.pictures.overlay import Overlay, Point

_STRIPS = 14  # of a round tower


class Figure:
    """Its height is 1; it counts up from its foot and to the right of its middle. Outlines are "x,y x,y ..."."""

    def __init__(self, canvas: Array, light: Light, x: float, base: float, size: float) -> None:
        self.canvas, self.light = canvas, light
        self.x, self.base, self.size = x, base, size
        self.sun = 1 if light.x > x / canvas.shape[1] else -1
        self._overlay = Overlay(canvas, base - size * 1.7, base + size * 0.4)

    def at(self, right: float, up: float) -> Point:
        return self.x + right * self.size, self.base - up * self.size

    def tone(self, colour: Array | str, facing: float) -> Array:
        """`facing` 1 looks into the light, 0 away from it."""
        return self.light.on(rgb(colour) if isinstance(colour, str) else colour, facing)

    def polygon(self, outline: str | Sequence[Point], colour: Array) -> None:
        if isinstance(outline, str):
            pairs = (point.split(",") for point in outline.split())
            outline = [(float(right), float(up)) for right, up in pairs]
        self._overlay.polygon([self.at(*point) for point in outline], colour)

    def box(self, left: float, low: float, right: float, high: float, colour: Array) -> None:
        self._overlay.box(*self.at(left, high), *self.at(right, low), colour)

    def line(self, points: Sequence[Point], colour: Array, width: float) -> None:
        self._overlay.line([self.at(*point) for point in points], colour, width * self.size)

    def disc(self, right: float, up: float, across: float, down: float, colour: Array) -> None:
        self._overlay.ellipse(*self.at(right, up), across * self.size, down * self.size, colour)

    def drum(self, right: float, low: float, high: float, radii: tuple[float, float], colour: Array) -> None:
        """A round tower that may taper: strips from the shaded to the lit edge. `radii` below and above."""
        edges = [-cos(pi * part / _STRIPS) for part in range(_STRIPS + 1)]
        for left, end in pairwise(edges):
            facing = max(0.0, 0.42 + 0.31 * (left + end) * self.sun)
            below = (right + left * radii[0], low), (right + end * radii[0], low)
            above = (right + end * radii[1], high), (right + left * radii[1], high)
            self.polygon([*below, *above], self.light.on(colour, facing))

    def spot(self, right: float, up: float, radius: float, colour: Array, strength: float) -> None:
        """Light straight onto the picture; lay the shapes first."""
        spot(self.canvas, *self.at(right, up), radius * self.size, colour, strength)

    def lay(self) -> None:
        self._overlay.lay()

    def mirror(self, strength: float) -> None:
        self._overlay.mirror(self.base, strength)
