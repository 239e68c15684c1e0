"""What the pages of all three models share: they show everything and change nothing by typing."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest

from generations.errors import Conflict

COUNTED_MAX = 10_000


class CountedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts no further than this: counting millions takes longer than showing a page of them."""

    @cached_property
    def count(self) -> int:
        return int(self.object_list.order_by()[:COUNTED_MAX].count())  # type: ignore[attr-defined]


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Everything is shown and nothing can be typed; `change` is the right to use the actions."""

    paginator = CountedPaginator
    show_full_result_count = False
    list_per_page = 50

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return [field.name for field in self.opts.fields if field.name not in (self.exclude or ())]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def each(self, request: HttpRequest, rows: QuerySet[Any], done: str, act: Callable[[Any], object]) -> None:
        """One by one, written into the history of each; what cannot be done says why and stops nothing else."""
        count = 0
        for row in rows:
            try:
                act(row)
            except (Conflict, ValidationError, Http404) as error:
                self.message_user(request, f"{row}: {str(error) or 'It is gone.'}", messages.WARNING)
            else:
                self.log_change(request, row, done)
                count += 1
        self.message_user(request, f"{done}: {count}")
