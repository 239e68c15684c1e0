"""From what a person asked for to the calls that will be made: checked against the catalogue, priced, not written."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError

from generations.planning.calls import Call, calls_of
from generations.planning.order import CALLS_MAX, SEED_MAX, VARIANTS_MAX, Inputs, Order, Picture
from generations.planning.refusals import refusals_of
from providers.catalog import MODELS

__all__ = ["CALLS_MAX", "SEED_MAX", "VARIANTS_MAX", "Call", "Inputs", "Order", "Picture", "Plan", "plan"]


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


def plan(order: Order, *, kind: str, inputs: Inputs = Inputs()) -> Plan:  # noqa: B008 - frozen and empty
    """Raises ValidationError with every reason at once; the models that cannot do it are named under "models"."""
    if errors := refusals_of(order, kind, inputs):
        raise ValidationError(errors)
    models = [MODELS[key] for key in dict.fromkeys(order.models)]
    prompts = range(len(order.prompts))
    calls = [call for index in prompts for model in models for call in calls_of(model, order, index, inputs)]
    if len(calls) > CALLS_MAX:
        made = f"That would be {len(calls)} generations; a batch holds at most {CALLS_MAX}."
        raise ValidationError({"prompts": [made]})
    unseeded = [model.label for model in models if not model.takes_seed and order.seed is not None]
    return Plan(calls, [f"{label} takes no seed; its pictures cannot be repeated exactly." for label in unseeded])
