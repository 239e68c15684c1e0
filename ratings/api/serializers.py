"""What is said about outputs and prompts, and what the API gives of it."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.fields import Integer, Text, row_id
from providers.base import PROMPT_MAX
from ratings.models import Favorite, Rating
from ratings.models.rating import NOTE_MAX, Value

WHAT = "Give an output, or a project and a text."


@extend_schema_field({"type": "integer", "enum": Value.values})
class ValueField(Integer):
    def to_internal_value(self, data: Any) -> Value:
        value = super().to_internal_value(data)
        if value not in Value.values:
            raise serializers.ValidationError("Give 1 to like it, -1 to dislike it.")
        return Value(value)


class NewRatingSerializer(serializers.Serializer[Any]):
    value = ValueField()
    note = Text(required=False, allow_null=True, allow_blank=True, max_length=NOTE_MAX, help_text="Empty: no note.")


class MyRatingSerializer(serializers.Serializer[Any]):
    output = serializers.IntegerField()
    value = serializers.IntegerField(allow_null=True, min_value=-1, max_value=1)
    note = serializers.CharField()
    likes = serializers.IntegerField(help_text="How many members like it.")
    dislikes = serializers.IntegerField()


class MemberRatingSerializer(serializers.ModelSerializer[Rating]):
    user = serializers.IntegerField(source="user_id")
    name = serializers.CharField(source="user.short_name")
    value = serializers.IntegerField(min_value=-1, max_value=1)

    class Meta:
        model = Rating
        fields = ["id", "user", "name", "value", "note", "updated_at"]


class FavoriteSerializer(serializers.ModelSerializer[Favorite]):
    output = serializers.SerializerMethodField(help_text="Null when it is gone, or the text came without one.")

    class Meta:
        model = Favorite
        fields = ["id", "project", "output", "text", "created_at"]

    def get_output(self, favorite: Any) -> int | None:
        output = favorite.output
        return output.pk if output and output.deleted_at is output.hidden_at is None else None


class NewFavoriteSerializer(serializers.Serializer[Any]):
    output = row_id(required=False, allow_null=True, help_text="Its prompt is kept.")
    project = row_id(required=False, allow_null=True)
    text = Text(required=False, allow_null=True, max_length=PROMPT_MAX)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        words = bool(attrs.get("project")), bool(attrs.get("text"))
        if words != ((False, False) if attrs.get("output") else (True, True)):
            raise serializers.ValidationError({"output": [WHAT]})
        return attrs
