"""The library: everything that was ever made in the projects of a person, found by what it is."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from django_htmx.http import replace_url

from accounts.authentication import signed_in
from generations.views.outputs import facts_of
from generations.views.pages import Place
from library.trash import trash_for
from library.views.choices import Choices
from library.views.grid import read_newer, read_page
from library.views.tabs import tabs
from library.views.wanted import Wanted


@login_required
@require_GET
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """What cannot be understood in the address is told, and finds nothing: the rest would be another question."""
    user, wanted, place = signed_in(request), Wanted.of(request), Place.of(request)
    # Before the rows: what is made between the two readings is told of by the topics.
    choices = Choices.of(user, wanted)
    context = {
        "wanted": wanted,
        "choices": choices,
        "last_session": {"pk": choices.last_session},
        "chips": list(choices.chips(wanted)),
        "tabs": tabs(wanted.values),
        "page": read_page(user, wanted, place.before),
        "address": wanted.address(),
        "cleared": wanted.cleared(),
        "in_trash": wanted.in_trash,
        "thrown": trash_for(user) if wanted.in_trash else [],
        **_selected(request),
    }
    response = render(request, "library/page.html", context, status=400 if wanted.errors else 200)
    # Of a form with empty fields, only those that are filled.
    return replace_url(response, f"?{wanted.address()}") if request.headers.get("HX-Request") else response


@login_required
@require_GET
@never_cache
def items(request: HttpRequest) -> HttpResponse:
    """`?before=` a page of older ones; `?newer=` what has come since; both: that stretch. Each with the filters."""
    user, wanted, place = signed_in(request), Wanted.of(request), Place.of(request)
    if place.newer is not None:
        found = read_newer(user, wanted, place)
        if found is not None:
            return render(request, "library/_items.html", {"outputs": found})
        place = Place()
    return render(request, "library/_page.html", {"page": read_page(user, wanted, place.before)})


def _selected(request: HttpRequest) -> dict[str, Any]:
    """What the preview showed when the address was kept; nothing when that is gone."""
    pk = request.GET.get("selected", "")
    try:
        return facts_of(request, int(pk)) if pk.isdecimal() and len(pk) < 19 else {}
    except Http404:
        return {}
