"""What asks for a better prompt, from a program and from a page alike."""

from typing import Any

from rest_framework import serializers

from accounts.fields import Text
from providers.base import PROMPT_MAX, Draft
from providers.catalog.camera import BY_KEY

KINDS = ("image", "video", "edit")
NOTHING = "Write a prompt first."


class AskedSerializer(serializers.Serializer[Draft]):
    prompt = Text(max_length=PROMPT_MAX, error_messages={"blank": NOTHING, "required": NOTHING})
    kind = serializers.ChoiceField(KINDS, default="image", help_text="What the prompt is for.")
    camera_move = Text(
        required=False, allow_null=True, allow_blank=True, max_length=64, help_text="Sent beside the prompt."
    )
    engine = serializers.ChoiceField(
        ["local", "openai"], required=False, help_text="Left out: a text model where there is one, else local rules."
    )

    def validate_camera_move(self, key: str | None) -> str:
        if key and key not in BY_KEY:
            raise serializers.ValidationError(f"There is no camera move “{key}”.")
        return key or ""

    def asked(self) -> dict[str, Any]:
        """Raises ValidationError."""
        self.is_valid(raise_exception=True)
        values = {**self.validated_data}
        return {"engine": values.pop("engine", ""), "draft": Draft(**values)}
