from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.authentication import signed_in
from accounts.fields import Text, refusal, row_id, row_id_in_text
from generations import actions
from generations.actions.tags import tag_key
from generations.api.filters import Filters, narrowed
from generations.api.serializers.fields import Number, Words
from generations.models import Tag
from generations.models.tag import TAG_MAX
from projects.access import get_visible
from projects.models import Role


class TagFilters(Filters):
    project = row_id_in_text(required=False)
    q = Words(required=False, allow_blank=True, source="key__startswith", help_text="How the name begins.")

    def validate_q(self, value: str) -> str:
        return tag_key(value)


class TagSerializer(serializers.Serializer[Any]):
    id = Number()
    project = Number(source="project_id")
    name = Words()
    outputs = Number(source="output_count", help_text="How many have it, without those in the trash.")
    batches = Number(source="batch_count")


class TagNameSerializer(serializers.Serializer[Any]):
    name = Text(max_length=TAG_MAX)


class MergeSerializer(serializers.Serializer[Any]):
    into = row_id(help_text="The tag that stays.")


class TagViewSet(GenericViewSet[Tag]):
    """Tags come by being given to an output or a batch, and go with their last use."""

    queryset = Tag.objects.none()
    serializer_class = TagSerializer
    lookup_value_converter = "int"

    @extend_schema(parameters=[TagFilters])
    def list(self, request: Request) -> Response:
        rows = narrowed(Tag.objects.visible_to(signed_in(request)), TagFilters, request)
        page = self.paginate_queryset(rows) or []
        counted = Tag.objects.with_counts().in_bulk([tag.pk for tag in page])
        return self.get_paginated_response(TagSerializer([counted[tag.pk] for tag in page], many=True).data)

    @extend_schema(request=TagNameSerializer, responses={200: TagSerializer, 409: refusal("The name is taken.")})
    def partial_update(self, request: Request, pk: int) -> Response:
        """Another name, or another spelling of the same."""
        tag = self._tag(pk)
        asked = TagNameSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return _answer(actions.rename_tag(tag=tag, name=asked.validated_data.get("name", tag.name)))

    @extend_schema(request=MergeSerializer)
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: int) -> Response:
        """Whatever has this tag has the other one instead. Answers the one that stays."""
        tag = self._tag(pk)
        asked = MergeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return _answer(actions.merge_tags(tag=tag, into=self._tag(asked.validated_data["into"])))

    def destroy(self, request: Request, pk: int) -> Response:
        """Taken from everything that has it."""
        actions.delete_tag(tag=self._tag(pk))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _tag(self, pk: int) -> Tag:
        return get_visible(Tag.objects.all(), signed_in(self.request), pk, Role.EDITOR)


def _answer(tag: Tag) -> Response:
    return Response(TagSerializer(Tag.objects.with_counts().get(pk=tag.pk)).data)
