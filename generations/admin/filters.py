"""Filters whose choices the studio knows by itself."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from generations.engines import providers
from projects.models import SessionKind


class ChoiceFilter(admin.SimpleListFilter):
    """For text columns without choices: Django's own filter would read the whole column to find them."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(**{str(self.parameter_name): self.value()}) if self.value() else queryset


class ProviderFilter(ChoiceFilter):
    title = parameter_name = "provider"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [(key, key) for key in [*providers(), "upload"]]


class KindFilter(ChoiceFilter):
    title = parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        return SessionKind.choices
