"""What a screen's own action answers: facts to fetch anew, another page, or a sentence that says why not."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event


def touched(*refs: str, response: HttpResponse | None = None) -> HttpResponse:
    """The page fetches these at once, socket or no socket."""
    return trigger_client_event(response or HttpResponse(status=204), "px:touch", {"refs": refs})


def gone_to(request: HttpRequest, url: str) -> HttpResponse:
    return HttpResponseClientRedirect(url) if getattr(request, "htmx", False) else redirect(url)


def refused(message: str) -> HttpResponse:
    response = HttpResponse(message, status=422, content_type="text/plain; charset=utf-8")
    return trigger_client_event(response, "px:toast", {"message": message, "level": "error"})


def form_again(request: HttpRequest, template: str, form: Any, **context: Any) -> HttpResponse:
    """The form as it stands: with its errors, or fresh after it has done its work."""
    status = 422 if form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)
