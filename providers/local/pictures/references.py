"""The colours of reference pictures. Uploads come from people: only common formats, and never at full size."""

from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from providers.base import ErrorCode, Rejected
from providers.local.pictures.canvas import Array, f32

_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "AVIF")
_COLOURS = 7
_SIDE = 96


def colours_of(path: Path) -> Array:
    """The main colours, the most frequent first, one row each."""
    try:
        with Image.open(path, formats=_FORMATS) as picture:
            picture.draft("RGB", (_SIDE, _SIDE))
            picture.thumbnail((_SIDE, _SIDE))
            small = _opaque(picture)
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError, ValueError, SyntaxError) as error:
        message = "A reference picture could not be read. Use a PNG, JPEG, WebP, GIF or AVIF file."
        raise Rejected(ErrorCode.INVALID_INPUT, message, repr(error)) from error
    reduced = small.quantize(_COLOURS, Image.Quantize.MEDIANCUT, kmeans=2)
    counts = sorted(reduced.getcolors() or [], reverse=True)
    table = np.array(reduced.getpalette()).reshape(-1, 3)
    return f32(table[[int(str(index)) for _, index in counts]]) / np.float32(255)


def _opaque(picture: Image.Image) -> Image.Image:
    """Transparent parts count as white paper."""
    coloured = picture.convert("RGBA")
    paper = Image.new("RGBA", coloured.size, "white")
    return Image.alpha_composite(paper, coloured).convert("RGB")
