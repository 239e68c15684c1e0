"""What a screen's own action answers: facts to fetch anew, another page, or a sentence that says why not."""

from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from projects.models import TRASH_KEPT


def touched(*refs: str, response: HttpResponse | None = None) -> HttpResponse:
    """The page fetches these at once, socket or no socket."""
    return trigger_client_event(response or HttpResponse(status=204), "px:touch", {"refs": refs})


def gone_to(request: HttpRequest, url: str) -> HttpResponse:
    return HttpResponseClientRedirect(url) if _is_htmx(request) else redirect(url)


def asked_from(request: HttpRequest) -> SplitResult:
    """The address of the page that asks, as htmx tells it: nobody else has checked that it is one."""
    try:
        return urlsplit(request.headers.get("HX-Current-URL", ""))
    except ValueError:
        return urlsplit("")


def saying(message: str, response: HttpResponse) -> HttpResponse:
    return trigger_client_event(response, "px:toast", {"message": message, "level": "info"})


def in_trash(response: HttpResponse) -> HttpResponse:
    return saying(f"In the trash for {TRASH_KEPT.days} days.", response)


def restored(request: HttpRequest, url: str) -> HttpResponse:
    """The trash takes the row out by the empty answer; without JavaScript, the page of what is back."""
    return saying("Restored.", HttpResponse()) if _is_htmx(request) else redirect(url)


def refused(message: str) -> HttpResponse:
    response = HttpResponse(message, status=422, content_type="text/plain; charset=utf-8")
    return trigger_client_event(response, "px:toast", {"message": message, "level": "error"})


def with_errors(request: HttpRequest, template: str, form: BaseForm, **context: Any) -> HttpResponse:
    return render(request, template, {"form": form, **context}, status=422)


def done(request: HttpRequest, template: str, form: BaseForm, ref: str, page: str, **context: Any) -> HttpResponse:
    """The form stays in its page, ready for the next time; without JavaScript the page comes again as a whole."""
    if not _is_htmx(request):
        return redirect(page)
    return touched(ref, response=render(request, template, {"form": form, **context}))


def _is_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))
