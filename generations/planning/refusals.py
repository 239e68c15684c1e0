"""Why an order cannot be carried out, as sentences by field."""

from collections.abc import Sequence

from generations.engines import why_not
from generations.planning.order import CALLS_MAX, SEED_MAX, STRENGTH_MAX, VARIANTS_MAX, Inputs, Order
from providers.catalog import MODELS
from providers.catalog.model import Model

Errors = dict[str, list[str]]


def refusals_of(order: Order, kind: str, inputs: Inputs) -> Errors:
    errors = _errors_of_order(order)
    refused = [f"There is no model {key!r}." for key in order.models if key not in MODELS]
    for key in dict.fromkeys(order.models):
        if model := MODELS.get(key):
            refused += _reasons(model, order, kind, inputs)
    if refused:
        errors.setdefault("models", []).extend(refused)
    return errors


def by_item(refusals: Sequence[Errors]) -> Errors:
    """What holds for every item is said once, the rest under the place of the item: "items.3.source_output"."""
    first = refusals[0]
    common = {name: [text for text in first[name] if _everywhere(name, text, refusals)] for name in first}
    errors = {name: texts for name, texts in common.items() if texts}
    for place, refused in enumerate(refusals):
        for name, texts in refused.items():
            if own := [text for text in texts if text not in common.get(name, ())]:
                errors[f"items.{place}.{name}"] = own
    return errors


def _everywhere(name: str, text: str, refusals: Sequence[Errors]) -> bool:
    return all(text in refused.get(name, ()) for refused in refusals)


def too_many(orders: Sequence[Order]) -> Errors:
    """Asked before anything is planned; of a single order it is one reason among others."""
    count = sum(map(_count, orders))
    return {"items": [full(count)]} if len(orders) > 1 and count > CALLS_MAX else {}


def full(count: int) -> str:
    return f"That would be {count:,} generations; a batch holds at most {CALLS_MAX:,}."


def _errors_of_order(order: Order) -> Errors:
    checks = [
        ("models", not order.models, "Pick at least one model."),
        ("prompt", not order.prompts or not all(map(str.strip, order.prompts)), "Write what you want to see."),
        ("prompt_enhanced", bool(order.enhanced) and len(order.prompts) > 1, "Give these for a single prompt only."),
        ("variants", not 1 <= order.variants <= VARIANTS_MAX, f"Between 1 and {VARIANTS_MAX}."),
        ("outputs", order.outputs < 1, "At least 1."),
        ("seed", not 0 <= (order.seed or 0) <= SEED_MAX, f"A whole number between 0 and {SEED_MAX}."),
        ("camera_strength", not 1 <= order.camera_strength <= STRENGTH_MAX, f"Between 1 and {STRENGTH_MAX}."),
        ("prompts", _count(order) > CALLS_MAX, full(_count(order))),
    ]
    return {field: [text] for field, wrong, text in checks if wrong}


def _count(order: Order) -> int:
    return len(set(order.models)) * len(order.prompts) * max(order.variants, 1)


def _reasons(model: Model, order: Order, kind: str, inputs: Inputs) -> list[str]:
    """Everything that this model cannot do of the order, each as a sentence that names the model."""
    longest = max(map(len, [*order.prompts, order.enhanced]))
    references, source, most = len(inputs.references), inputs.source, model.references_max
    moves = [move.key for move in model.camera_moves]
    checks = [
        (model.kind != kind, f"makes {model.kind}, and this session holds {kind}"),
        (bool(reason := why_not(model)), f"is not available: {reason.rstrip('.')}"),
        (references > 0 == most, "takes no reference pictures"),
        (references > most > 0, f"takes at most {most} reference pictures"),
        (source is not None and model.source == "no", "cannot edit or animate a picture"),
        (source is None and model.source == "required", "needs a picture to start from"),
        (inputs.end_frame is not None and not model.end_frame, "takes no picture to end with"),
        (inputs.end_frame is not None and source is None, "needs a picture to start from when it is given the end"),
        (inputs.mask is not None and not model.mask, "takes no mask"),
        (inputs.mask is not None and source is None, "needs a picture for the mask to lie over"),
        (_lacks(model.aspect_ratios, order.aspect_ratio), f"cannot make the aspect ratio {order.aspect_ratio}"),
        (_lacks(model.resolutions, order.resolution), f"cannot make the resolution {order.resolution}"),
        (_lacks(model.formats, order.format), f"cannot make {order.format.upper()} files"),
        (order.duration is not None and order.duration not in model.durations, f"cannot last {order.duration} s"),
        (_lacks(moves, order.camera_move), "does not know this camera move"),
        (order.outputs > model.outputs_max and not order.spread, f"makes at most {model.outputs_max} at a time"),
        (longest > model.prompt_max, f"takes at most {model.prompt_max} characters, and this prompt has {longest}"),
    ]
    return [f"{model.label} ({model.key}) {text}." for wrong, text in checks if wrong]


def _lacks(allowed: Sequence[str], value: str) -> bool:
    return bool(value) and value not in allowed
