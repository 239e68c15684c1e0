from typing import Any

from django.db.models import Count, Q
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.authentication import signed_in
from generations.models import Output
from projects.access import get_visible
from projects.models import Role
from ratings import actions
from ratings.api.serializers import MemberRatingSerializer, MyRatingSerializer, NewRatingSerializer
from ratings.models import Rating
from ratings.models.rating import Value

NONE = {"value": None, "note": ""}
COUNTED = {"likes": Value.LIKE, "dislikes": Value.DISLIKE}


class RatingViewSet(GenericViewSet[Any]):
    """What this person, and every member, thinks of one output."""

    queryset = Rating.objects.none()
    serializer_class = MyRatingSerializer

    def retrieve(self, request: Request, output: int) -> Response:
        """`value` is null as long as this person has not rated it."""
        return self._answer(self._output(Role.VIEWER))

    @extend_schema(request=NewRatingSerializer)
    def update(self, request: Request, output: int) -> Response:
        """One rating a person and output: it replaces the one before. A `note` that is left out stays."""
        row = self._output(Role.EDITOR)
        asked = NewRatingSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        if not actions.rate_outputs(outputs=[row], by=signed_in(request), **asked.validated_data):
            raise NotFound
        return self._answer(row)

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

    def _answer(self, output: Output) -> Response:
        ratings = Rating.objects.filter(output=output)
        mine = ratings.filter(user=signed_in(self.request)).values("value", "note").first()
        counts = {name: Count("pk", filter=Q(value=value)) for name, value in COUNTED.items()}
        told = {"output": output.pk, **(mine or NONE), **ratings.aggregate(**counts)}
        return Response(MyRatingSerializer(told).data)

    def _output(self, role: Role) -> Output:
        return get_visible(Output.objects.all(), signed_in(self.request), self.kwargs["output"], role)
