"""JSON fields that take what the schema says and nothing that merely looks like it."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from accounts.pagination import MAX_ID

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, description="The same key and body answer the same for 24 hours."
)


class Integer(serializers.IntegerField):
    """A JSON number: neither "5" nor true."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int | float):
            self.fail("invalid")
        return super().to_internal_value(data)


class Text(serializers.CharField):
    """A JSON string: not 5."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Flag(serializers.BooleanField):
    """true or false: not "yes"."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


def row_id(**options: Any) -> Integer:
    return Integer(min_value=1, max_value=MAX_ID, **options)


def row_id_in_text(**options: Any) -> serializers.IntegerField:
    """In a query or a form, where everything is text."""
    return serializers.IntegerField(min_value=1, max_value=MAX_ID, **options)


def refusal(description: str) -> OpenApiResponse:
    """For the schema: the answers that are refused otherwise than every operation may be."""
    return OpenApiResponse({"$ref": "#/components/schemas/Error"}, description)
