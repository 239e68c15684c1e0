from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from generations.models import Generation
from projects.answers import gone_to, touched


def touched_or_gone(request: HttpRequest, generation: Generation, ref: str) -> HttpResponse:
    """In its session the page fetches what changed; the page of a single output shows nothing of that, so it leaves."""
    session = reverse("sessions:gallery", args=[generation.session_id])
    came_from = urlsplit(request.headers.get("HX-Current-URL", "")).path
    return gone_to(request, session) if came_from.startswith("/outputs/") else touched(ref)
