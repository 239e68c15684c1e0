"""What the clip models at fal have in common."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from providers.catalog.model import Price

WIRE = {"prompt": "prompt", "start": "image_url", "duration": "duration"}
# Durations are texts such as "5" on the wire, unless an endpoint wants numbers or a unit.
AS_NUMBERS = {str(seconds): seconds for seconds in range(1, 31)}
WITH_UNIT = {str(seconds): f"{seconds}s" for seconds in range(1, 31)}
RATIOS = ("16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3", "21:9")
# A camera move in words follows the prompt: so much less may be typed than the maker allows.
ROOM = 100


def between(least: int, most: int, *, first: int) -> tuple[int, ...]:
    """Every whole second, led by the one that is meant when none is named."""
    return (first, *(seconds for seconds in range(least, most + 1) if seconds != first))


def per_second(amounts: Mapping[str, str]) -> Price:
    """By resolution, led by the one that is meant when none is named."""
    return _price("second", amounts)


def per_clip(amounts: Mapping[str, str]) -> Price:
    return _price("video", amounts)


def _price(unit: Literal["second", "video"], amounts: Mapping[str, str]) -> Price:
    prices = {resolution: Decimal(amount) for resolution, amount in amounts.items()}
    return Price(next(iter(prices.values())), unit, by_resolution=prices)
