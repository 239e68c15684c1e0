"""The composer: what it offers, what that costs, and sending it off."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from accounts.authentication import signed_in
from generations.actions import create_batch, estimate
from generations.engines import catalogue, why_not
from generations.forms import OUTPUTS_MAX, ComposerForm
from generations.models import Batch
from generations.models.batch import BatchQuerySet, Purpose
from generations.planning.order import STRENGTH
from projects.access import get_visible
from projects.answers import touched
from projects.models import Role, Session, SessionKind
from providers.catalog.camera import MOVES, CameraMove
from providers.catalog.model import Model
from providers.catalog.sizes import SIDES

FIRST_CHOICE = 3
# What is chosen the first time.
PICTURES = {"aspect_ratio": "3:2", "resolution": "1k", "outputs": 1}
CLIPS = {"aspect_ratio": "16:9", "resolution": "720p", "outputs": 1, "duration": 5, "camera_strength": STRENGTH}


@dataclass(frozen=True, slots=True)
class Offer:
    """One row of the picker. `why` says why it cannot be picked; empty when it can."""

    model: Model
    why: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Composer:
    """A form of which a page may hold several: `id` comes before the ids of its parts, the page's own needs none.

    `variant` is its class: "compose" asks again and again, "edit" and "start" say one thing and are empty
    afterwards, "overlay" animates a still.
    """

    session: Session
    offers: list[Offer]
    shapes: list[str]
    sizes: list[str]
    settings: dict[str, Any]
    generate_url: str
    estimate_url: str
    variant: str = "compose"
    id: str = ""
    label: str = "Prompt"
    placeholder: str = "Describe what you want to see…"
    verb: str = "Generate"
    # What stands in it at first.
    typed: str = ""
    # Under which name the browser keeps what is typed; empty: it does not.
    draft: str = ""
    # Whether how many pictures of each model, and from which seed, is asked for.
    repeats: bool = True
    # A template that is shown above the words, inside the form.
    above: str = ""
    outputs_max: int = OUTPUTS_MAX
    # Of clips: seconds to choose from, camera moves, and whether a picture to end with is asked for.
    durations: Sequence[int] = ()
    # Of files, where they can be chosen.
    formats: Sequence[str] = ()
    moves: Sequence[CameraMove] = ()
    ends: bool = False

    @classmethod
    def of(cls, session: Session) -> Composer:
        """Chosen is what was used last in this session; the first time, what can be had without a key."""
        # A model that only changes a given picture has nothing to start from here.
        models = [model for model in catalogue(session.kind) if model.source != "required"]
        last = settings_of(Batch.objects.filter(session=session))
        shapes, sizes = choices(models)
        can = usable(models)
        # Clips cost dollars where pictures cost cents.
        first = 1 if session.kind == SessionKind.VIDEO else FIRST_CHOICE
        return cls(
            session=session,
            offers=offers(models, set(last.get("models", ())) & set(can) or can[:first]),
            shapes=shapes,
            sizes=sizes,
            settings={**(CLIPS if session.kind == SessionKind.VIDEO else PICTURES), **given(last)},
            generate_url=reverse("sessions:generate", args=[session.pk]),
            estimate_url=reverse("sessions:estimate", args=[session.pk]),
            draft=str(session.pk),
            formats=file_formats(models),
            **clip_choices(models),
        )

    @property
    def groups(self) -> Sequence[tuple[str, list[Offer]]]:
        providers = dict.fromkeys(offer.model.provider for offer in self.offers)
        ordered = sorted(providers, key=lambda name: name != "local")
        return [(name, [offer for offer in self.offers if offer.model.provider == name]) for name in ordered]


def usable(models: Sequence[Model]) -> list[str]:
    """Keys of those that can be picked, the free ones of this machine before others."""
    return [model.key for model in sorted(models, key=lambda model: model.provider != "local") if not why_not(model)]


def offers(models: Sequence[Model], chosen: Collection[str]) -> list[Offer]:
    reasons = {model.key: why_not(model) for model in models}
    return [Offer(model, reasons[model.key], model.key in chosen and not reasons[model.key]) for model in models]


def choices(models: Sequence[Model]) -> tuple[list[str], list[str]]:
    """The shapes and the sizes that any of them makes, the widest and the smallest first."""
    shapes = {shape for model in models for shape in model.aspect_ratios}
    sizes = [size for size in SIDES if any(size in model.resolutions for model in models)]
    return sorted(shapes, key=_width, reverse=True), sizes


def file_formats(models: Sequence[Model]) -> list[str]:
    """What any of them makes, after the choice to leave it to each."""
    made = {name for model in models for name in model.formats}
    return ["", *sorted(made)] if made else []


def clip_choices(models: Sequence[Model]) -> dict[str, Any]:
    """The lengths and the camera moves that any of them knows; none for models of pictures."""
    known = {move for model in models for move in model.camera_moves}
    lengths = {seconds for model in models for seconds in model.durations}
    return {"durations": sorted(lengths), "moves": [move for move in MOVES if move in known]}


def settings_of(batches: BatchQuerySet) -> dict[str, Any]:
    """What was asked for last in any of them."""
    return batches.filter(purpose=Purpose.COMPOSE).values_list("settings", flat=True).first() or {}


def given(settings: dict[str, Any]) -> dict[str, Any]:
    names = ("aspect_ratio", "resolution", "format", "outputs", "duration", "camera_move", "camera_strength")
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
