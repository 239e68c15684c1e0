"""Deliveries of fal: only a hint that a look is worth while. What happened, fal is asked with our own key."""

from functools import cache

from django.conf import settings
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from generations import tasks
from generations.models import Generation
from generations.states import State
from generations.work import recovery
from providers.webhook import FalKeys

BODY_MAX = 1024 * 1024


@cache
def fal_keys() -> FalKeys:
    return FalKeys(settings.FAL_URL)


@csrf_exempt
@require_POST
def fal(request: HttpRequest, token: str) -> HttpResponse:
    """200 also for what changes nothing: fal repeats until it gets one, and never after a redirect."""
    generation = get_object_or_404(Generation, provider="fal", attempt_token=token)
    body = request.read(BODY_MAX + 1)
    if len(body) > BODY_MAX:
        return HttpResponse(status=413)
    if not fal_keys().verify(request.headers, body, settings.FAL_USER_ID):
        return HttpResponse("The signature is not valid.", status=400, content_type="text/plain")
    if generation.state in (State.SUBMITTING, State.UNKNOWN):
        # The delivery was faster than the answer to the POST, or that answer is lost.
        recovery.adopt(generation, request.headers["X-Fal-Webhook-Request-Id"])
    if Generation.objects.filter(pk=generation.pk, state=State.SUBMITTED).update(next_look_at=Now()):
        tasks.ring(tasks.look, generation.pk)
    return HttpResponse(status=200)


urlpatterns = [path("fal/<str:token>/", fal, name="fal-webhook")]
