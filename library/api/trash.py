from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import signed_in
from library.trash import trash_for


class TrashedSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(["session", "project", "conversation"])
    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    project = serializers.IntegerField(source="project_id")
    deleted_at = serializers.DateTimeField()
    purge_at = serializers.DateTimeField(help_text="From then on it cannot be restored.")


class TrashView(APIView):
    @extend_schema(operation_id="trash", responses=TrashedSerializer(many=True))
    def get(self, request: Request) -> Response:
        """What you can restore by its `restore/`, deleted last first. Outputs: `GET /api/outputs/?trash=true`."""
        return Response(TrashedSerializer(trash_for(signed_in(request)), many=True).data)
