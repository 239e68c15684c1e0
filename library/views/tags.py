"""Every tag of a person's projects: how often it is used, renaming, merging, deleting."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import trigger_client_event

from accounts.authentication import signed_in
from accounts.errors import Conflict
from accounts.models import User
from generations import actions
from generations.fragments import revision_of
from generations.models import Tag
from generations.models.tag import TagQuerySet
from generations.views.pages import number
from projects.access import get_visible
from projects.answers import touched
from projects.models import Project, Role

# A page hears of what is new in so many projects.
HEARD = 50
LISTED = 500


@login_required
@require_GET
@never_cache
def tags(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    # In this order: what is made between the two readings is told of by its project.
    projects = list(Project.objects.visible_to(user).annotate(rev=revision_of("outputs", "pk")))
    rows = list(tag_rows(user)[:LISTED])
    groups = [{"project": row, "tags": [tag for tag in rows if tag.project_id == row.pk]} for row in projects]
    groups.sort(key=lambda group: not group["tags"])
    context = {"groups": groups[:HEARD], "newest": max((tag.pk for tag in rows), default=0)}
    return render(request, "library/tags.html", context)


@login_required
@require_GET
@never_cache
def items(request: HttpRequest, pk: int) -> HttpResponse:
    """Those of a project that have come since the page was made."""
    newer = tag_rows(signed_in(request)).filter(project=pk, pk__gt=number(request.GET, "newer") or 0)
    return render(request, "library/_tag_rows.html", {"tags": newer[:LISTED]})


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """What can be done to a tag, for its dialog, and doing it."""
    tag = get_visible(Tag.objects.all(), signed_in(request), pk, Role.EDITOR)
    others = Tag.objects.filter(project=tag.project_id).exclude(pk=pk)
    context: dict[str, Any] = {"tag": tag, "others": others[:LISTED], "name": request.POST.get("name", tag.name)}
    if request.method == "GET":
        return render(request, "library/_tag_change.html", context)
    try:
        DO.get(request.POST.get("do", ""), _nothing)(request, tag)
    except (ValidationError, Conflict) as error:
        context["error"] = " ".join(getattr(error, "messages", [str(error)]))
        return render(request, "library/_tag_change.html", context, status=422)
    if not request.headers.get("HX-Request"):
        return redirect("library:tags")
    refs = [f"tag:{row}" for row in (pk, number(request.POST, "into")) if row]
    # Closing goes by the button that a person would press.
    return trigger_client_event(touched(*refs), "click", {"target": "#change-tag [data-close]"})


def _rename(request: HttpRequest, tag: Tag) -> None:
    actions.rename_tag(tag=tag, name=request.POST.get("name", ""))


def _merge(request: HttpRequest, tag: Tag) -> None:
    into = get_visible(Tag.objects.all(), signed_in(request), number(request.POST, "into") or 0, Role.EDITOR)
    actions.merge_tags(tag=tag, into=into)


def _delete(_request: HttpRequest, tag: Tag) -> None:
    actions.delete_tag(tag=tag)


def _nothing(_request: HttpRequest, _tag: Tag) -> None:
    raise ValidationError("Choose what to do.")


DO: dict[str, Callable[[HttpRequest, Tag], None]] = {"rename": _rename, "merge": _merge, "delete": _delete}


def tag_rows(user: User, pks: Sequence[int] | None = None) -> TagQuerySet:
    rows = Tag.objects.visible_to(user).with_role().with_counts()
    return rows if pks is None else rows.filter(pk__in=pks)
