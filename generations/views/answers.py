from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django_htmx.http import trigger_client_event

from generations.models import Generation
from projects.answers import asked_from, gone_to, touched


def touched_or_gone(request: HttpRequest, generation: Generation, ref: str) -> HttpResponse:
    """In its session the page fetches what changed; the page of a single output shows nothing of that, so it leaves."""
    session = reverse("sessions:gallery", args=[generation.session_id])
    return gone_to(request, session) if _path(request).startswith("/outputs/") else touched(ref)


def told(request: HttpRequest, generation: Generation, response: HttpResponse) -> HttpResponse:
    """What is made again is a picture of the session, and no other page shows it: a word says where it is."""
    if not _path(request).startswith(("/edit/", "/batches/", "/library/")):
        return response
    message = f"It runs once more, in the session “{generation.session.name}”."
    return trigger_client_event(response, "px:toast", {"message": message, "level": "info"})


def _path(request: HttpRequest) -> str:
    return asked_from(request).path
