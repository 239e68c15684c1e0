"""The inks of a print: named ones, those of a reference, or the picture's own main colours."""

import numpy as np
from PIL import Image

from providers.local.edits.ask import Ask
from providers.local.edits.raster import to_image
from providers.local.pictures.canvas import Array, f32
from providers.local.pictures.colour import brightness, from_lab, rgb, to_lab

PAPER = rgb("#f6f1e4")
_INKS_MAX = 4


def inks_of(picture: Array, ask: Ask, count: int) -> tuple[Array, bool]:
    """One row each, the lightest first, and whether they were wished for."""
    wished = list(ask.colours) or [colour for reference in ask.references for colour in reference[:_INKS_MAX]]
    if not wished:
        return _own(picture, count), False
    if len(wished) == 1:
        wished.append(rgb("#1b1a22"))
    return _by_light(f32(np.stack(wished[:_INKS_MAX]))), True


def _own(picture: Array, count: int) -> Array:
    """Main colours, purer than in the picture: inks are."""
    small = to_image(picture).resize((96, 96), Image.Resampling.BOX)
    reduced = small.quantize(20, Image.Quantize.MEDIANCUT, kmeans=3)
    found = sorted(reduced.getcolors() or [], reverse=True)
    table = f32(np.array(reduced.getpalette()).reshape(-1, 3)) / np.float32(255)
    lab = to_lab(table[[int(str(index)) for _, index in found]])
    lab = _apart(lab, f32([number for number, _ in found]), count)
    lab[:, 1:] *= np.float32(1.75)
    lab = lab[np.argsort(-lab[:, 0])]
    lab[:, 0] = f32(lab[:, 0] * 0.75 + np.linspace(0.86, 0.24, count) * 0.25)
    return from_lab(lab)


def _apart(lab: Array, often: Array, count: int) -> Array:
    """The darkest that is not rare, then always the colour that is frequent and far from those taken."""
    taken = [int(np.argmin(lab[:, 0] - 0.05 * np.log(often)))]
    weights = f32([0.8, 2.2, 2.2])
    while len(taken) < count:
        gaps = np.min([np.linalg.norm((lab - lab[index]) * weights, axis=1) for index in taken], axis=0)
        taken.append(int(np.argmax(gaps * often**0.35)))
    return f32(lab[taken])


def _by_light(colours: Array) -> Array:
    return f32(colours[np.argsort(-brightness(colours))])
