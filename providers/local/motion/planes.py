"""A picture as codecs keep it: one plane of light, two of colour at half the size (BT.709, video range)."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image

from providers.local.pictures.canvas import f32

_FROM_RGB = f32(
    [[0.18259, 0.61423, 0.06201], [-0.10064, -0.33857, 0.43922], [0.43922, -0.39894, -0.04027]]
)  # fmt: skip
_BLACK = f32([16, 128, 128])


@dataclass(frozen=True, slots=True)
class Planes:
    light: Image.Image
    blue: Image.Image
    red: Image.Image

    def __iter__(self) -> Iterator[Image.Image]:
        return iter((self.light, self.blue, self.red))


def split(picture: Image.Image) -> Planes:
    """Both sides of the picture must be even."""
    light, blue, red = (
        Image.fromarray(np.clip(plane + 0.5, 16, 240).astype(np.uint8))
        for plane in np.moveaxis(f32(np.asarray(picture)) @ _FROM_RGB.T + _BLACK, -1, 0)
    )
    return Planes(light, blue.reduce(2), red.reduce(2))
