"""The pages of projects: the list, one project with its sessions and members, and what their owners do to them."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.authentication import signed_in
from accounts.errors import Conflict
from projects import actions
from projects.access import get_visible
from projects.answers import done, gone_to, refused, touched, with_errors
from projects.forms import DeleteForm, MemberForm, ProjectForm, SessionForm
from projects.models import Membership, Project, Role, Session, SessionKind, SessionQuerySet


@login_required
@require_GET
def project_list(request: HttpRequest) -> HttpResponse:
    context = {"projects": Project.objects.for_cards(signed_in(request)), "form": ProjectForm()}
    return render(request, "projects/list.html", context)


@login_required
@require_GET
def project_items(request: HttpRequest) -> HttpResponse:
    """The cards that have come since the page was made."""
    cards = Project.objects.for_cards(signed_in(request))
    projects = cards.filter(membership_id__gt=_newer(request))  # type: ignore[misc]  # annotated by for_cards()
    return render(request, "projects/_projects.html", {"projects": projects})


@login_required
@require_POST
def create(request: HttpRequest) -> HttpResponse:
    form = ProjectForm(request.POST)
    if not form.is_valid():
        return with_errors(request, "projects/_create.html", form)
    project = actions.create_project(name=form.cleaned_data["name"], by=signed_in(request))
    return gone_to(request, _page(project.pk))


@login_required
@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    project = get_visible(Project.objects.all().with_members(), signed_in(request), pk)
    archived = _wants_archived(request)
    context = {
        "project": project,
        "lanes": _lanes(list(_sessions(request, project, archived))),
        "archived": archived,
        "archived_count": project.sessions.filter(deleted_at=None, archived_at__isnull=False).count(),
        "rename_form": ProjectForm(instance=project),
        "delete_form": DeleteForm(project=project),
        "member_form": MemberForm(),
        "session_form": SessionForm(),
    }
    return render(request, "projects/detail.html", context)


@login_required
@require_GET
def session_items(request: HttpRequest, pk: int) -> HttpResponse:
    """The sessions that have come since the page was made."""
    project = get_visible(Project.objects.all(), signed_in(request), pk)
    sessions = _sessions(request, project, _wants_archived(request)).filter(pk__gt=_newer(request))
    if kind := request.GET.get("kind"):
        sessions = sessions.filter(kind=kind)
    return render(request, "projects/_sessions.html", {"project": project, "sessions": sessions})


@login_required
@require_POST
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    project = get_visible(Project.objects.all(), signed_in(request), pk, Role.OWNER)
    form = ProjectForm(request.POST)
    if not form.is_valid():
        return with_errors(request, "projects/_rename.html", form, project=project)
    actions.rename_project(project=project, name=form.cleaned_data["name"])
    return done(request, "projects/_rename.html", form, f"project:{pk}", _page(pk), project=project)


@login_required
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    project = get_visible(Project.objects.all(), signed_in(request), pk, Role.OWNER)
    form = DeleteForm(request.POST, project=project)
    if not form.is_valid():
        return with_errors(request, "projects/_delete.html", form, project=project)
    actions.delete_project(project=project)
    return gone_to(request, reverse("projects:list"))


@login_required
@require_POST
def add_member(request: HttpRequest, pk: int) -> HttpResponse:
    project = get_visible(Project.objects.all(), signed_in(request), pk, Role.OWNER)
    form = MemberForm(request.POST)
    if form.is_valid():
        try:
            actions.add_member(project=project, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
    template = "projects/_add_member.html"
    if form.errors:
        return with_errors(request, template, form, project=project)
    return done(request, template, MemberForm(), f"project:{pk}", _page(pk), project=project)


@login_required
@require_POST
def change_role(request: HttpRequest, pk: int, user_pk: int) -> HttpResponse:
    project = get_visible(Project.objects.all(), signed_in(request), pk, Role.OWNER)
    return _change_member(project, user_pk, actions.change_role, role=request.POST.get("role", ""))


@login_required
@require_POST
def remove_member(request: HttpRequest, pk: int, user_pk: int) -> HttpResponse:
    project = get_visible(Project.objects.all(), signed_in(request), pk, Role.OWNER)
    return _change_member(project, user_pk, actions.remove_member)


@login_required
@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    project = get_visible(Project.objects.all(), user, pk)
    response = _change_member(project, user.pk, actions.remove_member)
    return gone_to(request, reverse("projects:list")) if response.status_code == 204 else response


@login_required
@require_POST
def create_session(request: HttpRequest, pk: int) -> HttpResponse:
    project = get_visible(Project.objects.all(), signed_in(request), pk, Role.EDITOR)
    form = SessionForm(request.POST)
    if not form.is_valid():
        return with_errors(request, "projects/_create_session.html", form, project=project)
    kind = SessionKind(form.cleaned_data["kind"])
    name = form.cleaned_data["name"] or f"{kind.label} {project.sessions.filter(kind=kind).count() + 1}"
    session = actions.create_session(project=project, kind=kind, name=name, by=signed_in(request))
    return gone_to(request, reverse("sessions:gallery", args=[session.pk]))


def _page(pk: int) -> str:
    return reverse("projects:detail", args=[pk])


def _change_member(project: Project, user_pk: int, change: Any, **values: str) -> HttpResponse:
    membership = get_object_or_404(Membership, project=project, user=user_pk)
    try:
        change(membership=membership, **values)
    except Conflict as error:
        return refused(str(error.detail))
    except ValidationError as error:
        return refused(" ".join(error.messages))
    return touched(f"project:{project.pk}")


def _sessions(request: HttpRequest, project: Project, archived: bool) -> SessionQuerySet:
    sessions = Session.objects.for_cards(signed_in(request))
    return sessions.filter(project=project, archived_at__isnull=not archived)


def _lanes(sessions: list[Session]) -> list[dict[str, Any]]:
    return [
        {"kind": kind.value, "label": kind.label, "sessions": [row for row in sessions if row.kind == kind]}
        for kind in SessionKind
    ]


def _wants_archived(request: HttpRequest) -> bool:
    return request.GET.get("archived") == "1"


def _newer(request: HttpRequest) -> int:
    text = request.GET.get("newer", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
