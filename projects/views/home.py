"""The list of a person's projects."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.authentication import signed_in
from projects import actions
from projects.answers import gone_to, with_errors
from projects.forms import ProjectForm
from projects.models import Project
from projects.views.newer import newer


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
    projects = cards.filter(membership_id__gt=newer(request))  # type: ignore[misc]  # annotated by for_cards()
    return render(request, "projects/_projects.html", {"projects": projects})


@login_required
@require_POST
def create(request: HttpRequest) -> HttpResponse:
    form = ProjectForm(request.POST)
    if not form.is_valid():
        return with_errors(request, "projects/_create.html", form)
    project = actions.create_project(name=form.cleaned_data["name"], by=signed_in(request))
    return gone_to(request, reverse("projects:detail", args=[project.pk]))
