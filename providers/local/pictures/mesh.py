"""Triangles between scattered points (Delaunay), found on a raster: which point is nearest to each cell?"""

import numpy as np
from numpy.typing import NDArray

from providers.local.pictures.canvas import Array, Rng, f32

Ints = NDArray[np.int64]


def scatter(rng: Rng, density: Array, count: int) -> Array:
    """Points as (y, x) in cells, more of them where the density is high, and a frame of fixed ones."""
    height, width = density.shape
    weights = density.ravel().astype(np.float64)
    chosen = rng.choice(weights.size, count, replace=False, p=weights / weights.sum())
    points = f32(np.stack([chosen // width, chosen % width], axis=-1))
    points = _settled(points, density)
    ys, xs = np.linspace(0, height - 1, 11), np.linspace(0, width - 1, 11)
    frame = [(y, x) for y in ys for x in (0, width - 1)] + [(y, x) for x in xs for y in (0, height - 1)]
    return f32(np.unique(np.round(np.concatenate([points, f32(frame)])).astype(np.int64), axis=0))


def _settled(points: Array, density: Array) -> Array:
    """Each point moves to the middle of its region: chance makes clumps, this spreads them."""
    height, width = density.shape
    nearest = _regions(points, height, width).ravel()
    weights = density.ravel().astype(np.float64)
    y, x = np.divmod(np.arange(weights.size), width)
    total = np.bincount(nearest, weights, len(points)) + 1e-9
    middles = [np.bincount(nearest, weights * axis, len(points)) / total for axis in (y, x)]
    return f32(np.stack(middles, axis=-1))


def triangles(points: Array, height: int, width: int) -> Ints:
    """Indices of the three corners of each triangle: wherever three regions of the raster meet."""
    nearest = _regions(points, height, width)
    a, b, c, d = nearest[:-1, :-1], nearest[:-1, 1:], nearest[1:, :-1], nearest[1:, 1:]
    corners = np.concatenate(
        [np.stack(trio, axis=-1).reshape(-1, 3) for trio in ((a, b, c), (b, c, d), (a, b, d), (a, c, d))]
    )
    ordered = np.sort(corners, axis=1)
    distinct = (ordered[:, 0] != ordered[:, 1]) & (ordered[:, 1] != ordered[:, 2])
    return np.unique(ordered[distinct], axis=0)


def _regions(points: Array, height: int, width: int) -> Ints:
    """Jump flooding: cells ask others at halving distances which point is the nearest they know."""
    best = np.full((height, width), -1, np.int64)
    best[points[:, 0].astype(int), points[:, 1].astype(int)] = np.arange(len(points))
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    distance = np.where(best >= 0, np.float32(0), np.float32(np.inf))
    step = 32  # no cell is farther than twice this from a point
    while step >= 1:
        for dy, dx in ((-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)):
            _ask(best, distance, points, y, x, dy * step, dx * step)
        step //= 2
    return best


def _ask(best: Ints, distance: Array, points: Array, y: Array, x: Array, dy: int, dx: int) -> None:
    height, width = best.shape
    here = slice(max(0, -dy), height - max(0, dy)), slice(max(0, -dx), width - max(0, dx))
    there = slice(max(0, dy), height - max(0, -dy)), slice(max(0, dx), width - max(0, -dx))
    other = best[there]
    known = points[np.maximum(other, 0)]
    far = (y[here] - known[..., 0]) ** 2 + (x[here] - known[..., 1]) ** 2
    closer = (other >= 0) & (far < distance[here])
    best[here] = np.where(closer, other, best[here])
    distance[here] = np.where(closer, far, distance[here])
