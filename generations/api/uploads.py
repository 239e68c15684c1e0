from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import signed_in
from accounts.errors import TooLarge
from accounts.fields import refusal, row_id_in_text
from generations.actions import store_upload
from generations.api import reading
from generations.api.serializers import OutputSerializer
from generations.media.uploads import CUT, TOO_LARGE
from projects.access import get_visible
from projects.models import Role, Session


class UploadSerializer(serializers.Serializer[Any]):
    session = row_id_in_text()
    # An empty file is refused like every other that is not a picture.
    file = serializers.FileField(allow_empty_file=True, help_text="PNG, JPEG, WebP, GIF or AVIF, at most 50 MB.")


class UploadsView(APIView):
    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="uploads_create",
        request={"multipart/form-data": UploadSerializer},
        responses={201: OutputSerializer, 413: refusal("Too large."), 415: refusal("Not a picture.")},
    )
    def post(self, request: Request) -> Response:
        """Stores a picture as an output of the session, without the place and camera that its file may name."""
        asked = UploadSerializer(data=request.data)
        # Reading stopped at the limit, so the file is missing from the data: that is not what was wrong.
        if CUT in request.META:
            raise TooLarge(TOO_LARGE)
        asked.is_valid(raise_exception=True)
        user = signed_in(request)
        session = get_visible(Session.objects.all(), user, asked.validated_data["session"], Role.EDITOR)
        stored = store_upload(session=session, by=user, file=asked.validated_data["file"])
        row = reading.outputs(user).get(pk=stored.pk)
        return Response(OutputSerializer(row).data, status=status.HTTP_201_CREATED)
