"""Who changes tags holds their project first, so nobody waits crosswise; a tag that nobody uses any more goes."""

from collections.abc import Iterable

from django.db import transaction

from generations.models import Tag
from generations.models.tag import TagQuerySet
from projects.models import Project


def hold_tags(projects: Iterable[int]) -> None:
    """Until the commit, and before anything else is held. New generations of these projects do not wait for it."""
    rows = Project.objects.filter(pk__in=set(projects)).order_by("pk").select_for_update(no_key=True)
    list(rows.values_list("pk"))


def forget(tags: TagQuerySet) -> set[int]:
    """Those of them that nobody uses. Their projects are held by the caller."""
    unused = set(tags.unused().values_list("pk", flat=True))
    Tag.objects.filter(pk__in=unused).delete()
    return unused


@transaction.atomic
def forget_unused_tags() -> None:
    """Those whose last use went with rows that were removed for good."""
    projects = set(Tag.objects.unused().values_list("project", flat=True))
    hold_tags(projects)
    forget(Tag.objects.filter(project__in=projects))
