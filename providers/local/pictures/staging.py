"""Where the things of a scene go: on the land near the eye, on the water, into the air."""

from collections.abc import Callable

import numpy as np

from providers.local.pictures.canvas import Array, Rng
from providers.local.pictures.colour import rgb
from providers.local.pictures.light import Light
from providers.local.pictures.scene import Scene
from providers.local.pictures.things import air, boats, buildings, plants

Draw = Callable[[Array, Rng, Light, float, float, float, Array | None], None]
# How each is drawn and how tall it is, the picture's mean side being 1.
STANDING: dict[str, tuple[Draw, float]] = {
    "lighthouse": (buildings.lighthouse, 0.36),
    "castle": (buildings.castle, 0.3),
    "windmill": (buildings.windmill, 0.26),
    "tree": (plants.tree, 0.34),
    "palm": (plants.palm, 0.36),
    "cactus": (plants.cactus, 0.2),
    "house": (buildings.house, 0.13),
    "tent": (buildings.tent, 0.13),
}
SWIMMING: dict[str, tuple[Draw, float]] = {"sailboat": (boats.sailboat, 0.16), "ship": (boats.ship, 0.3)}
_LEAVES = {"autumn": "#c8651f", "spring": "#f0b3c6", "winter": "#dfe6ec", "alien": "#8a4fa8"}


def stands(scene: Scene) -> bool:
    return any(name in scene.things for name in STANDING)


def stand(canvas: Array, rng: Rng, light: Light, scene: Scene, crest: Array, at: float, room: float) -> None:
    """The first thing at the best place, further ones to both sides, `room` (0..1 of the width) apart and smaller."""
    height, width = canvas.shape[:2]
    unit = (height * width) ** 0.5
    names = [name for name in scene.things if name in STANDING]
    queue = [name for name in names for _ in range(min(5, scene.things[name]))]
    for number, name in reversed(list(enumerate(queue))):
        draw, size = STANDING[name]
        aside = (number + 1) // 2 * (1 if number % 2 else -1) * room
        column = int(np.clip((at + aside) * width, 6, width - 7))
        tint = scene.tints.get(name)
        if name == "tree" and tint is None and scene.season:
            tint = rgb(_LEAVES[scene.season])
        base = float(crest[column - 5 : column + 6].max()) + unit * 0.003
        draw(canvas, rng, light, column, base, unit * size * (0.85**number), tint)


def swim(canvas: Array, rng: Rng, light: Light, scene: Scene, shore: float, foot: float) -> None:
    """Boats between the far shore and the foot of the water; the nearer, the larger."""
    height, width = canvas.shape[:2]
    unit = (height * width) ** 0.5
    crossing, alone = foot - shore, sum(scene.things.get(name, 0) for name in SWIMMING) == 1
    for name, (draw, size) in SWIMMING.items():
        count = min(9, scene.things.get(name, 0))
        spread = np.sort(rng.uniform(0.08, 0.5, count)) if count > 1 else [rng.uniform(0.16, 0.36)]
        for number, depth in enumerate(spread[:count]):
            lane = 1 - light.x if alone else (number * 0.618 + (0.3 if name == "ship" else 0.62)) % 1
            x = np.clip(lane + rng.uniform(-0.1, 0.1), 0.12, 0.88) * width
            y = (shore + crossing * float(depth)) * height
            draw(
                canvas, rng, light, float(x), float(y), unit * size * (0.35 + 1.9 * float(depth)), scene.tints.get(name)
            )


def fly(canvas: Array, rng: Rng, light: Light, scene: Scene, horizon: float) -> None:
    height, width = canvas.shape[:2]
    unit = (height * width) ** 0.5
    balloons = min(12, scene.things.get("balloon", 0))
    sizes = np.sort(rng.uniform(0.07, 0.19, balloons)) if balloons > 1 else [0.24]
    for number, size in enumerate(sizes[:balloons]):
        lane = (1 - light.x if balloons == 1 else (number * 0.618 + 0.42) % 1) + rng.uniform(-0.05, 0.05)
        y = horizon * height * rng.uniform(0.3, 0.75)
        air.balloon(
            canvas,
            rng,
            light,
            float(np.clip(lane, 0.1, 0.9)) * width,
            y,
            unit * float(size),
            scene.tints.get("balloon"),
        )
    if scene.things.get("birds"):
        air.birds(canvas, rng, light, max(5, scene.things["birds"] * 3), horizon)
    if scene.things.get("lanterns"):
        air.lanterns(canvas, rng, 60, horizon)
    if scene.things.get("fireflies"):
        air.fireflies(canvas, rng, horizon)
