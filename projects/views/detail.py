"""The page of one project: its sessions, its members, and the forms for both."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.authentication import signed_in
from projects.access import get_visible
from projects.forms import DeleteForm, MemberForm, ProjectForm, SessionForm
from projects.models import Project, Session, SessionKind, SessionQuerySet
from projects.views.newer import newer


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
    sessions = _sessions(request, project, _wants_archived(request)).filter(pk__gt=newer(request))
    if kind := request.GET.get("kind"):
        sessions = sessions.filter(kind=kind)
    return render(request, "projects/_sessions.html", {"project": project, "sessions": sessions})


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
