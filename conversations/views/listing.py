"""Every conversation that a person may see, newest activity first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.authentication import signed_in
from accounts.models import User
from conversations.activity import mark_of, older_than
from conversations.cards import cards, with_pictures
from conversations.forms import ListForm
from conversations.models import Conversation
from conversations.models.conversation import ConversationQuerySet
from generations.fragments import revision_of
from projects.models import Project

CARDS = 24
# A page hears of what is new in so many projects: with its cards fewer topics than a socket may name in one go.
HEARD = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for; what makes no sense in it counts as not asked."""

    project: int | None
    words: str
    before: str
    after: int | None

    @classmethod
    def of(cls, request: HttpRequest) -> Wanted:
        form = ListForm(request.GET)
        form.is_valid()
        asked = form.cleaned_data
        return cls(asked.get("project"), asked.get("q", ""), asked.get("before", ""), asked.get("after"))

    def rows(self, user: User) -> ConversationQuerySet:
        rows = cards(user)
        if self.project:
            rows = rows.filter(project=self.project)
        return rows.filter(title__icontains=self.words) if self.words else rows

    def query(self, **changes: Any) -> str:
        asked = QueryDict(mutable=True)
        asked.update({name: value for name, value in {"q": self.words, **changes}.items() if value})
        return asked.urlencode()


@login_required
@require_GET
@never_cache
def conversation_list(request: HttpRequest) -> HttpResponse:
    user, wanted = signed_in(request), Wanted.of(request)
    # In this order: what is made between two of these readings is in a later one, or told of by its project.
    projects = _projects(user)
    project = _chosen(projects, wanted)
    newest = Conversation.objects.visible_to(user).order_by("-pk").values_list("pk", flat=True).first()
    found = list(older_than(wanted.rows(user), wanted.before)[: CARDS + 1])
    shown = with_pictures(found[:CARDS])
    context = {
        "wanted": wanted,
        "project": project,
        "filters": [_filter(wanted, row) for row in projects if row.has_conversations or row == project],
        "conversations": shown,
        "older": wanted.query(project=wanted.project, before=mark_of(shown[-1])) if len(found) > CARDS else "",
        "heard": [_heard(wanted, row, newest) for row in ([project] if project else projects[:HEARD])],
        # Topics add up while one types; only a page that was loaded as a whole names those of all its cards.
        "whole": not request.headers.get("HX-Request"),
    }
    return render(request, "conversations/list.html", context)


@login_required
@require_GET
@never_cache
def conversation_items(request: HttpRequest) -> HttpResponse:
    """Those made since the page was: with a greater id than `after`. The page drops what it shows already."""
    user, wanted = signed_in(request), Wanted.of(request)
    rows = wanted.rows(user).filter(pk__gt=wanted.after or 0)
    return render(request, "conversations/_cards.html", {"conversations": with_pictures(rows[:CARDS])})


def _projects(user: User) -> list[Any]:
    has = Exists(Conversation.objects.filter(project=OuterRef("pk"), deleted_at=None, session__deleted_at=None))
    return list(Project.objects.visible_to(user).annotate(rev=revision_of("project", "pk"), has_conversations=has))


def _chosen(projects: list[Any], wanted: Wanted) -> Any:
    if wanted.project is None:
        return None
    for project in projects:
        if project.pk == wanted.project:
            return project
    raise Http404


def _filter(wanted: Wanted, project: Any) -> dict[str, Any]:
    return {"name": project.name, "query": wanted.query(project=project.pk), "chosen": project.pk == wanted.project}


def _heard(wanted: Wanted, project: Any, newest: int | None) -> dict[str, Any]:
    return {"pk": project.pk, "rev": project.rev, "query": wanted.query(project=project.pk, after=newest)}
