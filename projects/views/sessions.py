"""How sessions begin, and what is done to one as a whole. Its gallery belongs to the generations."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.authentication import signed_in
from accounts.errors import Conflict
from projects import actions
from projects.access import get_trashed, get_visible
from projects.answers import asked_from, done, gone_to, in_trash, refused, restored, touched, with_errors
from projects.forms import SessionForm, SessionNameForm
from projects.models import Project, Role, Session, SessionKind

TEMPLATE = "projects/_rename_session.html"


@login_required
@require_POST
def create(request: HttpRequest, pk: int) -> HttpResponse:
    project = get_visible(Project.objects.all(), signed_in(request), pk, Role.EDITOR)
    form = SessionForm(request.POST)
    if not form.is_valid():
        return with_errors(request, "projects/_create_session.html", form, project=project)
    kind = SessionKind(form.cleaned_data["kind"])
    name = form.cleaned_data["name"] or f"{kind.label} {project.sessions.filter(kind=kind).count() + 1}"
    session = actions.create_session(project=project, kind=kind, name=name, by=signed_in(request))
    return gone_to(request, reverse("sessions:gallery", args=[session.pk]))


@login_required
@require_POST
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    session = _session(request, pk)
    form = SessionNameForm(request.POST)
    if not form.is_valid():
        return with_errors(request, TEMPLATE, form, session=session)
    actions.update_session(session=session, name=form.cleaned_data["name"])
    return done(request, TEMPLATE, form, f"session:{pk}", reverse("sessions:gallery", args=[pk]), session=session)


@login_required
@require_POST
def archive(request: HttpRequest, pk: int, archived: bool = True) -> HttpResponse:
    actions.update_session(session=_session(request, pk), archived=archived)
    return touched(f"session:{pk}")


@login_required
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    session = _session(request, pk, Role.OWNER)
    actions.delete_session(session=session)
    page = reverse("projects:detail", args=[session.project_id])
    came_from = asked_from(request).path
    # In the list of the project only its card goes; a page of the session itself has nothing left to show.
    return in_trash(touched(f"session:{pk}")) if came_from == page else gone_to(request, page)


@login_required
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    session = get_trashed(Session.objects.select_related("project"), signed_in(request), pk, Role.OWNER)
    try:
        actions.restore_session(session=session)
    except Conflict as error:
        return refused(str(error))
    return restored(request, reverse("sessions:gallery", args=[pk]))


def _session(request: HttpRequest, pk: int, role: Role = Role.EDITOR) -> Session:
    return get_visible(Session.objects.select_related("project"), signed_in(request), pk, role)
