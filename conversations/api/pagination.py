"""Newest activity first."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from accounts.pagination import KeysetPagination
from conversations.models import Conversation

CURSOR = re.compile(r"([0-9]{1,16})-([0-9]{1,18})", re.ASCII)
EPOCH = datetime.fromtimestamp(0, UTC)
MOMENT = timedelta.resolution


class ActivityPagination(KeysetPagination):
    mark = "cursor"
    mark_schema: ClassVar[dict[str, Any]] = {"type": "string", "description": "As in `next`; nothing to take apart."}

    def after_mark(self, rows: QuerySet[Any, Any], request: Request) -> QuerySet[Any, Any]:
        rows = rows.order_by("-updated_at", "-pk")
        if (text := request.query_params.get(self.mark)) is None:
            return rows
        if not (match := CURSOR.fullmatch(text)):
            raise ValidationError({self.mark: ["Take it from `next`."]})
        at, pk = EPOCH + int(match[1]) * MOMENT, int(match[2])
        # Never "equal": SQLite compares times as text, and writes fewer digits than it is asked with.
        return rows.filter(updated_at__lt=at + MOMENT).exclude(updated_at__gt=at - MOMENT, pk__gte=pk)

    def mark_of(self, row: Conversation) -> str:
        return f"{(row.updated_at - EPOCH) // MOMENT}-{row.pk}"
