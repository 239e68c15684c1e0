"""From an aspect ratio and a resolution in words to pixels."""

from math import gcd, isqrt

# Of pictures the side of the square with the same area, of clips ("p") the shorter side. From small to large.
SIDES = {"0.5k": 512, "1k": 1024, "2k": 2048}
SIDES |= {"480p": 480, "540p": 540, "720p": 720, "768p": 768, "1080p": 1080, "1440p": 1440, "4k": 4096}
CLIP_4K = 2160  # what "4k" means for a clip


def fit(aspect_ratio: str, side: int, multiple: int = 8) -> tuple[int, int]:
    """The largest width and height of exactly this ratio within the area of a square of `side` pixels.

    Never more than that area: a few pixels above a megapixel would be billed as a second one.
    """
    across, down = (int(part) for part in aspect_ratio.split(":"))
    across, down = across // gcd(across, down), down // gcd(across, down)
    scale = max(multiple, isqrt(side * side // (across * down)) // multiple * multiple)
    return across * scale, down * scale


def frame(aspect_ratio: str, shorter: int) -> tuple[int, int]:
    """Width and height of a clip whose shorter side is given; codecs want both to be even."""
    across, down = (int(part) for part in aspect_ratio.split(":"))
    longer = 2 * round(shorter * max(across, down) / min(across, down) / 2)
    return (longer, shorter) if across >= down else (shorter, longer)


def dimensions(aspect_ratio: str, resolution: str, multiple: int = 8) -> tuple[int, int]:
    """Width and height in pixels of "16:9" at "1k" or "720p": 1280 x 720. Of a picture multiples of `multiple`."""
    if resolution.endswith("p"):
        return frame(aspect_ratio, SIDES[resolution])
    return fit(aspect_ratio, SIDES[resolution], multiple)
