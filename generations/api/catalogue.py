from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from generations.engines import catalogue, why_not
from projects.models import SessionKind
from providers.catalog.model import Model

Words = serializers.CharField
Number = serializers.IntegerField

TAKES: dict[str, Callable[[Model], bool]] = {
    "": lambda model: True,
    "source": lambda model: model.source != "no",
    "references": lambda model: model.references_max > 0,
}


class CatalogueFilters(serializers.Serializer[Model]):
    kind = serializers.ChoiceField(SessionKind.choices, required=False)
    accepts = serializers.ChoiceField(
        ["source", "references"], required=False, help_text="Only models that take such an input."
    )


class InputsSerializer(serializers.Serializer[Model]):
    source = serializers.ChoiceField(["no", "optional", "required"])  # type: ignore[assignment]
    references_max = Number(help_text="Without the source.")
    end_frame = serializers.BooleanField()


class PriceSerializer(serializers.Serializer[Model]):
    amount = serializers.FloatField()
    unit = Words(help_text="What `amount` buys. Exact prices: `POST /api/generations/estimate/`.")
    currency = Words()


class CameraMoveSerializer(serializers.Serializer[Model]):
    key = Words()
    label = Words()  # type: ignore[assignment]


class ModelSerializer(serializers.Serializer[Any]):
    key = Words()
    label = Words()  # type: ignore[assignment]
    provider = Words()
    kind = serializers.ChoiceField(SessionKind.choices)
    available = serializers.SerializerMethodField()
    why_not = serializers.SerializerMethodField(help_text="Why it cannot be picked now, and what to do.")
    inputs = InputsSerializer(source="*")
    aspect_ratios = serializers.ListField(child=Words())
    resolutions = serializers.ListField(child=Words())
    formats = serializers.ListField(
        child=Words(), help_text="Of its files, the usual one first; empty where the model alone decides."
    )
    durations = serializers.ListField(child=Number(), help_text="Seconds.")
    outputs_max = Number()
    camera_moves = CameraMoveSerializer(many=True)
    price = PriceSerializer()
    speed_seconds = serializers.FloatField(help_text="How long one request usually takes.")

    def get_available(self, model: Model) -> bool:
        return not why_not(model)

    def get_why_not(self, model: Model) -> str:
        return why_not(model)


class ModelsView(APIView):
    @extend_schema(operation_id="models", parameters=[CatalogueFilters], responses=ModelSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The catalogue, whole. What cannot be picked now says why."""
        asked = CatalogueFilters(data=request.query_params)
        asked.is_valid(raise_exception=True)
        takes = TAKES[asked.validated_data.get("accepts", "")]
        models = [model for model in catalogue(asked.validated_data.get("kind", "")) if takes(model)]
        return Response(ModelSerializer(models, many=True).data)
