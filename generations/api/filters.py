"""What lists can be narrowed by. A field's `source` is the look-up that it stands for."""

from typing import Any, TypeVar

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Exists, JSONField, Model, OuterRef, Q
from django.db.models.fields.json import DataContains
from django.db.models.sql.compiler import SQLCompiler
from rest_framework import serializers
from rest_framework.request import Request

from accounts.fields import row_id_in_text
from generations.models import Generation
from generations.models.batch import Purpose
from generations.states import State
from projects.models import InProjectQuerySet, SessionKind

T = TypeVar("T", bound=Model)
Words = serializers.CharField
Choice = serializers.ChoiceField


@JSONField.register_lookup
class Lists(DataContains):
    """`tags__lists=["night"]`: Django's `contains` for lists of strings, also on SQLite, which has no such operator."""

    lookup_name = "lists"

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        return f"EXISTS (SELECT 1 FROM json_each({column}) WHERE value = %s)", [*params, *self.rhs]  # noqa: S608


class Tag(Words):
    def to_internal_value(self, data: Any) -> list[str]:  # type: ignore[override]
        text = super().to_internal_value(data)
        self.run_validators(text)  # inside the list they would look at its quoted form
        return [text]


class Filters(serializers.Serializer[Any]):
    """Every field may be left out. A foreign id finds nothing, as one that does not exist."""

    def applied_to(self, rows: InProjectQuerySet[T]) -> InProjectQuerySet[T]:
        return rows.filter(**self.validated_data)


class GenerationFilters(Filters):
    session = row_id_in_text(required=False)
    batch = row_id_in_text(required=False)
    state = Choice(State.choices, required=False)
    model = Words(required=False)


class BatchFilters(Filters):
    session = row_id_in_text(required=False)
    purpose = Choice(Purpose.choices, required=False)
    tag = Tag(required=False, source="tags__lists")
    q = Words(required=False, allow_blank=True, help_text="Words of the title, the concept or a prompt.")

    def applied_to(self, rows: InProjectQuerySet[T]) -> InProjectQuerySet[T]:
        asked = dict(self.validated_data)
        words = asked.pop("q", "")
        prompts = Generation.objects.filter(batch=OuterRef("pk"), prompt__icontains=words)
        said = Q(title__icontains=words) | Q(concept__icontains=words) | Exists(prompts)
        return rows.filter(said, **asked) if words else rows.filter(**asked)


class OutputFilters(Filters):
    project = row_id_in_text(required=False)
    session = row_id_in_text(required=False, source="generation__session")
    batch = row_id_in_text(required=False, source="generation__batch")
    kind = Choice(SessionKind.choices, required=False)
    model = Words(required=False, source="generation__model")
    author = row_id_in_text(required=False, source="generation__author")
    concept = Words(required=False, source="generation__batch__concept__icontains")
    tag = Tag(required=False, source="generation__batch__tags__lists")
    q = Words(
        required=False, allow_blank=True, source="generation__prompt__icontains", help_text="Words of the prompt."
    )


def narrowed(rows: InProjectQuerySet[T], filters: type[Filters], request: Request) -> InProjectQuerySet[T]:
    asked = filters(data=request.query_params)
    asked.is_valid(raise_exception=True)
    return asked.applied_to(rows)
