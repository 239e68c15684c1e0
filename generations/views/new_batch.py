"""Many pictures at once: what the form offers, what that costs, and sending it off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import reswap, retarget, trigger_client_event

from accounts.authentication import signed_in
from accounts.models import User
from generations import actions
from generations.batch_cards import batches
from generations.batch_forms import BatchForm, NewForm, PromptsForm
from generations.engines import catalogue
from generations.models import Batch, Output
from generations.planning import VARIANTS_MAX
from generations.prompt_lists import prompts_of
from generations.views.composer import (
    FIRST_CHOICE,
    PICTURES,
    Composer,
    choices,
    file_formats,
    given,
    offers,
    usable,
)
from generations.views.target import chosen_session
from projects.access import get_visible
from projects.answers import gone_to
from projects.models import Project, Role, Session, SessionKind
from providers.catalog import MODELS

SESSIONS = 100
ERRORS = "generations/_errors.html"


@dataclass(frozen=True, slots=True)
class Target:
    """Where the pictures go. Without a session the project has none for pictures yet."""

    project: Project
    session: Session | None
    projects: list[Project]
    sessions: list[Session]
    suggested: str

    @classmethod
    def of(cls, user: User, wanted: dict[str, Any], origin: Batch | None) -> Target | None:
        """None: there is no project that this person may work in."""
        rows: Iterable[Any] = Project.objects.visible_to(user).with_role()
        projects = [row for row in rows if Role(row.role).allows(Role.EDITOR)]
        rooms = Session.objects.for_cards(user).filter(kind=SessionKind.IMAGE, project__in=projects)
        session = _named(rooms, origin.session_id if origin else wanted.get("session"))
        if session is None and not wanted.get("project"):
            session = rooms.filter(archived_at=None).first()
        pk = session.project_id if session else wanted.get("project") or (projects[0].pk if projects else None)
        project = next((row for row in projects if row.pk == pk), None)
        if project is None:
            if pk:
                raise Http404
            return None
        sessions = list(rooms.filter(project=project, archived_at=None)[:SESSIONS])
        if session is None:
            session = sessions[0] if sessions else None
        if session and session not in sessions:
            sessions = [session, *sessions]
        return cls(project, session, projects, sessions, actions.assets_name())


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """`?session=` or `?project=` says where to, `?batch=` what to begin with."""
    user = signed_in(request)
    if request.method == "POST":
        return _make(request, user)
    form = NewForm(request.GET)
    form.is_valid()
    wanted = form.cleaned_data
    if request.headers.get("HX-Request"):
        return gone_to(request, f"{reverse('batches:new')}?project={wanted.get('project') or ''}")
    origin = get_visible(batches(user).defer(None), user, wanted["batch"]) if wanted.get("batch") else None
    target = Target.of(user, wanted, origin)
    context: dict[str, Any] = {"target": target, "origin": origin}
    if target:
        context |= {"session": target.session, "project": target.project, "composer": _composer(target, origin)}
    if origin:
        pictures = Output.objects.visible_to(user).filter(project=origin.project_id, kind="image")
        found = pictures.select_related("generation").in_bulk(origin.settings.get("references", ()))
        context |= {
            "prompts": prompts_of(origin),
            "references": [found[pk] for pk in origin.settings.get("references", ()) if pk in found],
            "gone": _gone(origin, found),
        }
    return render(request, "batches/new.html", context)


@login_required
@require_POST
def price(request: HttpRequest) -> HttpResponse:
    """What a click would make and cost right now."""
    user, form = signed_in(request), BatchForm(request.POST)
    try:
        order = form.order()
        project = get_visible(Project.objects.all(), user, form.cleaned_data["project"] or 0, Role.EDITOR)
        if not order.prompts:
            return render(request, "batches/_estimate.html", {"order": order})
        context = {"order": order, "plan": actions.estimate_assets(project=project, by=user, order=order)}
    except ValidationError as error:
        context = {"errors": error.message_dict}
    return render(request, "batches/_estimate.html", context)


@login_required
@require_POST
def split(request: HttpRequest) -> HttpResponse:
    """What stands in the box as rows, to be edited one by one; the box is empty afterwards."""
    try:
        prompts = PromptsForm(request.POST).prompts()
    except ValidationError as error:
        response = render(request, ERRORS, {"errors": error.message_dict}, status=422)
        return reswap(retarget(response, "#batch-errors"), "innerHTML")
    response = render(request, "batches/_split.html", {"prompts": prompts})
    return trigger_client_event(response, "px:references", after="settle")


def _make(request: HttpRequest, user: User) -> HttpResponse:
    form = BatchForm(request.POST)
    try:
        order, asked = form.order(), form.cleaned_data
        project = get_visible(Project.objects.all(), user, asked["project"] or 0, Role.EDITOR)
        batch = actions.create_assets(
            project=project,
            by=user,
            order=order,
            session=None if asked["target"] == "new" else chosen_session(asked["session"], user),
            name=asked["name"],
            title=asked["title"].strip(),
            concept=asked["concept"].strip(),
            tags=form.tags_named(),
            idempotency_key=asked["idempotency_key"] or None,
        )
    except ValidationError as error:
        return render(request, ERRORS, {"errors": error.message_dict}, status=422)
    response = gone_to(request, reverse("batches:page", args=[batch.pk]))
    return trigger_client_event(response, "px:made", {"batch": batch.pk})


def _composer(target: Target, origin: Batch | None) -> Composer:
    """Chosen is what the origin was made with, where that can still be had."""
    models = [model for model in catalogue(SessionKind.IMAGE) if model.source != "required"]
    last: dict[str, Any] = origin.settings if origin else {}
    can = usable(models)
    shapes, sizes = choices(models)
    return Composer(
        # Pictures to be used as references go where the first batch will; without a session there is no place yet.
        session=target.session or Session(pk=0, project=target.project, kind=SessionKind.IMAGE),
        offers=offers(models, set(last.get("models", ())) & set(can) or can[:FIRST_CHOICE]),
        shapes=shapes,
        sizes=sizes,
        settings={**PICTURES, **given(last), "outputs": last.get("variants", 1), "seed": last.get("seed")},
        generate_url=reverse("batches:new"),
        estimate_url=reverse("batches:estimate"),
        variant="batch",
        placeholder="A lighthouse at dawn\nA lighthouse in a storm\n…",
        draft="" if origin else "batch",
        outputs_max=VARIANTS_MAX,
        formats=file_formats(models),
    )


def _gone(origin: Batch, pictures: dict[int, Output]) -> list[str]:
    """What a duplicate has to do without, said before the click."""
    can = usable(catalogue(SessionKind.IMAGE))
    models = [key for key in origin.settings.get("models", ()) if key not in can]
    lost = len(set(origin.settings.get("references", ())) - pictures.keys())
    said = [f"{MODELS[key].label if key in MODELS else key} cannot be used any more." for key in models]
    return [*said, f"{lost} of its reference pictures {'is' if lost == 1 else 'are'} gone."] if lost else said


def _named(rooms: Any, pk: int | None) -> Session | None:
    return rooms.filter(pk=pk).first() if pk else None
