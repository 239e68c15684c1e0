"""What owners do to a project as a whole."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.authentication import signed_in
from accounts.errors import Conflict
from projects import actions
from projects.access import get_trashed, get_visible
from projects.answers import done, gone_to, refused, restored, with_errors
from projects.forms import DeleteForm, ProjectForm
from projects.models import Project, Role


@login_required
@require_POST
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    project = get_visible(Project.objects.all(), signed_in(request), pk, Role.OWNER)
    form = ProjectForm(request.POST)
    if not form.is_valid():
        return with_errors(request, "projects/_rename.html", form, project=project)
    actions.rename_project(project=project, name=form.cleaned_data["name"])
    page = reverse("projects:detail", args=[pk])
    return done(request, "projects/_rename.html", form, f"project:{pk}", page, project=project)


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
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    project = get_trashed(Project.objects.all(), signed_in(request), pk, Role.OWNER)
    try:
        actions.restore_project(project=project)
    except Conflict as error:
        return refused(str(error))
    return restored(request, reverse("projects:detail", args=[pk]))
