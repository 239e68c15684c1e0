"""The overlay over several stills: a clip of each, asked for in one go."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget

from accounts.authentication import signed_in
from accounts.models import User
from generations import actions
from generations.forms import AnimateManyForm, SelectionForm
from generations.models import Output
from generations.views.overlay import overlay_of_many
from generations.views.target import chosen_session
from projects.answers import refused, touched
from projects.models import Role

# How many are said or named one by one.
TOLD = 10
TOUCHED = 60


@login_required
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Of what was selected, the stills; what is left out is told."""
    try:
        wanted = SelectionForm(request.POST).checked()["outputs"]
        stills = _stills(signed_in(request), wanted)
    except ValidationError as error:
        return refused(" ".join(error.messages))
    if not stills:
        return refused("Select at least one picture. Clips cannot be animated.")
    left_out = len(set(wanted)) - len(stills)
    return render(request, "generations/_animate_many.html", {**overlay_of_many(stills), "left_out": left_out})


@login_required
@require_POST
def price(request: HttpRequest) -> HttpResponse:
    try:
        form = AnimateManyForm(request.POST)
        order, user = form.order(), signed_in(request)
        stills = _all(user, form.cleaned_data["stills"])
        plan = actions.estimate_animations(stills=stills, by=user, order=order)
    except ValidationError as error:
        return render(request, "generations/_estimate.html", {"errors": _named(error)})
    return render(request, "generations/_estimate.html", {"plan": plan})


@login_required
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    user, form = signed_in(request), AnimateManyForm(request.POST)
    try:
        order, asked = form.order(), form.cleaned_data
        stills = _all(user, asked["stills"])
        batch = actions.animate_stills(
            stills=stills,
            by=user,
            order=order,
            session=None if asked["target"] == "new" else chosen_session(asked["session"], user),
            name=asked["name"],
            idempotency_key=asked["idempotency_key"] or None,
        )
    except ValidationError as error:
        return render(request, "generations/_errors.html", {"errors": _named(error)}, status=422)
    shown = {"session": batch.session, "count": batch.generations.count()}
    response = render(request, "generations/_animating.html", shown)
    # Those that the page shows tell of their clips at once, socket or no socket.
    touched(*(f"output:{still.pk}" for still in stills[:TOUCHED]), response=response)
    return retarget(reswap(response, "innerHTML"), "#animate")


def _stills(user: User, wanted: Sequence[int]) -> list[Output]:
    """Those of them that are there, in the order in which they were selected."""
    rows = Output.objects.visible_to(user).with_role().filter(kind="image", pk__in=wanted)
    found: dict[int, Any] = {output.pk: output for output in rows.select_related("generation__session", "project")}
    if not all(Role(output.role).allows(Role.EDITOR) for output in found.values()):
        raise PermissionDenied(f"This needs the role “{Role.EDITOR.value}” in the project.")
    return [found[pk] for pk in dict.fromkeys(wanted) if pk in found]


def _all(user: User, wanted: Sequence[int]) -> list[Output]:
    stills = _stills(user, wanted)
    if not stills or len(stills) < len(set(wanted)):
        raise ValidationError({"stills": ["Some of these pictures are gone. Close this and select again."]})
    return stills


def _named(error: ValidationError) -> dict[str, list[str]]:
    """As people count pictures: "items.0.models" is about picture 1."""
    said = {}
    for name, texts in error.message_dict.items():
        place = name.split(".")[1] if name.startswith("items.") else ""
        said[f"of-{name}"] = [f"Picture {int(place) + 1}: {text}" for text in texts] if place else texts
    return dict(list(said.items())[:TOLD])
