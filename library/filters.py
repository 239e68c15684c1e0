"""What the library can be narrowed by, on its page and in the API."""

from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from rest_framework import serializers

from accounts.fields import row_id_in_text
from accounts.models import User
from generations.api.filters import PATTERN_MAX, Tag
from generations.models import Batch, Generation, Output
from generations.states import ACTIVE, State
from projects.models import Session, SessionKind
from ratings.models.rating import Value

Words = serializers.CharField
Flag = serializers.BooleanField
# So many keys are told to the database one by one.
LISTED = 5000
LOOKUPS = {
    "project": "project",
    "session": "generation__session",
    "batch": "generation__batch",
    "kind": "kind",
    "model": "generation__model",
    "author": "generation__author",
    "from": "created_at__gte",
    "to": "created_at__lte",
}


class Day(serializers.DateField):
    """As the first or the last moment of it, in UTC."""

    def __init__(self, moment: time, **options: Any) -> None:
        super().__init__(required=False, **options)
        self.moment = moment

    def to_internal_value(self, value: Any) -> datetime:
        day: date = super().to_internal_value(value)
        return datetime.combine(day, self.moment, UTC)


class OutputFilters(serializers.Serializer[Any]):
    """Every field may be left out. A foreign id finds nothing, as one that does not exist."""

    project = row_id_in_text(required=False)
    session = row_id_in_text(required=False)
    batch = row_id_in_text(required=False)
    kind = serializers.ChoiceField(SessionKind.choices, required=False)
    model = Words(required=False)
    author = row_id_in_text(required=False)
    concept = Words(required=False, max_length=PATTERN_MAX)
    tag = Tag(required=False, help_text="Its own or its batch's.")
    q = Words(required=False, allow_blank=True, help_text='Words of the prompt, "words in this order", -without.')
    rating = serializers.ChoiceField(Value.choices, required=False, help_text="Mine.")
    # Without a value in a form a flag would be false, which is not the same as not asked.
    videos = Flag(required=False, allow_null=True, help_text="Whether videos were made from it.")
    trash = Flag(required=False, allow_null=True, help_text="What was deleted and can be restored, instead.")

    def get_fields(self) -> dict[str, Any]:
        """With those whose names are none in Python."""
        days = {"from": Day(time.min, help_text="The first day."), "to": Day(time.max, help_text="The last day.")}
        return {**super().get_fields(), **days}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if {"from", "to"} <= attrs.keys() and attrs["from"] > attrs["to"]:
            raise serializers.ValidationError({"to": ["Choose a day that is not before the first one."]})
        return attrs

    @property
    def asked(self) -> set[str]:
        return {name for name, value in self.validated_data.items() if value is not None}

    @property
    def words(self) -> str:
        return str(self.validated_data.get("q", ""))

    @property
    def trashed(self) -> bool:
        return bool(self.validated_data.get("trash"))

    def condition(self, user: User) -> Q:
        """All of it but the words."""
        asked = self.validated_data
        found = Q(**{path: asked[name] for name, path in LOOKUPS.items() if name in asked})
        if session := asked.get("session"):
            # The same again, by which the database finds its rows in the order of their age.
            found &= Q(project=Subquery(Session.objects.filter(pk=session).values("project")))
        if concept := asked.get("concept"):
            batches = Batch.objects.order_by().filter(concept__icontains=concept).values_list("pk", flat=True)
            found &= Q(generation__batch__in=_listed(batches))
        if tag := asked.get("tag"):
            found &= Q(pk__in=_listed(_tagged(tag)))
        if rating := asked.get("rating"):
            found &= Q(ratings__user=user, ratings__value=rating)
        videos = asked.get("videos")
        return found if videos is None else found & (Q(_videos()) if videos else ~Q(_videos()))


def _listed(keys: QuerySet[Any, int]) -> QuerySet[Any, int] | list[int]:
    """As a list if they are few, so that the database knows that and begins with them."""
    found = list(keys[: LISTED + 1])
    return found if len(found) <= LISTED else keys


def _tagged(key: str) -> QuerySet[Output, int]:
    own = Output.objects.order_by().filter(tags__key=key).values_list("pk", flat=True)
    return own.union(Output.objects.order_by().filter(generation__batch__tags__key=key).values_list("pk", flat=True))


def _videos() -> Exists:
    made = Generation.objects.clips_of_stills().filter(state__in=(*ACTIVE, State.SUCCEEDED))
    return Exists(made.filter(source=OuterRef("pk")))
