"""The newest outputs of all projects of a person: as quick in a library of a million as in a small one."""

from heapq import nlargest
from itertools import chain
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, JSONField, OuterRef, Q, QuerySet, Subquery
from django.db.models.sql.compiler import SQLCompiler

from accounts.models import User
from generations import search
from generations.fragments import revision_of_session
from generations.models import Output
from generations.models.output import OutputQuerySet
from library.filters import OutputFilters
from projects.models import Project

# What has an index of its own to begin with.
INDEXED = {"project", "session", "batch", "tag", "concept", "rating", "trash"}
# Otherwise so many of the newest rows of everybody are looked through first,
RECENT = 2000
# and then, if they are no more than this, the projects one by one.
FEW = 24

Keys = QuerySet[Output, int]
# As newest first, but no index has this order: the database does not walk down everything in the hope of a match.
GATHER = (F("pk") + 0).desc()


def outputs_page(
    user: User, filters: OutputFilters, *, before: int | None = None, newer: int | None = None, count: int = 60
) -> list[Output]:
    """Those below `before` and above `newer`, newest first, with all that a card tells of each."""
    bounds = (Q(pk__lt=before) if before else Q()) & (Q(pk__gt=newer) if newer else Q())
    found = _newest(user, filters, bounds, count)
    rows = _visible(Output.objects.select_related("generation").for_viewer(user), user, filters).filter(pk__in=found)
    return list(rows.with_role().annotate(rev=revision_of_session("generation__session_id")).order_by("-pk"))


def _newest(user: User, filters: OutputFilters, bounds: Q, count: int) -> list[int]:
    order = "-ratings__output_id" if "rating" in filters.asked else "-pk"
    visible = _visible(Output.objects.order_by(order), user, filters)
    rows, words = visible.filter(filters.condition(user), bounds).values_list("pk", flat=True), filters.words
    if INDEXED & filters.asked:
        return list(search.matching(rows, words, "generation__")[:count])
    floor = Output.objects.order_by("-pk").filter(bounds).values_list("pk", flat=True)[RECENT : RECENT + 1].first()
    found = list(search.reading(rows, words, "generation__").filter(pk__gt=floor or 0)[:count])
    return found if len(found) == count or not floor else _older(user, words, rows, count)


def _older(user: User, words: str, rows: Keys, count: int) -> list[int]:
    """What is rare or long ago: walking down to it would pass everything that is newer."""
    found = search.rare(words)
    if found is not None:
        return list(rows.filter(generation__in=found).order_by(GATHER)[:count])
    if words and Project.objects.visible_to(user)[: FEW + 1].count() > FEW:
        return list(search.gathered(rows.order_by(GATHER), words, "generation__")[:count])
    newest = Newest(search.reading(rows, words, "generation__").filter(project=OuterRef("pk"))[:count])
    of_each = Project.objects.visible_to(user).annotate(newest=newest).values_list("newest", flat=True)
    return nlargest(count, chain.from_iterable(keys or () for keys in of_each))


class Newest(Subquery):
    """The keys that the subquery finds for a row, as a list."""

    template = "(SELECT jsonb_agg(newest.pk) FROM (%(subquery)s) newest)"
    output_field = JSONField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> tuple[str, Any]:
        template = self.template.replace("jsonb_agg", "json_group_array")
        return self.as_sql(compiler, connection, template=template, **context)  # type: ignore[call-arg]


def _visible(rows: OutputQuerySet, user: User, filters: OutputFilters) -> OutputQuerySet:
    return rows.trash_of(user) if filters.trashed else rows.visible_to(user)
