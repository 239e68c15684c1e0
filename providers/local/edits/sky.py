"""The plain upper part: down from the top edge until something stands in the way."""

import numpy as np

from providers.local.edits.raster import blurred, unit
from providers.local.pictures.canvas import Array, f32, resize, resize_rgb, smoothstep
from providers.local.pictures.colour import brightness, to_lab

_SIDE = 256
_LEAST = 0.1  # of the picture's height
_STEP = 6  # rows that the outline may rise or fall from one column to the next


def sky(picture: Array) -> Array | None:
    """None when there is no outline between something plain above and something busy below."""
    height, width = picture.shape[:2]
    scale = min(1.0, _SIDE / max(height, width))
    rows, columns = max(16, round(height * scale)), max(16, round(width * scale))
    small = f32(resize_rgb(picture, rows, columns).clip(0, 1))
    depth = _outline(small)
    y = np.arange(rows, dtype=np.float32)[:, None]
    mask = f32(np.clip(depth[None, :] - y + np.float32(0.5), 0, 1))
    if float(np.median(depth)) < _LEAST * rows or not _is_plain(small, mask):
        return None
    return _refined(picture, resize(mask, height, width).clip(0, 1))


def _outline(small: Array) -> Array:
    """The line from left to right that parts unlike colours best and leaves little texture above it."""
    lab = to_lab(small) * f32([1.0, 1.5, 1.5])
    rows, reach = len(small), max(3, len(small) // 34)
    sums = np.concatenate([np.zeros((1, *lab.shape[1:])), np.cumsum(lab, axis=0)])
    y = np.arange(rows)
    above, below = np.maximum(y - reach, 0), np.minimum(y + reach, rows)
    spans = ((above, y), (y, below))
    means = [(sums[end] - sums[start]) / np.maximum(end - start, 1)[:, None, None] for start, end in spans]
    parting = np.linalg.norm(means[1] - means[0], axis=-1)
    worth = parting - np.cumsum(_texture(lab), axis=0) * (3.2 / rows)
    worth[:2] = -1
    return _best_path(f32(worth))


def _texture(lab: Array) -> Array:
    down = np.abs(np.diff(lab, axis=0, prepend=lab[:1])).sum(axis=-1)
    return f32(down + np.abs(np.diff(lab, axis=1, prepend=lab[:, :1])).sum(axis=-1))


def _best_path(worth: Array) -> Array:
    """Column by column, the best way to each row; then back along it."""
    rows, columns = worth.shape
    total, came = worth[:, 0].copy(), np.zeros((rows, columns), np.int64)
    bends = np.arange(-_STEP, _STEP + 1)
    for column in range(1, columns):
        padded = np.pad(total, _STEP, constant_values=-1e9)
        options = np.stack([padded[_STEP + bend : _STEP + bend + rows] - 0.012 * abs(bend) for bend in bends])
        best = options.argmax(axis=0)
        came[:, column] = np.arange(rows) + bends[best]
        total = options.max(axis=0) + worth[:, column]
    path = [int(total.argmax())]
    for column in range(columns - 1, 0, -1):
        path.append(int(came[path[-1], column]))
    return f32(path[::-1])


def _is_plain(small: Array, mask: Array) -> bool:
    texture = _texture(to_lab(small))[2:, 2:]
    inside = mask[2:, 2:] > 0.9
    if inside.mean() < 0.05 or inside.mean() > 0.95:
        return False
    return float(texture[inside].mean()) < 0.05 and float(texture[inside].mean()) < 0.8 * float(texture[~inside].mean())


def _refined(picture: Array, mask: Array) -> Array:
    """The coarse outline follows the picture's own: near it, what is as bright as the sky is sky."""
    light, reach = brightness(picture), unit(picture) * 0.012
    soft = blurred(mask, reach)
    level = blurred(f32(light * mask), reach * 3) / (blurred(mask, reach * 3) + np.float32(1e-3))
    alike = 1 - smoothstep(0.06, 0.16, np.abs(light - level))
    return f32(np.where(soft > 0.97, 1, np.where(soft < 0.03, 0, alike * smoothstep(0.02, 0.4, soft))))
