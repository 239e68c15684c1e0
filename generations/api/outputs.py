from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.authentication import signed_in
from generations import actions
from generations.api import reading
from generations.api.filters import OutputFilters, narrowed
from generations.api.serializers import IterationSerializer, LineageSerializer, OutputSerializer
from generations.lineage import lineage
from generations.models import Output
from projects.access import get_visible
from projects.models import Role


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
