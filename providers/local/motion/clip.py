"""A style, a prompt, a still and a move become one clip."""

from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from providers.local.edits.busy import busiest
from providers.local.motion.cutting import cutter
from providers.local.motion.directions import direct
from providers.local.motion.field import thumbnail
from providers.local.motion.film import RATE, shoot
from providers.local.motion.framing import frame
from providers.local.motion.order import Clip
from providers.local.motion.path import poses
from providers.local.motion.reading import Directions
from providers.local.motion.scene import Scene, scene_of
from providers.local.pictures.canvas import Array, f32
from providers.local.pictures.order import Report

_FOCUS_SIDE = 192
_FOCUS_SHARE = 0.8  # of the picture: what is looked for is the busiest part, not the busiest spot


@dataclass(frozen=True, slots=True)
class Told:
    understood: list[str]
    ignored: list[str]


def make(clip: Clip, path: Path, report: Report) -> Told:
    """The same clip gives the same frames."""
    directions = direct(clip.style, clip.prompt, clip.move, clip.strength)
    scene = scene_of(clip, report)
    picture, aspect = scene.picture, scene.size[0] / scene.size[1]
    way = poses(directions.steps, clip.seconds * RATE, RATE)
    framing = frame(way, aspect, picture.width / picture.height, _focus(picture, aspect))
    cut = cutter(picture, framing, way, scene.size, scene.warp)
    shoot(path, scene.size, len(way), cut, lambda done: report(scene.done + (1 - scene.done) * done, "Filming"))
    return _told(directions, scene)


def _focus(picture: Image.Image, aspect: float) -> Array:
    """Across and down (0..1): the middle of the part with the most to look at."""
    small = thumbnail(picture, _FOCUS_SIDE)
    height, width = small.shape[:2]
    left, top, right, bottom = busiest(small, aspect * width / height * picture.height / picture.width, _FOCUS_SHARE)
    return f32([(left + right) / 2 / width, (top + bottom) / 2 / height])


def _told(directions: Directions, scene: Scene) -> Told:
    """A drawn scene has a say in words that mean nothing to the camera, and the camera in those unknown to it."""
    if scene.ignored is None:
        return Told(directions.understood, directions.ignored)
    known = {word for phrase in directions.understood for word in phrase.split()}
    understood = dict.fromkeys([*directions.understood, *scene.understood])
    return Told(list(understood), [word for word in scene.ignored if word not in known])
