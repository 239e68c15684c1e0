"""Every batch that a person may see, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.authentication import signed_in
from accounts.models import User
from generations.api.filters import BatchFilters
from generations.batch_cards import batches, with_cards
from generations.batch_forms import ListForm
from generations.fragments import revision_of
from generations.models import Batch, Tag
from generations.models.batch import Purpose
from projects.models import InProjectQuerySet, Project, Role

CARDS = 24
# A page hears of what is new in so many projects: with its cards fewer topics than a socket may name in one go.
HEARD = 20
TAGS = 100

STATES = {"active": "Running", "done": "Done", "failed": "With failures"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for; what makes no sense in it counts as not asked."""

    asked: dict[str, Any]

    @classmethod
    def of(cls, request: HttpRequest) -> Wanted:
        form = ListForm(request.GET)
        form.is_valid()
        return cls({name: value for name, value in form.cleaned_data.items() if value})

    def rows(self, user: User) -> InProjectQuerySet[Batch]:
        named = {name: self.asked[name] for name in ("q", "project", "tag", "state") if name in self.asked}
        filters = BatchFilters(data=named)
        rows: InProjectQuerySet[Batch] = batches(user)
        rows = filters.applied_to(rows) if filters.is_valid() else rows.none()
        return rows if self.asked.get("composed") else rows.filter(purpose=Purpose.ASSETS)

    def address(self, **changes: Any) -> str:
        """With these changes; None leaves a value out."""
        kept = {name: value for name, value in self.asked.items() if name not in ("before", "after")}
        values = {**kept, **({"composed": 1} if "composed" in kept else {}), **changes}
        return urlencode({name: value for name, value in values.items() if value})

    @property
    def narrowed(self) -> bool:
        return bool(self.asked.keys() - {"before", "after", "composed"})


@login_required
@require_GET
@never_cache
def batch_list(request: HttpRequest) -> HttpResponse:
    user, wanted = signed_in(request), Wanted.of(request)
    # In this order: what is made between two of these readings is in a later one, or told of by its project.
    projects = _projects(user)
    project = _chosen(projects, wanted)
    rows, before = wanted.rows(user), wanted.asked.get("before")
    rooms = [project] if project else projects[:HEARD]
    found = list((rows.filter(pk__lt=before) if before else rows)[: CARDS + 1])
    shown = with_cards(found[:CARDS])
    newest = shown[0].pk if shown else None
    context = {
        "wanted": wanted,
        "project": project,
        "projects": [row for row in projects if row.has_batches or row == project],
        "tags": _tags(user, wanted),
        "states": STATES.items(),
        "batches": shown,
        "older": wanted.address(before=shown[-1].pk) if len(found) > CARDS else "",
        "heard": [] if before else [_heard(wanted, row, newest) for row in rooms],
        "can_make": any(row.role != Role.VIEWER for row in projects),
        # Topics add up while one types; only a page that was loaded as a whole names those of all its cards.
        "whole": not request.headers.get("HX-Request"),
    }
    return render(request, "batches/list.html", context)


@login_required
@require_GET
@never_cache
def batch_items(request: HttpRequest) -> HttpResponse:
    """Those made since the page was: with a greater id than `after`. The page drops what it shows already."""
    user, wanted = signed_in(request), Wanted.of(request)
    rows = wanted.rows(user).filter(pk__gt=wanted.asked.get("after", 0))
    return render(request, "batches/_batches.html", {"batches": with_cards(rows[:CARDS]), "whole": True})


def _projects(user: User) -> list[Any]:
    has = Exists(Batch.objects.filter(project=OuterRef("pk"), session__deleted_at=None, purpose=Purpose.ASSETS))
    rows = Project.objects.visible_to(user).with_role()
    return list(rows.annotate(rev=revision_of("project", "pk"), has_batches=has))


def _chosen(projects: list[Any], wanted: Wanted) -> Any:
    if "project" not in wanted.asked:
        return None
    for project in projects:
        if project.pk == wanted.asked["project"]:
            return project
    raise Http404


def _tags(user: User, wanted: Wanted) -> list[tuple[str, str]]:
    """Of batches, under the name of each that comes first: two projects may both have it."""
    rows = Tag.objects.visible_to(user).filter(~Q(batches=None))
    if "project" in wanted.asked:
        rows = rows.filter(project=wanted.asked["project"])
    found = dict(rows.distinct().values_list("key", "name")[:TAGS])
    chosen = wanted.asked.get("tag", "")
    return list({**({chosen: chosen} if chosen and chosen not in found else {}), **found}.items())


def _heard(wanted: Wanted, project: Any, newest: int | None) -> dict[str, Any]:
    return {"pk": project.pk, "rev": project.rev, "query": wanted.address(project=project.pk, after=newest)}
