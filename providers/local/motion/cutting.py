"""What the camera sees at one moment, cut out of the picture."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from providers.local.motion.framing import Framing
from providers.local.motion.planes import Planes, split
from providers.local.motion.pose import Pose
from providers.local.pictures.canvas import Array, f32

_CELLS = 24  # of the mesh, along the longer side
_LONGEST_SIDE = 4096
# Where what a frame (by its number and pose) sees at these places really comes from.
Warp = Callable[[Framing, int, Pose, Array], Array]
Lines = NDArray[np.int64]
Cell = tuple[tuple[int, int, int, int], list[float]]
_SIDES = f32([-1, 1])


@dataclass(frozen=True, slots=True)
class Cutter:
    """`stage` is the part of the picture that is ever seen, with `density` pixels to a unit from `origin` on."""

    framing: Framing
    poses: Sequence[Pose]
    size: tuple[int, int]
    stage: Planes
    density: Array
    warp: Warp | None

    def __call__(self, number: int) -> Planes:
        pose = self.poses[number]
        frame = self._straight(pose) if self._is_straight else self._bent(number, pose)
        return Planes(_lit(frame.light, pose.light), frame.blue, frame.red) if pose.light else frame

    @property
    def _is_straight(self) -> bool:
        """Asked of the whole clip: frames that are cut in different ways differ in sharpness."""
        return self.warp is None and not any(pose.roll for pose in self.poses)

    def _straight(self, pose: Pose) -> Planes:
        corners = np.clip(self._pixels(self.framing.seen(pose, _SIDES, _SIDES)), 0, self.stage.light.size)

        def cut(plane: Image.Image, size: tuple[int, int], shrink: int) -> Image.Image:
            left, top, right, bottom = (float(edge) / shrink for edge in corners.flat)
            return plane.resize(size, Image.Resampling.BICUBIC, (left, top, right, bottom))

        return self._each(cut)

    def _bent(self, number: int, pose: Pose) -> Planes:
        columns, rows = (_lines(side, max(self.size)) for side in self.size)
        across, down = np.meshgrid(columns / self.size[0] * 2 - 1, rows / self.size[1] * 2 - 1)
        places = self.framing.seen(pose, f32(across), f32(down))
        if self.warp:
            places = self.warp(self.framing, number, pose, places)
        pixels = np.clip(self._pixels(places), 0, self.stage.light.size)

        def cut(plane: Image.Image, size: tuple[int, int], shrink: int) -> Image.Image:
            mesh = _mesh(columns // shrink, rows // shrink, f32(pixels / shrink))
            return plane.transform(size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)

        return self._each(cut)

    def _pixels(self, places: Array) -> Array:
        return f32((places - self.framing.low) * self.density)

    def _each(self, cut: Callable[[Image.Image, tuple[int, int], int], Image.Image]) -> Planes:
        width, height = self.size
        small = width // 2, height // 2
        stage = self.stage
        return Planes(cut(stage.light, self.size, 1), cut(stage.blue, small, 2), cut(stage.red, small, 2))


def cutter(
    picture: Image.Image, framing: Framing, poses: Sequence[Pose], size: tuple[int, int], warp: Warp | None = None
) -> Cutter:
    """Brings the picture to about the size at which its pixels will be seen, enlarging it if need be."""
    zooms = [pose.zoom for pose in poses]
    density = size[1] / 2 / framing.scale * exp((min(zooms) + max(zooms)) / 2)
    extent = framing.high - framing.low
    density = min(density, _LONGEST_SIDE / float(extent.max()))
    across, down = (max(2, 2 * round(float(side) * density / 2)) for side in extent)
    own = f32(picture.size)
    left, top = np.clip((framing.low / framing.room + 1) / 2, 0, 1) * own
    right, bottom = np.clip((framing.high / framing.room + 1) / 2, 0, 1) * own
    stage = picture.resize((across, down), Image.Resampling.LANCZOS, (left, top, right, bottom), reducing_gap=3.0)
    return Cutter(framing, poses, size, split(stage), f32([across, down]) / extent, warp)


def _lines(side: int, longest: int) -> Lines:
    """Where the mesh has its lines: even numbers, because the planes of colour have half the size."""
    cells = max(2, round(_CELLS * side / longest))
    return 2 * np.round(np.linspace(0, side / 2, cells + 1)).astype(int)


def _mesh(columns: Lines, rows: Lines, pixels: Array) -> list[Cell]:
    """Rectangles of the frame, and the corners that each has on the stage, against the clock from the upper left."""
    left, right = columns[:-1].tolist(), columns[1:].tolist()
    corners = np.concatenate([pixels[:-1, :-1], pixels[1:, :-1], pixels[1:, 1:], pixels[:-1, 1:]], axis=-1).tolist()
    return [
        ((left[column], top, right[column], bottom), corners[row][column])
        for row, (top, bottom) in enumerate(zip(rows[:-1].tolist(), rows[1:].tolist(), strict=True))
        for column in range(len(left))
    ]


def _lit(plane: Image.Image, light: float) -> Image.Image:
    return plane.point([min(235, max(16, round(16 + (level - 16) * (1 + light)))) for level in range(256)])
