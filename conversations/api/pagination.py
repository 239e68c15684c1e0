"""Newest activity first."""

from typing import Any, ClassVar

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from accounts.pagination import KeysetPagination
from conversations.activity import MARK, mark_of, older_than


class ActivityPagination(KeysetPagination):
    mark = "cursor"
    mark_schema: ClassVar[dict[str, Any]] = {"type": "string", "description": "As in `next`; nothing to take apart."}

    def after_mark(self, rows: Any, request: Request) -> Any:
        text = request.query_params.get(self.mark)
        if text is not None and not MARK.fullmatch(text):
            raise ValidationError({self.mark: ["Take it from `next`."]})
        return older_than(rows.order_by("-updated_at", "-pk"), text or "")

    def mark_of(self, row: Any) -> str:
        return mark_of(row)
