"""Local Low Poly: a landscape folded from triangles of paper."""

import numpy as np
from PIL import Image, ImageDraw

from providers.local.pictures import mesh, scene
from providers.local.pictures.canvas import Array, Rng, f32, mix, resize_rgb
from providers.local.pictures.colour import brightness, from_lab, to_lab
from providers.local.pictures.finish import Finish
from providers.local.pictures.landscape import Landscape
from providers.local.pictures.order import Order

KINDS = scene.KINDS
_SIDE = 416  # of the small painting under the triangles
FINISH = Finish(corners=0.12, grain=1.2, shine=0.2)


def paint(order: Order) -> Array:
    reading, rng = order.reading, order.rng
    shrink = _SIDE / max(order.width, order.height)
    columns, rows = max(96, round(order.width * shrink)), max(96, round(order.height * shrink))
    painting = Landscape(scene.compose(reading, rng), rng, columns, rows).paint(
        lambda done, message: order.report(done / 2, message)
    )
    order.report(0.5, "Folding triangles")
    count = 800 if reading.has("mood", "minimal") else 1350
    points = mesh.scatter(rng, _detail(painting), count)
    corners = mesh.triangles(points, rows, columns)
    middles = points[corners].mean(axis=1)
    colours = _facets(rng, painting, points, corners, middles)
    if order.references:
        colours = _recoloured(colours, np.concatenate(order.references))
    stretched = points * f32([order.height / (rows - 1), order.width / (columns - 1)])
    return _fold(stretched, corners, colours, resize_rgb(painting, order.height, order.width))


def _detail(painting: Array) -> Array:
    """Where edges are, small triangles keep their shape; a plain sky needs few."""
    lab = to_lab(painting)
    dy, dx = np.gradient(lab, axis=(0, 1))
    edges = np.sqrt((dy**2 + dx**2).sum(axis=-1))
    return f32(0.01 + np.minimum(edges, 0.14) ** 1.15)


def _facets(rng: Rng, painting: Array, points: Array, corners: mesh.Ints, middles: Array) -> Array:
    """The mean colour near a triangle's middle, a little lighter or darker by the way it faces."""
    samples = []
    for corner in range(3):
        at = (middles * np.float32(0.62) + points[corners[:, corner]] * np.float32(0.38)).astype(int)
        samples.append(painting[at[:, 0], at[:, 1]])
    centre = middles.astype(int)
    colour = (np.sum(samples, axis=0) + painting[centre[:, 0], centre[:, 1]]) / 4
    lab = to_lab(f32(colour))
    first, second, third = (points[corners[:, index]] for index in range(3))
    lean = (second + third - 2 * first) / (np.linalg.norm(second + third - 2 * first, axis=1, keepdims=True) + 1e-6)
    lab[:, 0] += f32(lean @ f32([-0.022, 0.028])) + f32(rng.normal(0, 0.011, len(lab)))
    lab[:, 1:] *= np.float32(1.08)
    return from_lab(lab)


def _recoloured(colours: Array, wanted: Array) -> Array:
    """Every facet takes a reference's colour of its own rank in brightness, and keeps half its own lightness."""
    ordered = wanted[np.argsort(brightness(wanted))]
    light = brightness(colours)
    rank = np.argsort(np.argsort(light)) / max(1, len(light) - 1) * (len(ordered) - 1)
    low = np.floor(rank).astype(int)
    high = np.minimum(low + 1, len(ordered) - 1)
    lab = to_lab(mix(f32(ordered[low]), f32(ordered[high]), f32(rank - low)[:, None]))
    lab[:, 0] = mix(lab[:, 0], to_lab(colours)[:, 0], 0.5)
    return from_lab(lab)


def _fold(points: Array, corners: mesh.Ints, colours: Array, under: Array) -> Array:
    """At twice the size, so that the edges of the facets are smooth."""
    height, width = under.shape[:2]
    picture = Image.fromarray((under.clip(0, 1) * 255).astype(np.uint8))
    picture = picture.resize((width * 2, height * 2), Image.Resampling.NEAREST)
    draw = ImageDraw.Draw(picture)
    fills = (np.clip(colours, 0, 1) * 255).round().astype(int)
    for trio, fill in zip(points[corners] * 2, fills, strict=True):
        draw.polygon([(float(x), float(y)) for y, x in trio], fill=(int(fill[0]), int(fill[1]), int(fill[2])))
    return f32(np.asarray(picture.reduce(2))) / np.float32(255)
