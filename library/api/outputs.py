from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.authentication import signed_in
from generations.api import reading
from generations.api.filters import narrowed
from generations.api.outputs import OutputViewSet as OneOutputViewSet
from generations.api.serializers import OutputSerializer
from library.filters import OutputFilters


class OutputViewSet(OneOutputViewSet):
    @extend_schema(parameters=[OutputFilters])
    def list(self, request: Request) -> Response:
        user = signed_in(request)
        rows = narrowed(reading.outputs(user).visible_to(user), OutputFilters, request)
        return self.get_paginated_response(OutputSerializer(self.paginate_queryset(rows) or [], many=True).data)
