"""Input pictures as a provider gets them."""

from io import BytesIO
from math import sqrt

from PIL import Image, ImageOps

from providers.base import ErrorCode, InputFile, Rejected
from providers.catalog.model import MEGAPIXEL

UNREADABLE = "One of the pictures cannot be read. Save it as PNG or JPEG and add it again."


def fitted(file: InputFile, megapixels: int) -> tuple[bytes, str]:
    """The file and its content type, made smaller when it has more pixels than `megapixels` (0: never)."""
    try:
        return _smaller(file, megapixels) if megapixels else (file.path.read_bytes(), file.content_type)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise Rejected(ErrorCode.INVALID_INPUT, UNREADABLE, repr(error)) from None


def _smaller(file: InputFile, megapixels: int) -> tuple[bytes, str]:
    with Image.open(file.path) as picture:
        excess = picture.width * picture.height / (megapixels * MEGAPIXEL)
        if excess <= 1:
            return file.path.read_bytes(), file.content_type
        upright = ImageOps.exif_transpose(picture)
    size = int(upright.width / sqrt(excess)), int(upright.height / sqrt(excess))
    kind, mode = ("PNG", "RGBA") if upright.has_transparency_data else ("JPEG", "RGB")
    buffer = BytesIO()
    upright.convert(mode).resize(size, Image.Resampling.LANCZOS).save(buffer, kind, quality=95)
    return buffer.getvalue(), f"image/{kind.lower()}"
