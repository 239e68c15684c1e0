"""Newest first, page by page after the last row seen: nothing twice or missing while rows are being added."""

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from django.db.models import Model, QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
# What the databases' ids can be at most: greater numbers would be errors there, not empty answers.
MAX_ID = 2**63 - 1

M = TypeVar("M", bound=Model)
Row = TypeVar("Row")


class KeysetPagination(BasePagination):
    """By id. A subclass with another order names its own mark: the parameter that says where the last page ended."""

    mark = "before"
    mark_schema: ClassVar[dict[str, Any]] = {"type": "integer", "minimum": 1, "description": "Rows older than this id."}
    next: str | None = None

    def paginate_queryset(self, queryset: QuerySet[M, Row], request: Request, view: APIView | None = None) -> list[Row]:
        return self.cut(lambda count: list(self.after_mark(queryset, request)[:count]), request)

    def cut(self, read: Callable[[int], list[Row]], request: Request) -> list[Row]:
        """What `read` finds, which may be more than a queryset can say."""
        limit = min(_positive(request, "limit", DEFAULT_LIMIT), MAX_LIMIT)
        # One row more than asked for tells whether there is a next page without counting.
        rows = read(limit + 1)
        if len(rows) > limit:
            rows = rows[:limit]
            self.next = replace_query_param(request.build_absolute_uri(), self.mark, self.mark_of(rows[-1]))
        return rows

    def after_mark(self, rows: QuerySet[M, Row], request: Request) -> QuerySet[M, Row]:
        return rows.filter(pk__lt=self.before(request)).order_by("-pk")

    def before(self, request: Request) -> int:
        return _positive(request, self.mark, MAX_ID)

    def mark_of(self, row: Any) -> str:
        return str(row.pk)

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, "next": self.next})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["results", "next"],
            "properties": {"results": schema, "next": {"type": ["string", "null"], "format": "uri"}},
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        return [
            _parameter("limit", {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}),
            _parameter(self.mark, self.mark_schema),
        ]


def _positive(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, str(default))
    if not (text.isascii() and text.isdigit() and 0 < int(text[:20]) <= MAX_ID):
        raise ValidationError({name: ["Give a whole number above 0."]})
    return int(text)


def _parameter(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema}
