"""Small clips that show what a camera move is: each swings there and back, so that it can be played in a loop."""

import os
from functools import cache
from math import cos, pi
from pathlib import Path

from PIL import Image

from providers.local.motion.cutting import cutter
from providers.local.motion.depth import Depth, guess
from providers.local.motion.film import RATE, shoot
from providers.local.motion.framing import frame
from providers.local.motion.path import sway
from providers.local.motion.pose import MOVES, Pose
from providers.local.pictures.canvas import f32
from providers.local.pictures.render import render

SIZE = 256, 144
FRAMES = 2 * RATE
_SCENE = "a lighthouse on a cliff by the sea at sunset, boats, pine trees"
_SCENE_SIZE = 384, 216
_AMOUNT = 0.9


def render_preview(move_key: str, path: Path) -> None:
    """Writes an MP4 of the fixed scene, whole or not at all. KeyError: no such move."""
    way = [_swing(move_key, number) for number in range(FRAMES)]
    picture, depth = _scene()
    framing = frame(way, SIZE[0] / SIZE[1], picture.width / picture.height, f32([0.5, 0.5]))
    part = path.with_name(f".{path.name}.{os.getpid()}")
    shoot(part, SIZE, FRAMES, cutter(picture, framing, way, SIZE, depth.warp), lambda done: None)
    part.replace(path)


@cache
def _scene() -> tuple[Image.Image, Depth]:
    picture = render("landscape", _SCENE, 1, _SCENE_SIZE, (), lambda done, message: None).picture
    return picture, guess(picture)


def _swing(move_key: str, number: int) -> Pose:
    move, done = MOVES[move_key], (1 - cos(2 * pi * number / FRAMES)) / 2
    return (move.before * (1 - done) + move.after * done + sway(move.lively, number / RATE) * done) * _AMOUNT
