"""The size of the result: the source's own shape where that was asked for, else a cut around the busiest part."""

from math import log, sqrt

from PIL import Image

from providers.local.edits.busy import busiest
from providers.local.edits.raster import to_array

_TOLERANCE = 0.02
_MEGAPIXEL = 1024 * 1024


def fitted(picture: Image.Image, ratio: str, ratios: tuple[str, ...], area: int) -> Image.Image:
    """About `area` pixels. A picture is made larger (at most twice) only when more than a megapixel is wanted."""
    if ratio and not _is_nearest(picture.width / picture.height, ratio, ratios):
        picture = _cut(picture, _share(ratio))
    scale = sqrt(area / (picture.width * picture.height))
    scale = min(scale, 2.0 if area > 1.5 * _MEGAPIXEL else 1.0)
    if abs(scale - 1) < 0.01:
        return picture
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    return picture.resize(size, Image.Resampling.LANCZOS)


def _share(ratio: str) -> float:
    across, down = (int(part) for part in ratio.split(":"))
    return across / down


def _is_nearest(own: float, ratio: str, ratios: tuple[str, ...]) -> bool:
    def far(other: str) -> float:
        return abs(log(own / _share(other)))

    return far(ratio) <= min(map(far, ratios)) + _TOLERANCE


def _cut(picture: Image.Image, ratio: float) -> Image.Image:
    small = picture.convert("RGB").resize((min(256, picture.width), min(256, picture.height)))
    left, top, right, bottom = busiest(to_array(small), ratio * picture.height / picture.width)
    across, down = picture.width / small.width, picture.height / small.height
    box = [round(part) for part in (left * across, top * down, right * across, bottom * down)]
    return picture.crop((box[0], box[1], max(box[2], box[0] + 1), max(box[3], box[1] + 1)))
