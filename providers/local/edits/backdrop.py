"""A plain background: the colour of the border (or its even gradient), as far as it reaches inwards."""

import numpy as np
from numpy.typing import NDArray

from providers.local.edits.raster import blurred
from providers.local.pictures.canvas import Array, f32, grid, resize, resize_rgb, smoothstep
from providers.local.pictures.colour import to_lab

Bools = NDArray[np.bool_]
_SIDE = 320
_PLAIN = 0.62  # of the border must be of one colour
_FAR = 0.075  # in OKLab
_SHADOW = 0.4  # what is only darker is nearer: a shadow lies on the background


def backdrop(picture: Array) -> Array | None:
    """None when the border is not plain, or when nothing stands in front of it."""
    height, width = picture.shape[:2]
    scale = min(1.0, _SIDE / max(height, width))
    rows, columns = max(16, round(height * scale)), max(16, round(width * scale))
    small = f32(resize_rgb(picture, rows, columns).clip(0, 1))
    near = _distance(to_lab(small)) < _FAR
    rim = _rim(rows, columns)
    if near[rim].mean() < _PLAIN:
        return None
    reached = _reached(near, rim)
    return _sharp(picture, small, reached) if 0.05 < reached.mean() < 0.985 else None


def _rim(rows: int, columns: int) -> Bools:
    """Left, top and right: at the foot, what is shown often touches the edge."""
    rim = np.zeros((rows, columns), bool)
    wide = max(2, min(rows, columns) // 30)
    rim[:wide] = rim[:, :wide] = rim[:, -wide:] = True
    return rim


def _distance(lab: Array) -> Array:
    """From a plane through the border's colours, fitted again without what stood out."""
    places, rim = _places(*lab.shape[:2]), _rim(*lab.shape[:2])
    distance = np.linalg.norm(lab - np.median(lab[rim], axis=0), axis=-1)
    for limit in (0.25, 0.12):
        kept = rim & (distance < limit)
        if kept.sum() < 12:
            break
        gap = lab - places @ np.linalg.lstsq(places[kept], lab[kept], rcond=None)[0]
        gap[..., 0] *= np.where(gap[..., 0] < 0, _SHADOW, 1)
        distance = np.linalg.norm(gap, axis=-1)
    return f32(distance)


def _places(rows: int, columns: int) -> Array:
    y, x = grid(rows, columns)
    return f32(np.stack([np.ones((rows, columns)), y + 0 * x, x + 0 * y], axis=-1))


def _reached(near: Bools, rim: Bools) -> Bools:
    """What hangs together with the border."""
    reached = near & rim
    while True:
        wider = _grown(reached) & near
        if (wider == reached).all():
            return reached
        reached = wider


def _grown(mask: Bools) -> Bools:
    wider = mask.copy()
    wider[1:] |= mask[:-1]
    wider[:-1] |= mask[1:]
    wider[:, 1:] |= mask[:, :-1]
    wider[:, :-1] |= mask[:, 1:]
    return wider


def _sharp(picture: Array, small: Array, reached: Bools) -> Array:
    """Well inside the region everything belongs to it; at its rim, what looks like the background beside it."""
    height, width = picture.shape[:2]
    inner = ~_grown(_grown(~reached))
    core = resize(blurred(f32(inner), 0.8), height, width).clip(0, 1)
    rim = resize(blurred(f32(_grown(_grown(reached))), 0.8), height, width).clip(0, 1)
    weight = blurred(f32(inner), 6) + np.float32(1e-3)
    behind = np.stack([blurred(f32(small[..., part] * inner), 6) / weight for part in range(3)], axis=-1)
    gap = np.abs(picture - resize_rgb(behind, height, width)).max(axis=-1)
    return f32(np.maximum(core, rim * (1 - smoothstep(0.03, 0.16, f32(gap)))))
