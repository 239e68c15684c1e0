from typing import Any

from rest_framework import serializers

from generations.api.serializers.fields import Number, Words
from generations.planning import Plan


class EstimateItemSerializer(serializers.Serializer[Any]):
    model = Words()
    amount = serializers.FloatField()


class EstimateSerializer(serializers.Serializer[Any]):
    total = serializers.FloatField()
    currency = Words()
    items = EstimateItemSerializer(many=True)
    warnings = serializers.ListField(child=Words())


class CountsSerializer(serializers.Serializer[Any]):
    prompts = Number()
    variants = Number()
    models = Number()
    generations = Number(help_text="Of all prompts, variants and models together.")
    outputs = Number(help_text="Files that these make when all goes well.")


class PlanSerializer(EstimateSerializer):
    """Of an order."""

    counts = CountsSerializer()

    def to_representation(self, instance: Plan) -> dict[str, Any]:
        return {
            "total": instance.total,
            "currency": instance.currency,
            "items": [{"model": model, "amount": amount} for model, amount in instance.by_model().items()],
            "warnings": instance.warnings,
            "counts": instance.counts,
        }
