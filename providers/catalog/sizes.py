"""From an aspect ratio and a resolution in words to pixels."""

from math import gcd, isqrt

# Side of the square with the same area.
SIDES = {"0.5k": 512, "1k": 1024, "2k": 2048, "4k": 4096}


def fit(aspect_ratio: str, side: int, multiple: int = 8) -> tuple[int, int]:
    """The largest width and height of exactly this ratio within the area of a square of `side` pixels.

    Never more than that area: a few pixels above a megapixel would be billed as a second one.
    """
    across, down = (int(part) for part in aspect_ratio.split(":"))
    across, down = across // gcd(across, down), down // gcd(across, down)
    scale = max(multiple, isqrt(side * side // (across * down)) // multiple * multiple)
    return across * scale, down * scale


def dimensions(aspect_ratio: str, resolution: str, multiple: int = 8) -> tuple[int, int]:
    """Width and height in pixels of "16:9" at "1k": 1280 x 720, both a multiple of `multiple`."""
    return fit(aspect_ratio, SIDES[resolution], multiple)
