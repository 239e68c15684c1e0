from typing import Any, ClassVar

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.authentication import signed_in
from accounts.fields import row_id
from accounts.models import Scope
from generations.media_views import CONTENT_TYPES, BytesNegotiation
from library.downloads import OUTPUTS_MAX, download_selection

FILES: dict[Any, Any] = {(200, kind): OpenApiTypes.BINARY for kind in ("application/zip", *CONTENT_TYPES)}


class SelectionSerializer(serializers.Serializer[Any]):
    outputs = serializers.ListField(child=row_id(), allow_empty=False, max_length=OUTPUTS_MAX)


class DownloadView(APIView):
    content_negotiation_class = BytesNegotiation
    # Nothing is written: the ids stand in the body because there may be many.
    scopes: ClassVar[dict[str, str]] = {"POST": Scope.READ}

    @extend_schema(operation_id="outputs_download", request=SelectionSerializer, responses=FILES)
    def post(self, request: Request) -> HttpResponseBase:
        """One file as itself, several as a ZIP with a manifest.json."""
        asked = SelectionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return download_selection(request, signed_in(request), asked.validated_data["outputs"])
