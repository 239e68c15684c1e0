"""The bytes of outputs: every one passes the access check of its row."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from accounts.authentication import signed_in
from generations.media.serving import media_response
from generations.models import Output
from generations.work.leases import give_back_connection
from projects.access import get_trashed, get_visible

PARAMETERS = [
    OpenApiParameter("poster", OpenApiTypes.STR, description="With preview/, given: the still picture of a clip."),
    OpenApiParameter("download", OpenApiTypes.STR, description="Given: the browser saves it instead of showing it."),
    OpenApiParameter("Range", OpenApiTypes.STR, OpenApiParameter.HEADER, description="One range of bytes."),
]
CONTENT_TYPES = ("image/*", "video/mp4", "video/webm", "video/quicktime")
RESPONSES: dict[Any, Any] = {
    **{(code, kind): OpenApiTypes.BINARY for code in (200, 206) for kind in CONTENT_TYPES},
    304: OpenApiResponse(description="Not changed since."),
    416: OpenApiResponse(description="There are no such bytes."),
}


class BytesNegotiation(DefaultContentNegotiation):
    """An <img> accepts pictures only, and yet refusals are JSON."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        renderer = next(iter(renderers))
        return renderer, str(renderer.media_type)


class MediaView(APIView):
    """A page of the gallery asks for sixty of these at once, so they do not count as requests to the API."""

    content_negotiation_class = BytesNegotiation
    throttle_classes: list[type[BaseThrottle]] = []
    preview = False
    trash = False

    @extend_schema(parameters=PARAMETERS, responses=RESPONSES)
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """The bytes. A preview has at most 640 pixels on a side."""
        user, rows = signed_in(request), Output.objects.select_related("generation")
        output = get_trashed(rows, user, pk) if self.trash else get_visible(rows, user, pk)
        if not self.preview:
            return file_response(request, output, output.file.name, output.content_type)
        poster = "poster" in request.query_params
        return file_response(request, output, (output.poster if poster else output.preview).name, "image/webp")


def file_response(
    request: HttpRequest, output: Output, name: str, content_type: str, *, download: bool = False
) -> HttpResponseBase:
    """`name` is one of the stored names of an output that this person may see."""
    if not name:
        raise Http404
    filename = filename_of(output, name)
    try:
        response = media_response(request, name, content_type, filename)
    except FileNotFoundError:
        # Deleted between the look at the row and the look at the file.
        raise Http404 from None
    if download:
        response["Content-Disposition"] = content_disposition_header(True, filename) or "attachment"
    if request.method == "HEAD":
        return HttpResponse(status=response.status_code, headers=response.headers)
    # The row has been read: a slow download must not hold a database connection.
    give_back_connection()
    return response


def filename_of(output: Output, name: str) -> str:
    """From the prompt, cleaned: a-lighthouse-at-dawn-881.png."""
    words = slugify(output.generation.prompt[:200], allow_unicode=True)[:60].strip("-_")
    return f"{words or output.kind}-{output.pk}{Path(name).suffix}"
