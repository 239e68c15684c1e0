"""What the API gives, written as that of the generations: the fields are the schema, the dictionaries are by hand."""

from typing import Any

from rest_framework import serializers

from conversations.actions import Draft
from conversations.models import Conversation, Status, Turn
from generations.api.serializers import CURRENCY, EstimateSerializer, GenerationSerializer, OutputSerializer
from generations.api.serializers.fields import Number, Time, Words

ACTIVITY = [("active", "Nothing is being made"), ("generating", "A turn is being made")]


class ConversationSerializer(serializers.ModelSerializer[Conversation]):
    """Rows come with_facts()."""

    project = Number(source="project_id")
    session = Number(source="session_id")
    source = Number(source="source_id")  # type: ignore[assignment]
    models = serializers.ListField(child=Words())
    status = serializers.SerializerMethodField()
    turn_count = Number()

    class Meta:
        model = Conversation
        fields = ["id", "project", "session", "source", "title", "models", "aspect_ratio", "resolution", "status"]
        fields += ["turn_count", "created_at", "updated_at"]

    def get_status(self, row: Conversation) -> str:
        return ACTIVITY[row.generating][0]  # type: ignore[attr-defined]


class TurnSerializer(serializers.Serializer[Any]):
    """Rows come from reading.turns()."""

    id = Number(help_text="Also that of its batch.")
    conversation = Number()
    number = Number()
    instruction = Words()
    status = serializers.ChoiceField(Status.choices, help_text="Completed when any model succeeded.")
    models = serializers.ListField(child=Words())
    pending_models = serializers.ListField(child=Words())
    total_models = Number()
    continues = Words(allow_null=True, help_text="`output:<id>` or `turn:<id>`.")
    references = serializers.ListField(child=Number(), help_text="All of its pictures, those that it continues first.")
    generations = GenerationSerializer(many=True, help_text="Of a model that was tried again, the last one.")
    created_at = Time()

    def to_representation(self, instance: Turn) -> dict[str, Any]:
        return {
            "id": instance.pk,
            "conversation": instance.conversation_id,
            "number": instance.number,
            "instruction": instance.instruction,
            "status": instance.status,
            "models": instance.models,
            "pending_models": instance.pending_models,
            "total_models": len(instance.models),
            "continues": instance.continues,
            "references": instance.references,
            "generations": self.fields["generations"].to_representation(instance.current),
            "created_at": instance.batch.created_at,
        }


class TurnOutputSerializer(OutputSerializer):
    turn = Number(help_text="The number of the turn that made it.")

    def to_representation(self, instance: Any) -> dict[str, Any]:
        return {**super().to_representation(instance), "turn": instance.turn}


class ShareSerializer(serializers.Serializer[Any]):
    model = Words()
    sent = serializers.ListField(child=Number(), help_text="The picture that it edits comes first.")
    dropped = serializers.ListField(child=Number(), help_text="What the model has no room for.")


class DraftSerializer(EstimateSerializer):
    """What would be sent, to whom, and for how much."""

    references = serializers.ListField(child=Number())
    models = ShareSerializer(many=True)

    def to_representation(self, instance: Draft) -> dict[str, Any]:
        return {
            "total": instance.total,
            "currency": CURRENCY,
            "items": [{"model": call.model.key, "amount": call.price} for call in instance.calls],
            "references": instance.context.pictures,
            "models": [
                {"model": key, "sent": share.sent, "dropped": share.dropped} for key, share in instance.shares.items()
            ],
            "warnings": instance.warnings,
        }
