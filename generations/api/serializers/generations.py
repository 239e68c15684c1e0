from typing import Any

from rest_framework import serializers

from generations.api.serializers.fields import CURRENCY, Number, Time, Words
from generations.api.serializers.outputs import OutputSerializer
from generations.errors import sentence
from generations.models import Generation
from generations.states import State
from projects.models import SessionKind


class GenerationProgressSerializer(serializers.Serializer[Any]):
    percent = Number(allow_null=True)
    position = Number(allow_null=True, help_text="Place in the queue, 1 = next.")
    message = Words(allow_blank=True)


class GenerationErrorSerializer(serializers.Serializer[Any]):
    code = Words()
    message = Words(help_text="A sentence that a person can act on.")


class GenerationSerializer(serializers.Serializer[Any]):
    """Rows come from reading.generations() or reading.made()."""

    id = Number()
    batch = Number()
    session = Number()
    project = Number()
    model = Words()
    kind = serializers.ChoiceField(SessionKind.choices)
    prompt = Words(help_text="As it was typed.")
    prompt_sent = Words(help_text="What the model was really given, once it has succeeded.")
    parameters = serializers.DictField()
    source_output = Number(allow_null=True)
    end_frame = Number(allow_null=True, help_text="The picture that a clip ends with.")
    references = serializers.ListField(child=Number())
    state = serializers.ChoiceField(State.choices)
    progress = GenerationProgressSerializer()
    error = GenerationErrorSerializer(allow_null=True)
    price = serializers.FloatField(help_text="The highest price, as shown before.")
    cost = serializers.FloatField(allow_null=True, help_text="What was charged, once it is known.")
    currency = Words()
    retry_of = Number(allow_null=True)
    outputs = OutputSerializer(many=True)
    author = Number(allow_null=True)
    created_at = Time()
    submitted_at = Time(allow_null=True)
    finished_at = Time(allow_null=True)

    def to_representation(self, instance: Generation) -> dict[str, Any]:
        progress, code = instance.progress, instance.error_code
        return {
            "id": instance.pk,
            "batch": instance.batch_id,
            "session": instance.session_id,
            "project": instance.project_id,
            "model": instance.model,
            "kind": instance.kind,
            "prompt": instance.prompt,
            "prompt_sent": instance.prompt_sent,
            "parameters": instance.parameters,
            "source_output": instance.source_id,
            "end_frame": instance.end_frame_id,
            "references": [reference.output_id for reference in instance.references.all()],
            "state": instance.state,
            "progress": {
                "percent": progress.get("percent"),
                "position": progress.get("position"),
                "message": progress.get("message", ""),
            },
            "error": {"code": code, "message": sentence(code, instance.error_text)} if code else None,
            "price": instance.price,
            "cost": instance.cost,
            "currency": CURRENCY,
            "retry_of": instance.retry_of_id,
            "outputs": self.fields["outputs"].to_representation(instance.outputs.all()),
            "author": instance.author_id,
            "created_at": instance.created_at,
            "submitted_at": instance.submitted_at,
            "finished_at": instance.finished_at,
        }
