"""Where on a picture the camera's window may travel, so that it never looks beyond the rim."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

import numpy as np

from providers.local.motion.pose import Pose
from providers.local.pictures.canvas import Array, f32

_SAFETY = 0.998  # of the room: rounding must not reach the rim


@dataclass(frozen=True, slots=True)
class Framing:
    """Lengths are measured from the middle of the picture in halves of the height of its largest window.

    `room` is half the picture; `low` and `high` bound what is ever seen; `scale` is the size of the window.
    """

    aspect: float
    room: Array
    scale: float
    centre: Array
    low: Array
    high: Array

    def seen(self, pose: Pose, across: Array, down: Array) -> Array:
        """Places on the picture of points of the window, which run from -1 to 1."""
        return f32(self.centre + self.scale * _placed(pose, self.aspect, across, down))

    def middle(self, pose: Pose) -> Array:
        return f32(self.centre + self.scale * f32([pose.x * self.aspect, pose.y]))


def frame(poses: Sequence[Pose], aspect: float, picture: float, focus: Array) -> Framing:
    """The largest window for these poses, as near to `focus` (0..1 across and down) as its way allows."""
    room = f32([picture, 1] if picture >= aspect else [aspect, aspect / picture])
    corners = np.concatenate([_reach(pose, aspect) for pose in poses])
    low, high = corners.min(axis=0), corners.max(axis=0)
    scale = min(1.0, float((2 * room / (high - low)).min())) * _SAFETY
    centre = np.clip((focus * 2 - 1) * room, -room - scale * low, room - scale * high)
    return Framing(aspect, room, scale, f32(centre), f32(centre + scale * low), f32(centre + scale * high))


def _placed(pose: Pose, aspect: float, across: Array, down: Array) -> Array:
    x, y = across * np.float32(aspect * exp(-pose.zoom)), down * np.float32(exp(-pose.zoom))
    cosine, sine = np.float32(np.cos(pose.roll)), np.float32(np.sin(pose.roll))
    return np.stack([x * cosine - y * sine + pose.x * aspect, x * sine + y * cosine + pose.y], axis=-1)


def _reach(pose: Pose, aspect: float) -> Array:
    """The corners of the window, and as far beyond them as depth can push what is seen there."""
    corners = _placed(pose, aspect, f32([-1, 1, 1, -1]), f32([-1, -1, 1, 1]))
    middle = f32([pose.x * aspect, pose.y])
    push = f32([abs(pose.aside) * aspect, abs(pose.rise)]) / 2
    corners = middle + (corners - middle) * np.float32(1 + abs(pose.dolly) / 2)
    return f32(corners + np.sign(corners - middle) * push)
