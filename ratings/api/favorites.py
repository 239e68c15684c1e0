from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.authentication import signed_in
from accounts.fields import row_id_in_text
from generations.api.filters import Filters, narrowed
from generations.models import Output
from projects.access import get_visible
from projects.models import Project, Role
from ratings import actions
from ratings.api.serializers import FavoriteSerializer, NewFavoriteSerializer
from ratings.models import Favorite
from ratings.models.favorite import FavoriteQuerySet


class FavoriteFilters(Filters):
    project = row_id_in_text(required=False)
    q = serializers.CharField(
        required=False, allow_blank=True, source="text__icontains", help_text="Words of the prompt."
    )


class FavoriteViewSet(GenericViewSet[Favorite]):
    """The prompts that this person keeps."""

    queryset = Favorite.objects.none()
    serializer_class = FavoriteSerializer
    lookup_value_converter = "int"

    @extend_schema(parameters=[FavoriteFilters])
    def list(self, request: Request) -> Response:
        rows = narrowed(self._mine().select_related("output"), FavoriteFilters, request)
        return self.get_paginated_response(FavoriteSerializer(self.paginate_queryset(rows) or [], many=True).data)

    @extend_schema(request=NewFavoriteSerializer, responses={200: FavoriteSerializer, 201: FavoriteSerializer})
    def create(self, request: Request) -> Response:
        """The prompt of an output, or a text. What is kept already is answered with 200."""
        asked = NewFavoriteSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        favorite, is_new = actions.favorite_prompt(by=signed_in(request), **self._found(**asked.validated_data))
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(FavoriteSerializer(favorite).data, code)

    def destroy(self, request: Request, pk: int) -> Response:
        actions.unfavorite_prompt(favorite=get_object_or_404(self._mine(), pk=pk))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _mine(self) -> FavoriteQuerySet:
        user = signed_in(self.request)
        return Favorite.objects.visible_to(user).filter(user=user)

    def _found(self, output: int | None = None, project: int | None = None, text: str | None = None) -> dict[str, Any]:
        user = signed_in(self.request)
        if output:
            rows = Output.objects.select_related("generation")
            return {"output": get_visible(rows, user, output, Role.EDITOR)}
        return {"project": get_visible(Project.objects.all(), user, project or 0, Role.EDITOR), "text": text}
