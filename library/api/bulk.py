from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import signed_in
from accounts.fields import Text, refusal, row_id
from generations.actions.tags import TAGS_MAX
from generations.models.tag import TAG_MAX
from library.actions import DOERS, OUTPUTS_MAX, change_outputs
from ratings.models.rating import NOTE_MAX

TOO_LONG = "A tag has at most {max_length} characters."


class BulkSerializer(serializers.Serializer[Any]):
    do = serializers.ChoiceField(list(DOERS))
    outputs = serializers.ListField(child=row_id(), allow_empty=False, max_length=OUTPUTS_MAX)
    tags = serializers.ListField(
        child=Text(max_length=TAG_MAX, error_messages={"max_length": TOO_LONG}),
        required=False,
        max_length=TAGS_MAX,
        help_text="For tag and untag.",
    )
    session = row_id(required=False, help_text="For move: one of the same project, for the same kind of media.")
    note = Text(
        required=False, allow_blank=True, max_length=NOTE_MAX, help_text="For like and dislike. Not given, it stays."
    )


class BulkAnswerSerializer(serializers.Serializer[Any]):
    changed = serializers.IntegerField(help_text="How many were not so before.")
    refs = serializers.ListField(child=serializers.CharField(), help_text="These: output:1, …")
    undo = BulkSerializer(many=True, help_text="Requests which, one after the other, take it back.")


class BulkView(APIView):
    @extend_schema(
        operation_id="outputs_bulk",
        request=BulkSerializer,
        responses={200: BulkAnswerSerializer, 409: refusal("One of them is not in a state in which this can be done.")},
        examples=[
            OpenApiExample("Tag three", {"do": "tag", "outputs": [1, 2, 3], "tags": ["cover"]}, request_only=True),
            OpenApiExample("Move two", {"do": "move", "outputs": [1, 2], "session": 7}, request_only=True),
        ],
    )
    def post(self, request: Request) -> Response:
        """The same to many outputs, also of several projects: all of them or none.

        What was made in one generation moves together. Deleting is for 30 days: restore brings back.
        """
        asked = BulkSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        done = change_outputs(by=signed_in(request), **asked.validated_data)
        return Response({"changed": done.changed, "refs": done.refs, "undo": done.undo})
