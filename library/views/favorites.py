"""The prompts that a person keeps, each with the picture that it was found with."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.authentication import signed_in
from accounts.models import User
from generations.models import Output
from generations.views.pages import Place
from library.views.tabs import tabs
from ratings.actions import unfavorite_prompt
from ratings.models import Favorite
from ratings.models.favorite import FavoriteQuerySet

SHOWN = 40


@login_required
@require_GET
@never_cache
def favorites(request: HttpRequest) -> HttpResponse:
    user, words, place = signed_in(request), request.GET.get("q", "").strip(), Place.of(request)
    rows = _mine(user).select_related("project", "output__generation")
    if words:
        rows = rows.filter(text__icontains=words)
    if place.before:
        rows = rows.filter(pk__lt=place.before)
    found = list(rows[: SHOWN + 1])
    shown = found[:SHOWN]
    seen = Output.objects.visible_to(user).filter(favorites__in=shown).values_list("pk", flat=True)
    more = urlencode([("q", words), ("before", shown[-1].pk)]) if len(found) > SHOWN else ""
    context = {"favorites": shown, "seen": set(seen), "words": words, "more": more, "tabs": tabs()}
    return render(request, "library/favorites.html", context)


@login_required
@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Its card leaves the page with the empty answer."""
    unfavorite_prompt(favorite=get_object_or_404(_mine(signed_in(request)), pk=pk))
    return HttpResponse() if request.headers.get("HX-Request") else redirect("library:favorites")


def _mine(user: User) -> FavoriteQuerySet:
    return Favorite.objects.visible_to(user).filter(user=user)
