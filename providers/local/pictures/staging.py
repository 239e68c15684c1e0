"""Where the things of a scene go: on the land near the eye, on the water, into the air."""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np

from providers.local.pictures.canvas import Array, Rng
from providers.local.pictures.colour import rgb
from providers.local.pictures.light import Light
from providers.local.pictures.scene import Scene
from providers.local.pictures.things import air, boats, buildings, cottage, lighthouse, plants
from providers.local.pictures.things.figure import Figure

Draw = Callable[[Figure, Rng, Array | None], None]
# How each is drawn and how tall it is, the picture's mean side being 1.
STANDING: dict[str, tuple[Draw, float]] = {
    "lighthouse": (lighthouse.lighthouse, 0.36),
    "castle": (buildings.castle, 0.3),
    "windmill": (buildings.windmill, 0.26),
    "tree": (plants.tree, 0.34),
    "palm": (plants.palm, 0.36),
    "cactus": (plants.cactus, 0.2),
    "house": (cottage.house, 0.13),
    "tent": (buildings.tent, 0.13),
}
SWIMMING: dict[str, tuple[Draw, float]] = {"sailboat": (boats.sailboat, 0.16), "ship": (boats.ship, 0.3)}
_LEAVES = {"autumn": "#c8651f", "spring": "#f0b3c6", "winter": "#dfe6ec", "alien": "#8a4fa8"}
_GOLDEN = 0.618  # steps of this share never fall on the same place twice


@dataclass(frozen=True, slots=True)
class Stage:
    canvas: Array
    rng: Rng
    light: Light
    scene: Scene

    @property
    def is_set(self) -> bool:
        """Whether anything stands on the ground."""
        return any(name in self.scene.things for name in STANDING)

    @property
    def unit(self) -> float:
        """The mean side, but never so long that a tower grows out of a narrow picture."""
        height, width = (float(side) for side in self.canvas.shape[:2])
        return min(sqrt(height * width), 1.2 * height, 1.3 * width)

    def stand(self, crest: Array, at: float, room: float) -> None:
        """The first thing at the best place, further ones to both sides, `room` (0..1 of the width) apart, smaller."""
        width = self.canvas.shape[1]
        names = [name for name in self.scene.things if name in STANDING]
        queue = [name for name in names for _ in range(min(5, self.scene.things[name]))]
        for number, name in reversed(list(enumerate(queue))):
            draw, size = STANDING[name]
            aside = (number + 1) // 2 * (1 if number % 2 else -1) * room
            column = int(np.clip((at + aside) * width, 6, width - 7))
            base = float(crest[column - 5 : column + 6].max()) + self.unit * 0.003
            figure = Figure(self.canvas, self.light, column, base, self.unit * size * 0.85**number)
            draw(figure, self.rng, self._tint(name))

    def _tint(self, name: str) -> Array | None:
        tint = self.scene.tints.get(name)
        if name == "tree" and tint is None and self.scene.season:
            return rgb(_LEAVES[self.scene.season])
        return tint

    def swim(self, shore: float, foot: float) -> None:
        """Boats between the far shore and the foot of the water; the nearer, the larger."""
        height, width = self.canvas.shape[:2]
        things, rng = self.scene.things, self.rng
        alone = sum(things.get(name, 0) for name in SWIMMING) == 1
        for name, (draw, size) in SWIMMING.items():
            count = min(9, things.get(name, 0))
            depths = np.sort(rng.uniform(0.08, 0.5, count)) if count > 1 else rng.uniform(0.16, 0.36, count)
            for number, depth in enumerate(depths.tolist()):
                lane = 1 - self.light.x if alone else (number * _GOLDEN + (0.3 if name == "ship" else 0.62)) % 1
                x = float(np.clip(lane + rng.uniform(-0.1, 0.1), 0.12, 0.88)) * width
                y = (shore + (foot - shore) * depth) * height
                figure = Figure(self.canvas, self.light, x, y, self.unit * size * (0.35 + 1.9 * depth))
                draw(figure, rng, self.scene.tints.get(name))

    def fly(self, horizon: float) -> None:
        things, rng = self.scene.things, self.rng
        if things.get("balloon"):
            self._balloons(min(12, things["balloon"]), horizon)
        if things.get("birds"):
            air.birds(self.canvas, rng, self.light, max(5, things["birds"] * 3), horizon)
        if things.get("lanterns"):
            air.lanterns(self.canvas, rng, 60, horizon)
        if things.get("fireflies"):
            air.fireflies(self.canvas, rng, horizon)

    def _balloons(self, count: int, horizon: float) -> None:
        height, width = self.canvas.shape[:2]
        rng, tint = self.rng, self.scene.tints.get("balloon")
        sizes = np.sort(rng.uniform(0.07, 0.19, count)).tolist() if count > 1 else [0.24]
        for number, size in enumerate(sizes):
            lane = 1 - self.light.x if count == 1 else (number * _GOLDEN + 0.42) % 1
            x = float(np.clip(lane + rng.uniform(-0.05, 0.05), 0.1, 0.9)) * width
            y = horizon * height * rng.uniform(0.3, 0.75)
            air.balloon(self.canvas, rng, self.light, x, y, self.unit * size, tint)
