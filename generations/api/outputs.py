from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.authentication import signed_in
from accounts.fields import Text, refusal, row_id
from generations import actions
from generations.actions.tags import TAGS_MAX
from generations.api import reading
from generations.api.serializers import IterationSerializer, LineageSerializer, OutputSerializer
from generations.lineage import lineage
from generations.models import Output
from generations.models.tag import TAG_MAX
from projects.access import get_trashed, get_visible
from projects.models import Role, Session
from projects.serializers import NOT_RESTORED


class RoomSerializer(serializers.Serializer[Any]):
    session = row_id(required=False, allow_null=True, help_text="A picture session of the clip's project.")


class OutputChangesSerializer(serializers.Serializer[Any]):
    tags = serializers.ListField(child=Text(max_length=TAG_MAX), required=False, max_length=TAGS_MAX)


class HowSerializer(serializers.Serializer[Any]):
    forever = serializers.BooleanField(default=False, help_text="Not into the trash, but out of it. For owners.")


class OutputViewSet(GenericViewSet[Any]):
    """One output. Lists of many are the library's."""

    queryset = Output.objects.none()
    serializer_class = OutputSerializer
    lookup_value_converter = "int"

    def retrieve(self, request: Request, pk: int) -> Response:
        user = signed_in(request)
        return Response(OutputSerializer(get_visible(reading.outputs(user), user, pk)).data)

    @extend_schema(request=OutputChangesSerializer)
    def partial_update(self, request: Request, pk: int) -> Response:
        """Its tags, whole: those that are not named here are taken away."""
        user, output = signed_in(request), self._output(Role.EDITOR)
        asked = OutputChangesSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        if "tags" in asked.validated_data:
            actions.set_output_tags(output=output, names=asked.validated_data["tags"])
        return Response(OutputSerializer(reading.outputs(user).get(pk=pk)).data)

    @extend_schema(parameters=[HowSerializer])
    def destroy(self, request: Request, pk: int) -> Response:
        """Into the trash, for 30 days. What was made from it keeps its place in the ancestry.

        With `forever`, owners delete for good what is in the trash already.
        """
        how = HowSerializer(data=request.query_params)
        how.is_valid(raise_exception=True)
        if how.validated_data["forever"]:
            actions.purge_output(output=get_trashed(Output.objects.all(), signed_in(request), pk, Role.OWNER))
        else:
            actions.delete_output(output=self._output(Role.EDITOR))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses={200: OutputSerializer, 409: NOT_RESTORED})
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: int) -> Response:
        """Out of the trash, back to where it was."""
        user = signed_in(request)
        actions.restore_output(output=get_trashed(Output.objects.all(), user, pk))
        return Response(OutputSerializer(reading.outputs(user).get(pk=pk)).data)

    @extend_schema(responses=LineageSerializer)
    @action(detail=True)
    def lineage(self, request: Request, pk: int) -> Response:
        """Everything it was made from and everything that was made from it, as nodes and edges."""
        return Response(LineageSerializer(lineage(self._output(Role.VIEWER), signed_in(request))).data)

    @extend_schema(responses=IterationSerializer(many=True))
    @action(detail=True, url_path="video-iterations")
    def video_iterations(self, request: Request, pk: int) -> Response:
        """The videos that were made from this picture, newest first."""
        page = self.paginate_queryset(reading.iterations_of(self._output(Role.VIEWER), signed_in(request))) or []
        return self.get_paginated_response(IterationSerializer(page, many=True).data)

    @extend_schema(request=RoomSerializer, responses={201: OutputSerializer, 409: refusal("It cannot be read.")})
    @action(detail=True, methods=["post"], url_path="last-frame")
    def last_frame(self, request: Request, pk: int) -> Response:
        """Of a clip, as a picture: in the session of the picture that it was made from, or in `session`."""
        user, clip = signed_in(request), self._output(Role.EDITOR)
        asked = RoomSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        room = asked.validated_data.get("session")
        session = get_visible(Session.objects.all(), user, room, Role.EDITOR) if room else None
        kept = actions.keep_last_frame(video=clip, by=user, session=session)
        return Response(OutputSerializer(reading.outputs(user).get(pk=kept.pk)).data, status.HTTP_201_CREATED)

    def _output(self, role: Role) -> Output:
        return get_visible(Output.objects.all(), signed_in(self.request), self.kwargs["pk"], role)
