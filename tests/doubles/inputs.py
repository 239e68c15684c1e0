"""Input pictures and masks as sternly looked at as the services look at them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image

from tests.doubles.sizes import Size

FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
# Where endpoints take a single picture: the first and the last one of a clip.
FIRST = ("image_url", "start_image_url", "first_frame_url")
LAST = ("end_image_url", "tail_image_url", "last_frame_url")
MASK_BYTES = 4_000_000
Box = tuple[int, int, int, int]


class InputError(Exception):
    """An input picture that could not be fetched or is not taken; `kind` is fal's word for it."""

    def __init__(self, kind: str, message: str, field: str = "image_urls", status: int = 422) -> None:
        super().__init__(message)
        self.kind, self.field, self.status = kind, field, status


@dataclass(frozen=True, slots=True)
class Input:
    sha256: str
    size: Size
    content_type: str


def looked_at(data: bytes, limits: Mapping[str, Any]) -> Input:
    """`limits` may hold "bytes", "edge" (the least and the most pixels of one), "ratio", "formats" and "opaque"."""
    if len(data) >= limits.get("bytes", float("inf")):
        raise InputError("file_too_large", "The file is too large.")
    try:
        with Image.open(BytesIO(data)) as image:
            image.load()
    except (OSError, SyntaxError) as error:
        raise InputError("image_load_error", "Failed to load the image.") from error
    least, most = limits.get("edge", (1, float("inf")))
    if min(image.size) < least:
        raise InputError("image_too_small", f"The image must have at least {least} pixels an edge.")
    if max(image.size) > most:
        raise InputError("image_too_large", f"The image may have at most {most} pixels an edge.")
    if max(image.size) > limits.get("ratio", float("inf")) * min(image.size):
        raise InputError("image_load_error", "The aspect ratio of the image is not supported.")
    kind, animated = str(image.format), getattr(image, "is_animated", False)
    taken = kind in limits.get("formats", FORMATS) and not animated
    if not taken or (limits.get("opaque") and image.has_transparency_data):
        raise InputError("unsupported_image_format", "The format of the image is not supported.")
    return Input(hashlib.sha256(data).hexdigest(), image.size, FORMATS[kind])


def edit_area(mask: bytes, size: Size) -> Box:
    """The box around what the mask leaves to be edited of a picture of this size."""
    with Image.open(BytesIO(mask)) as image:
        kind, measured, clear = image.format, image.size, image.mode in ("RGBA", "LA")
        alpha = image.convert("RGBA").getchannel("A")
    checks = {
        "mask image is not a PNG": kind != "PNG",
        "mask file is too large": len(mask) >= MASK_BYTES,
        "mask image is missing an alpha channel": not clear,
        "mask size does not match image size": measured != size,
    }
    for problem, found in checks.items():
        if found:
            raise InputError("downstream_service_error", f"Invalid mask image format - {problem}.", "mask_url", 400)
    return alpha.point([255] + [0] * 255).getbbox() or (0, 0, 0, 0)
