"""What starts a conversation, what continues it, and what may be changed of it."""

from dataclasses import fields
from typing import Any

from rest_framework import serializers

from accounts.fields import Integer, Text, row_id
from accounts.pagination import MAX_ID
from conversations.actions import INSTRUCTION_MAX, Asked
from conversations.models import Conversation
from conversations.models.conversation import TITLE_MAX
from providers.base import PROMPT_MAX

CONTINUES = "`turn:<id>` or `output:<id>` of this conversation. Left out: the last turn that has pictures."
OWN = "Ids of pictures of the project, in their order, besides what is continued."


def _models(**options: Any) -> serializers.ListField:
    return serializers.ListField(child=Text(max_length=64), allow_empty=False, max_length=100, **options)


def _choice(**options: Any) -> Text:
    return Text(required=False, allow_blank=True, max_length=16, **options)


class AskedSerializer(serializers.Serializer[Asked]):
    """Checks the types only. What a model can do, and what it costs, is planning's to say."""

    instruction = Text(max_length=INSTRUCTION_MAX)
    prompt_enhanced = Text(
        required=False,
        allow_null=True,
        allow_blank=True,
        max_length=PROMPT_MAX,
        source="enhanced",
        help_text="Sent instead of `instruction`, which stays what was typed.",
    )
    aspect_ratio = _choice(allow_null=True, help_text="Empty: as the picture.")
    resolution = _choice(allow_null=True, help_text="Empty: what the model makes by itself.")
    references = serializers.ListField(child=row_id(), required=False, allow_null=True, max_length=100, help_text=OWN)
    mask = row_id(required=False, allow_null=True, help_text="A picture whose transparent part may be changed.")

    def asked(self, **otherwise: Any) -> Asked:
        """`otherwise` is what counts for that which was left out."""
        said = {name: value for name, value in self.validated_data.items() if value is not None}
        wanted = {field.name for field in fields(Asked)}
        facts: dict[str, Any] = {name: value for name, value in {**otherwise, **said}.items() if name in wanted}
        lists = {name: tuple(value) for name, value in facts.items() if isinstance(value, list)}
        return Asked(**facts | lists)


class StartSerializer(AskedSerializer):
    source = row_id(help_text="The still that is edited.")  # type: ignore[assignment]
    models = _models()


class NextTurnSerializer(AskedSerializer):
    """Models, aspect ratio and resolution that are left out are those of the conversation."""

    models = _models(required=False, allow_null=True)
    continues = Text(required=False, allow_null=True, allow_blank=True, max_length=40, help_text=CONTINUES)
    number = Integer(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=MAX_ID,
        help_text="The number that the turn should get: a 409 when somebody was faster.",
    )

    def asked_in(self, conversation: Conversation) -> Asked:
        kept = ("models", "aspect_ratio", "resolution")
        return self.asked(**{name: getattr(conversation, name) for name in kept})


class ChangesSerializer(serializers.Serializer[Conversation]):
    """For the turns to come, except the title."""

    title = Text(required=False, max_length=TITLE_MAX)
    models = _models(required=False)
    aspect_ratio = _choice()
    resolution = _choice()
