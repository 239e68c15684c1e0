"""From an aspect ratio and a resolution in words to pixels."""

from math import sqrt

# Side of the square with the same area.
SIDES = {"0.5k": 512, "1k": 1024, "2k": 2048, "4k": 4096}


def dimensions(aspect_ratio: str, resolution: str, multiple: int = 8) -> tuple[int, int]:
    """Width and height in pixels of "16:9" at "1k": the area of a 1024 px square, sides rounded to `multiple`."""
    across, down = (float(part) for part in aspect_ratio.split(":"))
    side = SIDES[resolution]
    width, height = side * sqrt(across / down), side * sqrt(down / across)
    return max(multiple, round(width / multiple) * multiple), max(multiple, round(height / multiple) * multiple)
