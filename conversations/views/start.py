"""The dialog that starts a conversation about a still."""

from collections.abc import Collection

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from accounts.authentication import signed_in
from conversations.actions import estimate_start, start_conversation
from conversations.forms import EditForm
from conversations.views.composer import edit_composer
from generations.engines import editors
from generations.errors import Conflict
from generations.models import Generation, Output
from generations.models.batch import Purpose
from generations.views.composer import Composer, usable
from projects.access import get_visible
from projects.answers import gone_to, refused
from projects.models import Role
from providers.catalog import MODELS


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def start(request: HttpRequest, pk: int) -> HttpResponse:
    source = _still(request, pk)
    if request.method == "POST":
        return _begin(request, source)
    if not request.headers.get("HX-Request"):
        return redirect("outputs:page", pk)
    context = {"output": source, "generation": source.generation, "composer": _composer(source)}
    return render(request, "conversations/_start.html", context)


@login_required
@require_POST
def price(request: HttpRequest, pk: int) -> HttpResponse:
    """What a click would cost and send right now. Known before a word is typed, so the words do not matter."""
    source, form = _still(request, pk), EditForm(request.POST)
    try:
        asked = form.asked(prompt=form.data.get("prompt", "").strip() or "…")
        plan = estimate_start(source=source, by=signed_in(request), asked=asked)
    except ValidationError as error:
        return render(request, "generations/_estimate.html", {"errors": error.message_dict})
    return render(request, "generations/_estimate.html", {"plan": plan})


def _begin(request: HttpRequest, source: Output) -> HttpResponse:
    form = EditForm(request.POST)
    try:
        asked, key = form.asked(), form.cleaned_data["idempotency_key"] or None
        conversation = start_conversation(source=source, by=signed_in(request), asked=asked, idempotency_key=key)
    except ValidationError as error:
        return render(request, "generations/_errors.html", {"errors": error.message_dict}, status=422)
    except Conflict as error:
        return refused(str(error.detail))
    response = gone_to(request, reverse("conversations:page", args=[conversation.pk]))
    return trigger_client_event(response, "px:made", {"conversation": conversation.pk})


def _still(request: HttpRequest, pk: int) -> Output:
    stills = Output.objects.filter(kind="image").select_related("generation__session")
    return get_visible(stills, signed_in(request), pk, Role.EDITOR)


def _composer(source: Output) -> Composer:
    made_with = source.generation.parameters
    return edit_composer(
        source.generation.session,
        models=_chosen(source.generation),
        aspect_ratio=made_with.get("aspect_ratio", ""),
        resolution=made_with.get("resolution", ""),
        generate_url=reverse("conversations:start", args=[source.pk]),
        estimate_url=reverse("conversations:start_estimate", args=[source.pk]),
        variant="start",
        id="edit-",
        label="Instruction",
        placeholder="What should change?",
        verb="Start editing",
        draft=f"edit:{source.pk}",
    )


def _chosen(generation: Generation) -> Collection[str]:
    """The model that made it, else those of the last edit in its session, else the free ones of this machine."""
    can = usable(editors())
    turns = generation.session.batches.filter(purpose=Purpose.TURN)
    last = turns.values_list("settings", flat=True).first() or {"models": []}
    local = [key for key in can if MODELS[key].provider == "local"]
    return {generation.model}.intersection(can) or set(last["models"]).intersection(can) or local
