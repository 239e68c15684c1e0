"""One output beside the grid: large, with everything that is known about it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from django_htmx.http import replace_url

from generations.views.outputs import facts_of
from projects.answers import asked_from


@login_required
@require_GET
@never_cache
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    response = render(request, "library/_preview.html", facts_of(request, pk))
    return replace_url(response, _address(request, pk))


def _address(request: HttpRequest, pk: int) -> str:
    """That of the page that shows it, so that a reload shows it again."""
    page = asked_from(request)
    asked = QueryDict(page.query, mutable=True)
    asked["selected"] = str(pk)
    return f"{page.path}?{asked.urlencode()}"
