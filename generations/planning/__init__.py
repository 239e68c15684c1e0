"""From what a person asked for to the calls that will be made: checked against the catalogue, priced, not written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError

from generations.planning.calls import Call, calls_of
from generations.planning.order import CALLS_MAX, SEED_MAX, VARIANTS_MAX, Inputs, Item, Order, Picture
from generations.planning.refusals import by_item, full, refusals_of, too_many
from providers.catalog import MODELS

__all__ = [
    "CALLS_MAX",
    "SEED_MAX",
    "VARIANTS_MAX",
    "Call",
    "Inputs",
    "Item",
    "Order",
    "Picture",
    "Plan",
    "by_item",
    "plan",
    "plan_each",
]


@dataclass(frozen=True, slots=True)
class Plan:
    calls: list[Call]
    warnings: list[str] = field(default_factory=list)
    currency: str = "USD"

    @property
    def total(self) -> Decimal:
        return sum((call.price for call in self.calls), Decimal(0))

    @property
    def counts(self) -> dict[str, int]:
        """Of what all of it is the product, where every model is called as often as the others."""
        return {
            "prompts": len({call.prompt_index for call in self.calls}),
            "variants": len({call.variant_index for call in self.calls}),
            "models": len({call.model.key for call in self.calls}),
            "generations": len(self.calls),
            "outputs": sum(call.parameters["outputs"] for call in self.calls),
        }

    def by_model(self) -> dict[str, Decimal]:
        amounts: dict[str, Decimal] = {}
        for call in self.calls:
            amounts[call.model.key] = amounts.get(call.model.key, Decimal(0)) + call.price
        return amounts


def plan(order: Order, *, kind: str, inputs: Inputs = Inputs()) -> Plan:  # noqa: B008 - frozen and empty
    """Raises ValidationError with every reason at once; the models that cannot do it are named under "models"."""
    return plan_each([order], kind=kind, inputs=[inputs])


def plan_each(orders: Sequence[Order], *, kind: str, inputs: Sequence[Inputs]) -> Plan:
    """The items of one order, each with its own inputs; models, size and everything else are the same for all."""
    each = list(zip(orders, inputs, strict=True))
    if errors := too_many(orders) or by_item([refusals_of(order, kind, given) for order, given in each]):
        raise ValidationError(errors)
    models = [MODELS[key] for key in dict.fromkeys(orders[0].models)]
    wishes = [(prompt, order, given) for order, given in each for prompt in order.prompts]
    calls = [
        call
        for place, (prompt, order, given) in enumerate(wishes)
        for model in models
        for call in calls_of(model, order, prompt, place, given)
    ]
    if len(calls) > CALLS_MAX:
        raise ValidationError({"prompts": [full(len(calls))]})
    unseeded = [model.label for model in models if not model.takes_seed and orders[0].seed is not None]
    return Plan(calls, [f"{label} takes no seed; its pictures cannot be repeated exactly." for label in unseeded])
