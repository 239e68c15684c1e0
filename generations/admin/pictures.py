from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from generations.models import Output


def thumbnail(output: Output | None) -> SafeString | str:
    if output is None or not output.preview:
        return "–"
    address = reverse("admin:generations_output_preview", args=[output.pk])
    return format_html('<img src="{}" height="64" alt="" loading="lazy">', address)
