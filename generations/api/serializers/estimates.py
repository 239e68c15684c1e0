from typing import Any

from rest_framework import serializers

from generations.api.serializers.fields import Words


class EstimateItemSerializer(serializers.Serializer[Any]):
    model = Words()
    amount = serializers.FloatField()


class EstimateSerializer(serializers.Serializer[Any]):
    total = serializers.FloatField()
    currency = Words()
    items = EstimateItemSerializer(many=True)
    warnings = serializers.ListField(child=Words())
