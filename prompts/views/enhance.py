"""The part of a composer that makes its prompt better: asked for, shown, undone."""

from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST
from django_htmx.middleware import HtmxDetails
from rest_framework.exceptions import APIException, Throttled
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.errors import handle
from prompts.actions import enhance_prompt
from prompts.asked import AskedSerializer
from prompts.errors import NotEnhanced
from prompts.throttles import EnhanceThrottle
from prompts.writers import LABELS


@login_required
@require_POST
def enhance(request: HttpRequest) -> HttpResponse:
    try:
        _slow_down(request)
        made = enhance_prompt(**AskedSerializer(data=request.POST.dict()).asked())
    except (APIException, ValidationError) as error:
        other = isinstance(error, NotEnhanced) and error.engine != "local"
        return _part(request, 422, why=_sentences(error), offer_local=other)
    return _part(request, made=made, by=LABELS[made.engine])


@login_required
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """What was made stays as long as the words are those that it was made from, and nobody takes it back."""
    undone = "undo" in request.POST
    now, then = (request.POST.get(name, "").split() for name in ("prompt", "enhanced_of"))
    return HttpResponse(status=204) if now == then and not undone else _part(request, undone=undone)


def _part(request: HttpRequest, status: int = 200, **context: Any) -> HttpResponse:
    # A page may hold several composers; each part is asked for, and answered, under its own id.
    htmx = cast("HtmxDetails", getattr(request, "htmx", None))
    return render(request, "prompts/_enhancement.html", {"part": htmx.target or "enhance", **context}, status=status)


def _slow_down(request: HttpRequest) -> None:
    # It looks at nothing but the person, whom both kinds of request carry.
    throttle = EnhanceThrottle()
    if not throttle.allow_request(cast("Request", request), APIView()):
        raise Throttled(throttle.wait())


def _sentences(error: APIException | ValidationError) -> str:
    """Without the names of the fields: there is only one that a person filled in."""
    answer = handle(error, {})
    told = answer.data["error"] if answer else {}
    return " ".join(message for messages in told["fields"].values() for message in messages) or told["message"]
