"""Cards for pages and for live refetches: one reading, so that both show the same."""

from django.db.models import CharField, OuterRef, Prefetch, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat

from accounts.models import User
from generations.models import Generation, Output
from generations.models.generation import GenerationQuerySet
from live.models import Topic


def revision_of(kind: str, path: str) -> Coalesce:
    """Read in the same statement as the rows: never newer than what they show."""
    key = Concat(Value(f"{kind}:"), Cast(OuterRef(path), CharField()))
    return Coalesce(Subquery(Topic.objects.filter(key=key).values("rev")), 0)


def revision_of_session(path: str) -> Coalesce:
    return revision_of("session", path)


def cards(user: User) -> GenerationQuerySet:
    outputs = Prefetch("outputs", Output.objects.shown().for_viewer(user).order_by("position"))
    rows = Generation.objects.visible_to(user).current().with_role().prefetch_related(outputs)
    return rows.annotate(rev=revision_of_session("session_id"))


def iterations(user: User) -> GenerationQuerySet:
    """Rows of the videos made from a still, which are told of under the still's own topic."""
    outputs = Prefetch("outputs", Output.objects.shown().for_viewer(user).order_by("position"))
    rows = Generation.objects.visible_to(user).iterations().with_role().select_related("session")
    return rows.prefetch_related(outputs).annotate(rev=revision_of("output", "source_id"))
