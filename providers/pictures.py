"""Input pictures as a provider gets them."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from math import sqrt
from typing import NamedTuple

from PIL import ExifTags, Image, ImageOps

from providers.base import ErrorCode, InputFile, Rejected
from providers.catalog.model import MEGAPIXEL, InputLimits

# What every service reads; everything else is converted.
FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
Size = tuple[int, int]
MEGABYTE = 1_000_000
MASK_BYTES = 4 * MEGABYTE

UNREADABLE = "One of the pictures cannot be read. Save it as PNG or JPEG and add it again."
NOTHING_TO_EDIT = "The mask has no transparent part. Make the part that is to be edited transparent and send it again."
TOO_DETAILED = "The mask is too detailed for the model. Mark the part that is to be edited with larger areas."


class Sendable(NamedTuple):
    """In the order in which the libraries take a file."""

    name: str
    data: bytes
    content_type: str


def size_of(file: InputFile) -> Size:
    with _opened(file) as picture:
        return _upright(picture)


def fitted(file: InputFile, limits: InputLimits) -> Sendable:
    """The file as it is when the model takes it so, else made to fit."""
    with _opened(file) as picture:
        too_heavy = bool(limits.megabytes) and file.path.stat().st_size >= limits.megabytes * MEGABYTE
        if not too_heavy and _is_taken(picture, limits):
            return _named(file, file.path.read_bytes(), picture.format or "")
        image = _redrawn(picture, limits)
        # Who only needs another format loses nothing; who needs fewer bytes gets what makes the fewest.
        small = image.mode == "RGB" and (too_heavy or _scale(picture.size, limits) < 1)
    return _named(file, *_encoded(image, "JPEG" if small else "PNG", limits.megabytes * MEGABYTE))


def mask_over(mask: InputFile, picture: Sendable) -> Sendable:
    """A PNG of the size of `picture` as it is sent, wholly transparent where it may be edited."""
    with Image.open(BytesIO(picture.data)) as first:
        size = first.size
    with _opened(mask) as drawn:
        alpha = drawn.convert("RGBA").getchannel("A").resize(size)
    # Soft edges are decided: only wholly transparent pixels count at the services.
    alpha = alpha.point([0] * 128 + [255] * 128)
    if alpha.getextrema()[0]:
        raise Rejected(ErrorCode.INVALID_INPUT, NOTHING_TO_EDIT)
    image = Image.new("RGBA", size)
    image.putalpha(alpha)
    data = _saved(image, "PNG")
    if len(data) >= MASK_BYTES:
        raise Rejected(ErrorCode.INVALID_INPUT, TOO_DETAILED)
    return _named(mask, data, "PNG")


@contextmanager
def _opened(file: InputFile) -> Iterator[Image.Image]:
    try:
        with Image.open(file.path) as picture:
            yield picture
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        # An error with a number is the machine's, such as a file that is not there.
        if isinstance(error, OSError) and error.errno:
            raise
        raise Rejected(ErrorCode.INVALID_INPUT, UNREADABLE, repr(error)) from None


def _named(file: InputFile, data: bytes, kind: str) -> Sendable:
    return Sendable(f"{file.sha256[:16]}.{kind.lower()}", data, FORMATS[kind])


def _is_taken(picture: Image.Image, limits: InputLimits) -> bool:
    readable = picture.format in limits.formats and not getattr(picture, "is_animated", False)
    clear = picture.has_transparency_data and not limits.transparency
    size = _upright(picture)
    return readable and not clear and _cut(size, limits) == size and _scale(size, limits) == 1


def _upright(picture: Image.Image) -> Size:
    """Width and height as people see it."""
    # Asked without need, a PNG would be decoded whole to find out that it has none.
    exif = picture.getexif() if "exif" in picture.info else {}
    on_its_side = exif.get(ExifTags.Base.Orientation, 1) >= 5
    return (picture.height, picture.width) if on_its_side else picture.size


def _cut(size: Size, limits: InputLimits) -> Size:
    """What is left when the ends are cut off that make the picture too wide or too high."""
    (width, height), (least, most) = size, limits.ratio
    if width / height > most:
        width = max(1, round(height * most))
    elif width / height < least:
        height = max(1, round(width / least))
    return width, height


def _scale(size: Size, limits: InputLimits) -> float:
    """By how much the edges have to shrink or to grow."""
    most = [1.0]
    if limits.megapixels:
        most.append(sqrt(limits.megapixels * MEGAPIXEL / (size[0] * size[1])))
    if limits.longest_edge:
        most.append(limits.longest_edge / max(size))
    return max(min(most), limits.shortest_edge / min(size))


def _redrawn(picture: Image.Image, limits: InputLimits) -> Image.Image:
    """Upright, the first of several frames, within the edges, and on white where nothing may shine through."""
    image = ImageOps.exif_transpose(picture)
    image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    if image.mode == "RGBA" and not limits.transparency:
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
    if (kept := _cut(image.size, limits)) != image.size:
        image = ImageOps.fit(image, kept, Image.Resampling.LANCZOS)
    scale = _scale(image.size, limits)
    width, height = (max(1, limits.shortest_edge, int(edge * scale)) for edge in image.size)
    return image if scale == 1 else image.resize((width, height), Image.Resampling.LANCZOS)


def _encoded(image: Image.Image, kind: str, most: int) -> tuple[bytes, str]:
    """Of fewer bytes than `most` (0: of any), if need be by a lossy format, then by fewer pixels."""
    data = _saved(image, kind)
    while most and len(data) >= most:
        if kind == "PNG" and image.mode == "RGB":
            kind = "JPEG"
        else:
            image = image.resize((max(1, image.width * 3 // 4), max(1, image.height * 3 // 4)))
        data = _saved(image, kind)
    return data, kind


def _saved(image: Image.Image, kind: str) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, quality=95)
    return buffer.getvalue()
