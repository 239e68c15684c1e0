"""What lists can be narrowed by. A field's `source` is the look-up that it stands for."""

from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, Q
from rest_framework import serializers
from rest_framework.request import Request

from accounts.fields import row_id_in_text
from generations.actions.tags import tag_key
from generations.models import Generation
from generations.models.batch import Purpose
from generations.progress import STATES
from generations.search import matching
from generations.states import State
from projects.models import InProjectQuerySet

T = TypeVar("T", bound=Model)
Words = serializers.CharField
Choice = serializers.ChoiceField
# No database looks for a text of any length.
PATTERN_MAX = 1000


class Tag(Words):
    def to_internal_value(self, data: Any) -> str:
        return tag_key(super().to_internal_value(data))


class Filters(serializers.Serializer[Any]):
    """Every field may be left out. A foreign id finds nothing, as one that does not exist."""

    def applied_to(self, rows: InProjectQuerySet[T]) -> InProjectQuerySet[T]:
        return rows.filter(**self.validated_data)


class GenerationFilters(Filters):
    session = row_id_in_text(required=False)
    batch = row_id_in_text(required=False)
    state = Choice(State.choices, required=False)
    model = Words(required=False)
    tag = Tag(required=False, source="batch__tags__key", help_text="Of its batch.")
    q = Words(required=False, allow_blank=True, help_text="Words of the prompt.")

    def applied_to(self, rows: InProjectQuerySet[T]) -> InProjectQuerySet[T]:
        asked = dict(self.validated_data)
        return matching(rows, asked.pop("q", "")).filter(**asked)


class BatchFilters(Filters):
    project = row_id_in_text(required=False)
    session = row_id_in_text(required=False)
    author = row_id_in_text(required=False)
    purpose = Choice(Purpose.choices, required=False)
    tag = Tag(required=False, source="tags__key")
    state = Choice(list(STATES), required=False, help_text="Something runs or waits; all has ended; something failed.")
    q = Words(required=False, allow_blank=True, help_text="Words of the title, the concept or a prompt.")

    def applied_to(self, rows: InProjectQuerySet[T]) -> InProjectQuerySet[T]:
        asked = dict(self.validated_data)
        words, state = asked.pop("q", ""), asked.pop("state", "")
        rows = rows.filter(STATES[state]) if state else rows
        prompts = matching(Generation.objects.filter(batch=OuterRef("pk")), words)
        said = Q(title__icontains=words[:PATTERN_MAX]) | Q(concept__icontains=words[:PATTERN_MAX]) | Exists(prompts)
        return rows.filter(said, **asked) if words else rows.filter(**asked)


def narrowed(rows: InProjectQuerySet[T], filters: type[Filters], request: Request) -> InProjectQuerySet[T]:
    asked = filters(data=request.query_params)
    asked.is_valid(raise_exception=True)
    return asked.applied_to(rows)
