"""The room of a session: its grid and its composer."""

from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.authentication import signed_in
from generations.fragments import revision_of_session
from generations.models import Generation, Output
from generations.views.composer import Composer
from generations.views.pages import Place, number, read_newer, read_page
from projects.access import get_visible
from projects.models import Session

# The newest so many are looked at for the chips that filter by model.
FILTERED = 300


@login_required
@require_GET
@never_cache
def gallery(request: HttpRequest, pk: int) -> HttpResponse:
    user, place = signed_in(request), Place.of(request)
    sessions = Session.objects.select_related("project").annotate(rev=revision_of_session("pk"))
    session = get_visible(sessions, user, pk)
    context = {
        "session": session,
        "place": place,
        "page": read_page(session, user, place),
        "models": _models_of(session),
        "composer": replace(Composer.of(session), typed=_typed(request)) if session.can_edit else None,
    }
    return render(request, "generations/gallery.html", context)


@login_required
@require_GET
@never_cache
def items(request: HttpRequest, pk: int) -> HttpResponse:
    """`?before=` a page of older ones; `?newer=` what has come since; both: that stretch. Each with `?model=`."""
    user, place = signed_in(request), Place.of(request)
    session = get_visible(Session.objects.all(), user, pk)
    if place.newer is not None:
        found = read_newer(session, user, place)
        if found is not None:
            return render(request, "generations/_generations.html", {"generations": found})
        place = Place(model=place.model)
    return render(request, "generations/_page.html", {"session": session, "page": read_page(session, user, place)})


def _typed(request: HttpRequest) -> str:
    """What the composer begins with: the prompt of an output that the address names."""
    pk = number(request.GET, "prompt_of")
    found = Output.objects.visible_to(signed_in(request)).filter(pk=pk) if pk else Output.objects.none()
    return found.values_list("generation__prompt", flat=True).first() or ""


def _models_of(session: Session) -> list[str]:
    newest = Generation.objects.filter(session=session).values_list("model", flat=True)[:FILTERED]
    return sorted(set(newest))
