"""The picture to edit. It may come from a person: only common formats, turned upright, and never larger than needed."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from providers.base import ErrorCode, Rejected

_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "AVIF")
_LONGEST_SIDE = 4096
_PIXELS_MAX = 50_000_000
_UNREADABLE = "The picture to edit could not be read. Use a PNG, JPEG, WebP, GIF or AVIF file."
_TOO_LARGE = "The picture to edit has too many pixels. Make it smaller than 50 megapixels."


def open_source(path: Path) -> Image.Image:
    """RGB, or RGBA where something shows through."""
    try:
        with Image.open(path, formats=_FORMATS) as picture:
            if picture.width * picture.height > _PIXELS_MAX:
                raise Image.DecompressionBombError
            picture.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))
            plain = _plain(ImageOps.exif_transpose(picture))
    except Image.DecompressionBombError as error:
        raise Rejected(ErrorCode.INVALID_INPUT, _TOO_LARGE) from error
    except (OSError, UnidentifiedImageError, ValueError, SyntaxError) as error:
        raise Rejected(ErrorCode.INVALID_INPUT, _UNREADABLE, repr(error)) from error
    plain.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE), Image.Resampling.LANCZOS)
    return plain


def _plain(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I"):  # sixteen bits, which Pillow would cut off instead of scaling them
        picture = Image.fromarray((np.asarray(picture) // 257).clip(0, 255).astype(np.uint8))
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    coloured = picture.convert("RGBA")
    lowest, _ = coloured.getchannel("A").getextrema()
    return coloured if int(str(lowest)) < 255 else coloured.convert("RGB")
