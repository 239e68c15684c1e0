from typing import Any

from rest_framework import serializers

from generations.api.serializers.fields import Number, Time, Words
from generations.api.serializers.outputs import OutputSerializer
from generations.models import Generation
from generations.states import State


class IterationSessionSerializer(serializers.Serializer[Any]):
    id = Number(source="pk")
    name = Words()


class IterationSerializer(serializers.Serializer[Any]):
    """A video made from a still."""

    id = Number()
    state = serializers.ChoiceField(State.choices)
    created_at = Time()
    session = IterationSessionSerializer()
    model = Words()
    prompt = Words()
    outputs = OutputSerializer(many=True)
    references = serializers.SerializerMethodField()

    def get_references(self, row: Generation) -> list[int]:
        return [reference.output_id for reference in row.references.all()]
