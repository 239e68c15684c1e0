from django.db.models import prefetch_related_objects
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.authentication import signed_in
from accounts.pagination import KeysetPagination
from generations.api.outputs import OutputViewSet as OneOutputViewSet
from generations.api.serializers import OutputSerializer
from generations.models import Output
from library.filters import OutputFilters
from library.reading import outputs_page


class OutputViewSet(OneOutputViewSet):
    @extend_schema(parameters=[OutputFilters])
    def list(self, request: Request) -> Response:
        """Of all projects, newest first."""
        user, pages, filters = signed_in(request), KeysetPagination(), OutputFilters(data=request.query_params)
        filters.is_valid(raise_exception=True)

        def read(count: int) -> list[Output]:
            return outputs_page(user, filters, before=pages.before(request), count=count)

        found = pages.cut(read, request)
        prefetch_related_objects(found, "tags")
        return pages.get_paginated_response(OutputSerializer(found, many=True).data)
