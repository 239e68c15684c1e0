from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.authentication import signed_in
from generations.api import reading
from projects.access import get_visible
from projects.models import Role
from ratings import actions
from ratings.api.serializers import MemberRatingSerializer, MyRatingSerializer, NewRatingSerializer
from ratings.models import Rating


class RatingViewSet(GenericViewSet[Any]):
    """What this person, and every member, thinks of one output."""

    queryset = Rating.objects.none()
    serializer_class = MyRatingSerializer

    def retrieve(self, request: Request, output: int) -> Response:
        """`value` is null as long as this person has not rated it."""
        return self._answer()

    @extend_schema(request=NewRatingSerializer)
    def update(self, request: Request, output: int) -> Response:
        """One rating a person and output: it replaces the one before. A `note` that is left out stays."""
        row = self._output(Role.EDITOR)
        asked = NewRatingSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        if not actions.rate_outputs(outputs=[row], by=signed_in(request), **asked.validated_data):
            raise NotFound
        return self._answer()

    def destroy(self, request: Request, output: int) -> Response:
        """Also where there was none."""
        actions.unrate_outputs(outputs=[self._output(Role.EDITOR)], by=signed_in(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses=MemberRatingSerializer(many=True))
    def list(self, request: Request, output: int) -> Response:
        """Of all members, with their notes, newest first."""
        rows = Rating.objects.filter(output=self._output(Role.VIEWER)).select_related("user")
        page = self.paginate_queryset(rows) or []
        return self.get_paginated_response(MemberRatingSerializer(page, many=True).data)

    def _answer(self) -> Response:
        output, user = self._output(Role.VIEWER), signed_in(self.request)
        note = Rating.objects.filter(user=user, output=output).values_list("note", flat=True).first()
        return Response(MyRatingSerializer(output, context={"note": note or ""}).data)

    def _output(self, role: Role) -> Any:
        user = signed_in(self.request)
        return get_visible(reading.outputs(user), user, self.kwargs["output"], role)
