"""What the words around an operation say about it: where, how many degrees, which shape, more or less of it."""

import re
from itertools import pairwise

from providers.local.edits.language.grammar import LESS, REGIONS

_RATIO = re.compile(r"(\d+(?:\.\d+)?)[:/](\d+(?:\.\d+)?)")
_NUMBER = re.compile(r"(\d+(?:[.,]\d+)?)°?")
SHAPES = {
    "square": 1.0, "portrait": 0.8, "vertical": 0.8, "upright": 0.8, "story": 9 / 16, "landscape": 1.5,
    "horizontal": 1.5, "wide": 16 / 9, "widescreen": 16 / 9, "panorama": 2.4, "panoramic": 2.4, "cinema": 2.39,
    "cinemascope": 2.39,
}  # fmt: skip
_LEFTWARDS = frozenset({"left", "counterclockwise", "anticlockwise", "counter"})
TURNS = _LEFTWARDS | {"right", "clockwise", "horizontally", "vertically"}
_HALVES = frozenset(["part", "half", "third", "quarter", "area", "side", "edge", "portion"])


def regions_of(words: list[str]) -> list[str]:
    """ "lower" is a place before "half", and a wish before "contrast"."""
    return [
        REGIONS[word]
        for word, after in pairwise([*words, ""])
        if word in REGIONS and (word not in {"lower", "upper"} or after in _HALVES)
    ]


def is_less(words: list[str]) -> bool:
    return any(
        (word in LESS and not (word == "lower" and after in _HALVES)) or (word == "half" and after == "as")
        for word, after in pairwise([*words, ""])
    )


def ratio_of(words: list[str]) -> float | None:
    for word in words:
        if found := _RATIO.fullmatch(word):
            across, down = float(found[1]), float(found[2])
            return across / down if 0.1 <= across / max(down, 0.01) <= 10 else None
    return next((SHAPES[word] for word in words if word in SHAPES), None)


def number_of(words: list[str]) -> float | None:
    found = (_NUMBER.fullmatch(word) for word in words)
    return next((float(number[1].replace(",", ".")) for number in found if number), None)


def turn_of(words: list[str], default: float | None) -> float | None:
    """Degrees against the clock."""
    degrees = number_of(words)
    if degrees is None:
        degrees = default
    if degrees is None:
        return None
    return degrees % 360 if _LEFTWARDS & set(words) else -(degrees % 360)
