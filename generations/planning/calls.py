"""The calls of an order: one a model, prompt and variant."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from generations.planning.order import SEED_MAX, Inputs, Order
from providers.catalog.model import Model


@dataclass(frozen=True, slots=True)
class Call:
    model: Model
    prompt: str
    parameters: dict[str, Any]
    price: Decimal
    inputs: Inputs
    enhanced: str = ""
    prompt_index: int = 0
    variant_index: int = 0


def calls_of(model: Model, order: Order, prompt: str, prompt_index: int, inputs: Inputs) -> Iterator[Call]:
    shares = _shares(order.outputs, model.outputs_max)
    for index, outputs in enumerate(shares * order.variants):
        parameters = _parameters(model, order, inputs, outputs, index)
        width, height = model.size(parameters["aspect_ratio"], parameters["resolution"])
        price = model.estimate(
            width=width,
            height=height,
            resolution=parameters["resolution"],
            outputs=outputs,
            duration=parameters.get("duration"),
            inputs=len(inputs),
        )
        yield Call(model, prompt.strip(), parameters, price, inputs, order.enhanced.strip(), prompt_index, index)


def _shares(outputs: int, most: int) -> list[int]:
    """4 pictures from a model that makes 3 at a time: [3, 1]."""
    return [min(most, outputs - done) for done in range(0, outputs, most)]


def _parameters(model: Model, order: Order, inputs: Inputs, outputs: int, index: int) -> dict[str, Any]:
    """Small allow-listed values. A seed is always chosen where the model takes one: it makes the result repeatable."""
    still = inputs.source
    natural = model.nearest_ratio(still.width, still.height) if still else model.aspect_ratios[0]
    ratio = order.aspect_ratio or natural
    resolution = order.resolution or model.resolutions[0]
    parameters: dict[str, Any] = {"aspect_ratio": ratio, "resolution": resolution, "outputs": outputs}
    if model.takes_seed:
        seed = secrets.randbelow(SEED_MAX) if order.seed is None else order.seed + index
        parameters["seed"] = seed % (SEED_MAX + 1)
    if model.durations:
        parameters["duration"] = order.duration or model.durations[0]
    if order.format:
        parameters["format"] = order.format
    if order.camera_move:
        parameters["camera_move"] = order.camera_move
        parameters["camera_strength"] = order.camera_strength
    return parameters
