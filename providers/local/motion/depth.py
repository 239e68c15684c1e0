"""A guess at what is near: low in the picture, sharp, and in the middle.

Above the middle height matters no longer: what stands upright would lean as the camera moves.
"""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from providers.local.motion.field import at, thumbnail
from providers.local.motion.framing import Framing
from providers.local.motion.pose import Pose
from providers.local.pictures.canvas import Array, f32, grid, resize, smoothstep, soften
from providers.local.pictures.colour import brightness

_SIDE = 192
_PULLS = 3  # where a point comes from depends on the depth there, which is found in a few rounds


@dataclass(frozen=True, slots=True)
class Depth:
    """`near` holds 0 (far) to 1 (near) all over the picture."""

    near: Array

    def warp(self, framing: Framing, number: int, pose: Pose, places: Array) -> Array:
        start, middle = places, framing.middle(pose)
        aside = framing.scale * f32([pose.aside * framing.aspect, pose.rise])
        for _ in range(_PULLS):
            near = (at(self.near, f32(places / framing.room / 2 + 0.5)) - np.float32(0.5))[..., None]
            places = start + aside * near - (start - middle) * np.float32(pose.dolly) * near
        return f32(places)


def guess(picture: Image.Image) -> Depth:
    light = brightness(thumbnail(picture, _SIDE))
    down, across = np.gradient(light)
    detail = soften(f32(np.clip(np.hypot(down, across) * 6, 0, 1)), 5)
    y, x = grid(*light.shape)
    middle = np.exp(-(((x - 0.5) / 0.3) ** 2) - ((y - 0.62) / 0.4) ** 2)
    near = smoothstep(0.48, 1.0, y) * 0.75 + detail / (detail.max() + 1e-6) * 0.3 + middle * 0.15
    low, high = np.percentile(near, (2, 98))
    near = soften(f32(np.clip((near - low) / (high - low + 1e-6), 0, 1)), 6)
    height, width = (max(4, side // 3) for side in light.shape)
    return Depth(resize(near, height, width).clip(0, 1))
