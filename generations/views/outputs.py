"""One output: its page, its details, and the end of it."""

import json
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.authentication import signed_in
from generations import actions, viewer
from generations.errors import Conflict
from generations.lineage import lineage
from generations.models import Generation, Output
from generations.views.answers import touched_or_gone
from projects.access import get_trashed, get_visible
from projects.answers import in_trash, refused, restored
from projects.models import Role

SHOWN = ("generation__session__project", "generation__author", "generation__batch")


@login_required
@require_GET
@never_cache
def page(request: HttpRequest, pk: int) -> HttpResponse:
    output = _output(request, pk)
    context = {"session": output.generation.session, **_facts(request, output)}
    return render(request, "generations/output.html", context)


@login_required
@require_GET
@never_cache
def details(request: HttpRequest, pk: int) -> HttpResponse:
    """For the lightbox, which opens over a session: its composer can take over what is shown."""
    output = _output(request, pk)
    context = {"composer": {"reference": _picture(output), "settings": _settings(output.generation)}}
    return render(request, "generations/_details.html", {**context, **_facts(request, output)})


@login_required
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    output = _output(request, pk, Role.EDITOR)
    actions.delete_output(output=output)
    return in_trash(touched_or_gone(request, output.generation, f"output:{pk}"))


@login_required
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    output = get_trashed(Output.objects.select_related("generation"), signed_in(request), pk)
    try:
        actions.restore_output(output=output)
    except Conflict as error:
        return refused(str(error))
    return restored(request, reverse("outputs:page", args=[pk]))


def _output(request: HttpRequest, pk: int, role: Role = Role.VIEWER) -> Output:
    user = signed_in(request)
    rows = Output.objects.for_viewer(user).select_related(*SHOWN)
    return get_visible(rows, user, pk, role)


def facts_of(request: HttpRequest, pk: int) -> dict[str, Any]:
    """What the details of an output are rendered from, wherever they stand."""
    return _facts(request, _output(request, pk))


def _facts(request: HttpRequest, output: Output) -> dict[str, Any]:
    return {
        "output": output,
        "generation": output.generation,
        "lineage": lineage(output, signed_in(request)),
        "viewer": viewer,
    }


def _settings(generation: Generation) -> str:
    references = generation.references.select_related("output__generation").filter(output__deleted_at=None)
    pictures = [json.loads(_picture(reference.output)) for reference in references]
    # What was left to the model is left to it again.
    chosen = {"camera_move": "", "format": "", **generation.parameters}
    return json.dumps({"prompt": generation.prompt, "model": generation.model, **chosen, "references": pictures})


def _picture(output: Output) -> str:
    """What the tray of references needs to know."""
    source = reverse("outputs:preview", args=[output.pk])
    return json.dumps({"id": str(output.pk), "src": source, "label": output.generation.prompt[:90]})
