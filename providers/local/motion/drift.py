"""A current that carries a picture along. It follows the rim, so nothing ever enters from outside."""

from dataclasses import dataclass

import numpy as np

from providers.local.motion.field import at
from providers.local.motion.framing import Framing
from providers.local.motion.pose import Pose
from providers.local.pictures.canvas import Array, Rng, f32, grid
from providers.local.pictures.noise import fbm

_ROWS = 40
_EDDIES = 1.2  # across the shorter side
_SPEED = 0.065  # of half the height, in a second, where it is fastest


@dataclass(frozen=True, slots=True)
class Drift:
    """For each frame, how far from each place of the picture lies what has been carried there."""

    shifts: Array

    def warp(self, framing: Framing, number: int, pose: Pose, places: Array) -> Array:
        return f32(places + at(self.shifts[number], f32(places / framing.room / 2 + 0.5)))


def drift(rng: Rng, aspect: float, frames: int, rate: int, amount: float) -> Drift:
    speed = _current(rng, aspect) * np.float32(_SPEED * (0.5 + amount) / rate)
    rows, columns = speed.shape[:2]
    half = f32([aspect, 1])
    x, y = (np.arange(columns) + 0.5) / columns, (np.arange(rows) + 0.5) / rows
    start = f32(np.stack(np.meshgrid(x, y), axis=-1) * 2 - 1) * half
    places, shifts = start, []
    for _ in range(frames):
        shifts.append(places - start)
        places = f32(np.clip(places - at(speed, f32(places / half / 2 + 0.5)), -half, half))
    return Drift(f32(shifts))


def _current(rng: Rng, aspect: float) -> Array:
    """Turning a quarter from the slope of a landscape that is flat at the rim gives a flow that leaves no gaps."""
    rows, columns = (round(_ROWS * side / min(aspect, 1)) for side in (1, aspect))
    y, x = grid(rows, columns)
    rim = np.clip(np.sin(np.pi * y) * np.sin(np.pi * x), 0, 1) ** 0.6
    hills = (fbm(rng, rows, columns, _EDDIES, 1) + np.float32(1.2)) * rim
    down, across = np.gradient(hills)
    speed = np.stack([down, -across], axis=-1)
    return f32(speed / (np.percentile(np.hypot(down, across), 98) + 1e-6))
