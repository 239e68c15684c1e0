"""The bar at the bottom of a session: what it offers, what it costs, and sending it off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from accounts.authentication import signed_in
from generations.actions import create_batch, estimate
from generations.engines import catalogue, why_not
from generations.forms import OUTPUTS_MAX, ComposerForm
from generations.models.batch import Purpose
from projects.access import get_visible
from projects.answers import touched
from projects.models import Role, Session
from providers.catalog.model import Model
from providers.catalog.sizes import SIDES

FIRST_CHOICE = 3
SHAPE = "3:2"


@dataclass(frozen=True, slots=True)
class Offer:
    """One row of the picker. `why` says why it cannot be picked; empty when it can."""

    model: Model
    why: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Composer:
    offers: list[Offer]
    shapes: list[str]
    sizes: list[str]
    settings: dict[str, Any]
    outputs_max: int = OUTPUTS_MAX

    @classmethod
    def of(cls, session: Session) -> Composer:
        """Chosen is what was used last in this session; the first time, what can be had without a key."""
        # A model that only changes a given picture has nothing to start from here.
        models = [model for model in catalogue(session.kind) if model.source != "required"]
        reasons = {model.key: why_not(model) for model in models}
        last = session.batches.filter(purpose=Purpose.COMPOSE).values_list("settings", flat=True).first() or {}
        free = [model.key for model in sorted(models, key=lambda model: model.provider != "local")]
        usable = [key for key in free if not reasons[key]]
        chosen = set(last.get("models", ())) & set(usable) or set(usable[:FIRST_CHOICE])
        return cls(
            offers=[Offer(model, reasons[model.key], model.key in chosen) for model in models],
            shapes=sorted({shape for model in models for shape in model.aspect_ratios}, key=_width, reverse=True),
            sizes=[size for size in SIDES if any(size in model.resolutions for model in models)],
            settings={"aspect_ratio": SHAPE, "resolution": "1k", "outputs": 1, **_given(last)},
        )

    @property
    def groups(self) -> Sequence[tuple[str, list[Offer]]]:
        providers = dict.fromkeys(offer.model.provider for offer in self.offers)
        ordered = sorted(providers, key=lambda name: name != "local")
        return [(name, [offer for offer in self.offers if offer.model.provider == name]) for name in ordered]


def _given(settings: dict[str, Any]) -> dict[str, Any]:
    names = ("aspect_ratio", "resolution", "outputs")
    return {name: settings[name] for name in names if settings.get(name)}


def _width(shape: str) -> float:
    across, down = shape.split(":")
    return int(across) / int(down)


@login_required
@require_POST
def generate(request: HttpRequest, pk: int) -> HttpResponse:
    session, form = _session(request, pk), ComposerForm(request.POST)
    try:
        order = form.order()
        key = form.cleaned_data["idempotency_key"] or None
        batch = create_batch(session=session, by=signed_in(request), order=order, idempotency_key=key)
    except ValidationError as error:
        return render(request, "generations/_errors.html", {"errors": error.message_dict}, status=422)
    response = touched(*(f"generation:{row}" for row in batch.generations.values_list("pk", flat=True)))
    return trigger_client_event(response, "px:made", {"batch": batch.pk})


@login_required
@require_POST
def price(request: HttpRequest, pk: int) -> HttpResponse:
    """What a click would cost right now. Known before a word is typed, so the prompt does not matter."""
    session, form = _session(request, pk), ComposerForm(request.POST)
    try:
        prompt = form.data.get("prompt", "").strip() or "…"
        plan = estimate(session=session, by=signed_in(request), order=form.order(prompt=prompt))
    except ValidationError as error:
        return render(request, "generations/_estimate.html", {"errors": error.message_dict})
    return render(request, "generations/_estimate.html", {"plan": plan})


def _session(request: HttpRequest, pk: int) -> Session:
    return get_visible(Session.objects.all(), signed_in(request), pk, Role.EDITOR)
