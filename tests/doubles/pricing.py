"""What the provider charges for an accepted request, from its published prices and the payload it got."""

from decimal import Decimal
from typing import Any

from tests.doubles.catalogue import Endpoint, Payload
from tests.doubles.sizes import Size

MEGAPIXEL = 1024 * 1024
LARGE = 1536 * 1536
LONGEST = 15


def count(endpoint: Endpoint, payload: Payload) -> int:
    """How many pictures come back."""
    return int(endpoint.value(payload, "num_images") or 1) * int(endpoint.value(payload, "max_images") or 1)


def _megapixels(size: Size) -> int:
    return -(-size[0] * size[1] // MEGAPIXEL)


def lasts(endpoint: Endpoint, payload: Payload) -> int:
    """Seconds of a clip, however the endpoint spells them."""
    asked = str(endpoint.value(payload, "duration") or endpoint.row.get("seconds", 0)).removesuffix("s")
    return LONGEST if asked == "auto" else int(asked)


def _one(price: dict[str, Any], endpoint: Endpoint, payload: Payload, size: Size, inputs: list[Size]) -> Decimal:
    """The price of one picture or clip."""
    if price["unit"] == "table":
        table = price["table"][endpoint.value(payload, price["field"])]
        pixels = size[0] * size[1]
        areas = {key: int(key.split("x")[0]) * int(key.split("x")[1]) for key in table}
        return Decimal(table[min(areas, key=lambda key: (abs(areas[key] - pixels), key))])
    if (loud := price.get("loud")) and endpoint.value(payload, "generate_audio"):
        price = {"unit": price["unit"]} | ({"amount": loud} if isinstance(loud, str) else {"amount": "0", "by": loud})
    amount = Decimal(price["amount"])
    if by := price.get("by"):
        amount = Decimal(by["table"].get(endpoint.value(payload, by["field"]), price["amount"]))
    if "large" in price and size[0] * size[1] > LARGE:
        amount = Decimal(price["large"])
    if price["unit"] == "second":
        amount *= lasts(endpoint, payload)
    if price["unit"] == "megapixel":
        megapixels = _megapixels(size) + (sum(map(_megapixels, inputs)) if price.get("inputs") else 0)
        amount += (megapixels - 1) * Decimal(price.get("further", amount))
    return amount


def cost(endpoint: Endpoint, payload: Payload, size: Size, inputs: list[Size]) -> Decimal:
    price = endpoint.row["price"]
    one = _one(price, endpoint, payload, size, inputs)
    one += Decimal(price.get("per_input", 0)) * len(inputs)
    one += Decimal(price.get("further_input", 0)) * max(0, len(inputs) - 1)
    # Each picture is a run of its own, which reads the inputs anew.
    total = one * count(endpoint, payload)
    for name, amount in price.get("extra", {}).items():
        total += Decimal(amount) if endpoint.value(payload, name) else 0
    for name, (off, amount) in price.get("unless", {}).items():
        total += Decimal(amount) if endpoint.value(payload, name) != off else 0
    return total
