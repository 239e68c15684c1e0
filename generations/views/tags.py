"""Tags of one output or batch, and what one is offered while typing."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import reswap

from accounts.authentication import signed_in
from generations import actions
from generations.actions.tags import tag_key
from generations.models import Batch, Output, Tag
from generations.views.pages import number
from projects.access import get_visible
from projects.answers import refused
from projects.models import Role

OFFERED = 20


@login_required
@require_GET
@never_cache
def suggest(request: HttpRequest) -> HttpResponse:
    """Options for what is being typed, after the last comma: of one project if it is named."""
    typed = request.GET.get("add", "").rpartition(",")
    tags = Tag.objects.visible_to(signed_in(request)).filter(key__startswith=tag_key(typed[2]))
    if project := number(request.GET, "project"):
        tags = tags.filter(project=project)
    names = dict(tags.values_list("key", "name")[:OFFERED]).values()
    before = typed[0] + typed[1]
    return render(request, "generations/_tag_options.html", {"names": [before + name for name in names]})


@login_required
@require_POST
def of_output(request: HttpRequest, pk: int) -> HttpResponse:
    output = get_visible(Output.objects.select_related("generation"), signed_in(request), pk, Role.EDITOR)
    return _change(request, output, {"output": output}, reverse("outputs:page", args=[pk]))


@login_required
@require_POST
def of_batch(request: HttpRequest, pk: int) -> HttpResponse:
    batch = get_visible(Batch.objects.all(), signed_in(request), pk, Role.EDITOR)
    return _change(request, batch, {"batch": batch}, reverse("batches:page", args=[pk]))


def _change(request: HttpRequest, row: Output | Batch, context: dict[str, Output | Batch], page: str) -> HttpResponse:
    """`add` what was typed, parted by commas, or `remove` one."""
    names = [name for name in request.POST.get("add", "").split(",") if name.strip()]
    try:
        actions.change_tags(of=row, add=names, remove=request.POST.getlist("remove"))
    except ValidationError as error:
        return reswap(refused(" ".join(error.messages)), "none")
    if not request.headers.get("HX-Request"):
        return redirect(page)
    # The button that had the focus is gone with its tag.
    return render(request, "generations/_tags.html", {**context, "removed": "remove" in request.POST})
