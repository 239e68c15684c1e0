"""Who is in a project, and as what."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.authentication import signed_in
from accounts.errors import Conflict
from projects import actions
from projects.access import get_visible
from projects.answers import done, gone_to, refused, touched, with_errors
from projects.forms import MemberForm
from projects.models import Membership, Project, Role


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
    page = reverse("projects:detail", args=[pk])
    return done(request, template, MemberForm(), f"project:{pk}", page, project=project)


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


def _change_member(project: Project, user_pk: int, change: Any, **values: str) -> HttpResponse:
    membership = get_object_or_404(Membership, project=project, user=user_pk)
    try:
        change(membership=membership, **values)
    except Conflict as error:
        return refused(str(error.detail))
    except ValidationError as error:
        return refused(" ".join(error.messages))
    return touched(f"project:{project.pk}")
