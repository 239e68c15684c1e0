from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.authentication import signed_in
from generations import actions
from generations.api import reading
from generations.api.filters import OutputFilters, narrowed
from generations.api.serializers import IterationSerializer, OutputSerializer
from generations.lineage import NODES_MAX, Lineage, Node, lineage
from generations.models import Output
from projects.access import get_visible
from projects.models import Role, SessionKind


class NodeSerializer(serializers.Serializer[Any]):
    """One output of the ancestry. Of a deleted one nothing is left but its place."""

    id = serializers.IntegerField()
    depth = serializers.IntegerField(help_text="Steps from the output that was asked for.")
    deleted = serializers.BooleanField()
    generation = serializers.IntegerField(required=False)
    session = serializers.IntegerField(required=False)
    kind = serializers.ChoiceField(SessionKind.choices, required=False)
    model = serializers.CharField(required=False)
    prompt = serializers.CharField(required=False)
    url = serializers.CharField(required=False)
    preview_url = serializers.CharField(required=False)
    created_at = serializers.DateTimeField(required=False)

    def to_representation(self, instance: Node) -> dict[str, Any]:
        place = {"id": instance.pk, "depth": instance.depth, "deleted": instance.output is None}
        return place | _described(instance.output) if instance.output else place


class EdgeSerializer(serializers.Serializer[Any]):
    input = serializers.IntegerField()
    output = serializers.IntegerField()
    via = serializers.ChoiceField(["source", "reference"])


class LineageSerializer(serializers.Serializer[Any]):
    ancestors = NodeSerializer(many=True, help_text="Made from these, nearest first.")
    descendants = NodeSerializer(many=True, help_text="Used in these, nearest first.")
    edges = EdgeSerializer(many=True)
    truncated = serializers.SerializerMethodField(help_text=f"True when either way has more than {NODES_MAX}.")

    def get_truncated(self, found: Lineage) -> bool:
        return max(len(found.ancestors), len(found.descendants)) >= NODES_MAX


class OutputViewSet(GenericViewSet[Any]):
    queryset = Output.objects.none()
    serializer_class = OutputSerializer
    lookup_value_converter = "int"

    @extend_schema(parameters=[OutputFilters])
    def list(self, request: Request) -> Response:
        rows = narrowed(reading.outputs().visible_to(signed_in(request)), OutputFilters, request)
        return self.get_paginated_response(OutputSerializer(self.paginate_queryset(rows) or [], many=True).data)

    def retrieve(self, request: Request, pk: int) -> Response:
        return Response(OutputSerializer(get_visible(reading.outputs(), signed_in(request), pk)).data)

    def destroy(self, request: Request, pk: int) -> Response:
        """Gone for everybody at once. What was made from it keeps its place in the ancestry."""
        actions.delete_output(output=self._output(Role.EDITOR))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses=LineageSerializer)
    @action(detail=True)
    def lineage(self, request: Request, pk: int) -> Response:
        """Everything it was made from and everything that was made from it, as nodes and edges."""
        return Response(LineageSerializer(lineage(self._output(Role.VIEWER), signed_in(request))).data)

    @extend_schema(responses=IterationSerializer(many=True))
    @action(detail=True, url_path="video-iterations")
    def video_iterations(self, request: Request, pk: int) -> Response:
        """The videos that were made from this picture, newest first."""
        page = self.paginate_queryset(reading.iterations_of(self._output(Role.VIEWER))) or []
        return self.get_paginated_response(IterationSerializer(page, many=True).data)

    def _output(self, role: Role) -> Output:
        return get_visible(Output.objects.all(), signed_in(self.request), self.kwargs["pk"], role)


def _described(output: Output) -> dict[str, Any]:
    return {
        "generation": output.generation_id,
        "session": output.generation.session_id,
        "kind": output.kind,
        "model": output.generation.model,
        "prompt": output.generation.prompt,
        "url": reverse("outputs:file", args=[output.pk]),
        "preview_url": reverse("outputs:preview", args=[output.pk]),
        "created_at": output.created_at,
    }
