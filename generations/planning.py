"""From what a person asked for to the calls that will be made: checked against the catalogue, priced, not written."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from generations.engines import why_not
from providers.catalog import MODELS
from providers.catalog.model import Model

CALLS_MAX = 2000
VARIANTS_MAX = 100
SEED_MAX = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Picture:
    """What planning has to know of an input: its size in pixels."""

    pk: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Order:
    """`references` and `source_output` are output ids; empty strings mean "the model's own choice".

    With `spread`, a model that makes fewer pictures at a time than asked for is called several times.
    """

    models: tuple[str, ...]
    prompts: tuple[str, ...]
    aspect_ratio: str = ""
    resolution: str = ""
    outputs: int = 1
    variants: int = 1
    seed: int | None = None
    duration: int | None = None
    camera_move: str = ""
    references: tuple[int, ...] = ()
    source_output: int | None = None
    spread: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    model: Model
    prompt: str
    parameters: dict[str, Any]
    price: Decimal
    prompt_index: int = 0
    variant_index: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    calls: list[Call]
    warnings: list[str] = field(default_factory=list)
    currency: str = "USD"

    @property
    def total(self) -> Decimal:
        return sum((call.price for call in self.calls), Decimal(0))

    def by_model(self) -> dict[str, Decimal]:
        amounts: dict[str, Decimal] = {}
        for call in self.calls:
            amounts[call.model.key] = amounts.get(call.model.key, Decimal(0)) + call.price
        return amounts


def plan(order: Order, *, kind: str, references: Sequence[Picture] = (), source: Picture | None = None) -> Plan:
    """Raises ValidationError with every reason at once; the models that cannot do it are named under "models"."""
    errors = _errors_of_order(order)
    models = [MODELS[key] for key in dict.fromkeys(order.models) if key in MODELS]
    unknown = [f"There is no model {key!r}." for key in order.models if key not in MODELS]
    refused = unknown + [reason for model in models for reason in _reasons(model, order, kind, references, source)]
    if refused:
        errors.setdefault("models", []).extend(refused)
    if errors:
        raise ValidationError(errors)
    calls = [
        call
        for prompt_index, prompt in enumerate(order.prompts)
        for model in models
        for call in _calls(model, order, prompt.strip(), prompt_index, references, source)
    ]
    if len(calls) > CALLS_MAX:
        raise ValidationError(
            {"prompts": [f"That would be {len(calls)} generations; a batch holds at most {CALLS_MAX}."]}
        )
    return Plan(calls, _warnings(models, order))


def _errors_of_order(order: Order) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    if not order.models:
        errors["models"] = ["Pick at least one model."]
    if not order.prompts or not all(prompt.strip() for prompt in order.prompts):
        errors["prompt"] = ["Write what you want to see."]
    if not 1 <= order.variants <= VARIANTS_MAX:
        errors["variants"] = [f"Between 1 and {VARIANTS_MAX}."]
    if order.outputs < 1:
        errors["outputs"] = ["At least 1."]
    if order.seed is not None and not 0 <= order.seed <= SEED_MAX:
        errors["seed"] = [f"A whole number between 0 and {SEED_MAX}."]
    if len(order.models) * len(order.prompts) * max(order.variants, 1) > CALLS_MAX:
        errors["prompts"] = [f"A batch holds at most {CALLS_MAX} generations."]
    return errors


def _reasons(model: Model, order: Order, kind: str, references: Sequence[Picture], source: Picture | None) -> list[str]:
    """Everything that this model cannot do of the order, each as a sentence that names the model."""
    longest = max((len(prompt) for prompt in order.prompts), default=0)
    checks = [
        (model.kind != kind, f"makes {model.kind}, and this session holds {kind}"),
        (bool(reason := why_not(model)), f"is not available: {reason}"),
        (len(references) > 0 == model.references_max, "takes no reference pictures"),
        (len(references) > model.references_max > 0, f"takes at most {model.references_max} reference pictures"),
        (source is not None and model.source == "no", "cannot edit or animate a picture"),
        (source is None and model.source == "required", "needs a picture to start from"),
        (_not_in(order.aspect_ratio, model.aspect_ratios), f"cannot make the aspect ratio {order.aspect_ratio}"),
        (_not_in(order.resolution, model.resolutions), f"cannot make the resolution {order.resolution}"),
        (order.duration is not None and order.duration not in model.durations, f"cannot last {order.duration} s"),
        (_not_in(order.camera_move, [move.key for move in model.camera_moves]), "does not know this camera move"),
        (order.outputs > model.outputs_max and not order.spread, f"makes at most {model.outputs_max} at a time"),
        (
            longest > model.prompt_max,
            f"takes prompts of at most {model.prompt_max} characters (this one has {longest})",
        ),
    ]
    return [f"{model.label} ({model.key}) {text}." for wrong, text in checks if wrong]


def _not_in(value: str, allowed: Sequence[str]) -> bool:
    return bool(value) and value not in allowed


def _warnings(models: Sequence[Model], order: Order) -> list[str]:
    if order.seed is None:
        return []
    return [
        f"{model.label} takes no seed; its pictures cannot be repeated exactly."
        for model in models
        if not model.takes_seed
    ]


def _calls(
    model: Model, order: Order, prompt: str, prompt_index: int, references: Sequence[Picture], source: Picture | None
) -> list[Call]:
    ratio = order.aspect_ratio or _nearest_ratio(model, source)
    resolution = order.resolution or model.resolutions[0]
    width, height = model.size(ratio, resolution)
    inputs = len(references) + (source is not None)
    shares = _shares(order.outputs, model.outputs_max)
    calls = []
    for variant in range(order.variants):
        for share_index, outputs in enumerate(shares):
            index = variant * len(shares) + share_index
            parameters = _parameters(model, order, ratio, resolution, outputs, index)
            price = model.estimate(
                width=width,
                height=height,
                resolution=resolution,
                outputs=outputs,
                duration=parameters.get("duration"),
                inputs=inputs,
            )
            calls.append(Call(model, prompt, parameters, price, prompt_index, index))
    return calls


def _shares(outputs: int, most: int) -> list[int]:
    """4 pictures from a model that makes 3 at a time: [3, 1]."""
    return [min(most, outputs - done) for done in range(0, outputs, most)]


def _parameters(model: Model, order: Order, ratio: str, resolution: str, outputs: int, index: int) -> dict[str, Any]:
    """Small allow-listed values. A seed is always chosen where the model takes one: it makes the result repeatable."""
    parameters: dict[str, Any] = {"aspect_ratio": ratio, "resolution": resolution, "outputs": outputs}
    if model.takes_seed:
        parameters["seed"] = (
            secrets.randbelow(SEED_MAX) if order.seed is None else (order.seed + index) % (SEED_MAX + 1)
        )
    if model.durations:
        parameters["duration"] = order.duration or model.durations[0]
    if order.camera_move:
        parameters["camera_move"] = order.camera_move
    return parameters


def _nearest_ratio(model: Model, source: Picture | None) -> str:
    if source is None:
        return model.aspect_ratios[0]
    wanted = source.width / source.height

    def distance(ratio: str) -> float:
        across, down = (float(part) for part in ratio.split(":"))
        return abs(across / down - wanted)

    return min(model.aspect_ratios, key=distance)
