from typing import ClassVar

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.authentication import signed_in
from accounts.fields import IDEMPOTENCY_KEY, refusal
from accounts.idempotency import idempotent
from accounts.models import Scope
from generations import actions
from generations.api import reading
from generations.api.archives import download_batch
from generations.api.filters import BatchFilters, narrowed
from generations.api.generations import MADE
from generations.api.serializers import BatchChangesSerializer, BatchSerializer, MadeSerializer
from generations.media_views import CONTENT_TYPES, BytesNegotiation
from generations.models import Batch
from projects.access import get_visible
from projects.models import Role


class BatchViewSet(GenericViewSet[Batch]):
    queryset = Batch.objects.none()
    serializer_class = BatchSerializer
    lookup_value_converter = "int"
    scopes: ClassVar[dict[str, str]] = {}

    @extend_schema(parameters=[BatchFilters])
    def list(self, request: Request) -> Response:
        rows = narrowed(Batch.objects.visible_to(signed_in(request)), BatchFilters, request)
        page = reading.with_progress(self.paginate_queryset(rows) or [])
        return self.get_paginated_response(BatchSerializer(page, many=True).data)

    def retrieve(self, request: Request, pk: int) -> Response:
        return _answer(self._batch(Role.VIEWER))

    @extend_schema(request=BatchChangesSerializer)
    def partial_update(self, request: Request, pk: int) -> Response:
        """Only what names and sorts it; what was asked for stays as it was."""
        batch = self._batch(Role.EDITOR)
        asked = BatchChangesSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return _answer(actions.update_batch(batch=batch, **asked.validated_data))

    @extend_schema(request=None, responses={202: BatchSerializer})
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: int) -> Response:
        """Whatever has not ended is cancelled, or its provider asked to stop."""
        batch = self._batch(Role.EDITOR)
        actions.cancel_batch(batch=batch)
        return _answer(batch, status.HTTP_202_ACCEPTED)

    @extend_schema(parameters=[IDEMPOTENCY_KEY], request=None, responses=MADE)
    @action(detail=True, methods=["post"], url_path="retry-failed", scopes={"POST": Scope.GENERATE})
    @idempotent
    def retry_failed(self, request: Request, pk: int) -> Response:
        """Answers the new generations. What succeeded or was cancelled is left alone."""
        batch = self._batch(Role.EDITOR)
        user = signed_in(request)
        retries = [row.pk for row in actions.retry_failed(batch=batch, by=user)]
        made = reading.made(batch, batch.generations.filter(pk__in=retries).order_by("pk"), user)
        return Response(MadeSerializer(made).data, status.HTTP_202_ACCEPTED)

    @extend_schema(
        responses={
            (200, "application/zip"): OpenApiTypes.BINARY,
            **{(200, kind): OpenApiTypes.BINARY for kind in CONTENT_TYPES},
            409: refusal("Nothing has finished yet."),
        }
    )
    @action(detail=True, content_negotiation_class=BytesNegotiation)
    def download(self, request: Request, pk: int) -> HttpResponseBase:
        """A single file as itself, several as a ZIP with a manifest.json."""
        return download_batch(request, signed_in(request), self._batch(Role.VIEWER))

    def _batch(self, role: Role) -> Batch:
        return get_visible(Batch.objects.all(), signed_in(self.request), self.kwargs["pk"], role)


def _answer(batch: Batch, code: int = status.HTTP_200_OK) -> Response:
    return Response(BatchSerializer(reading.with_progress([batch])[0]).data, code)
