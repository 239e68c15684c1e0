"""What the API gives. The fields are its schema; the dictionaries are written by hand, because lists are hot:

going through the fields costs several times what the database does.
"""

from typing import Any

from django.urls import reverse
from rest_framework import serializers

from accounts.fields import Text
from generations.errors import sentence
from generations.models import Batch, Generation
from generations.models.batch import Purpose
from generations.states import State
from projects.models import SessionKind

CURRENCY = "USD"

Number = serializers.IntegerField
Words = serializers.CharField
Time = serializers.DateTimeField


class IterationsSerializer(serializers.Serializer[Any]):
    count = Number()
    latest_state = serializers.ChoiceField(State.choices, allow_null=True)


class OutputSerializer(serializers.Serializer[Any]):
    """Rows come from reading.outputs()."""

    id = Number()
    generation = Number()
    project = Number()
    session = Number()
    kind = serializers.ChoiceField(SessionKind.choices)
    model = Words()
    prompt = Words()
    url = Words(help_text="Path of the file on this server; takes Range.")
    preview_url = Words(allow_null=True)
    poster_url = Words(allow_null=True)
    width = Number(allow_null=True)
    height = Number(allow_null=True)
    duration = serializers.FloatField(allow_null=True, help_text="Seconds.")
    content_type = Words()
    bytes = Number()
    seed = Number(allow_null=True)
    my_rating = Number(allow_null=True, min_value=-1, max_value=1)
    iterations = IterationsSerializer(help_text="Videos made from this picture.")
    created_at = Time()

    def to_representation(self, instance: Any) -> dict[str, Any]:
        generation = instance.generation
        preview = reverse("outputs:preview", args=[instance.pk])
        return {
            "id": instance.pk,
            "generation": instance.generation_id,
            "project": instance.project_id,
            "session": generation.session_id,
            "kind": instance.kind,
            "model": generation.model,
            "prompt": generation.prompt,
            "url": reverse("outputs:file", args=[instance.pk]),
            "preview_url": preview if instance.preview else None,
            "poster_url": f"{preview}?poster=1" if instance.poster else None,
            "width": instance.width,
            "height": instance.height,
            "duration": instance.duration,
            "content_type": instance.content_type,
            "bytes": instance.bytes,
            "seed": instance.seed,
            "my_rating": None,
            "iterations": {"count": instance.iteration_count, "latest_state": instance.latest_iteration_state},
            "created_at": instance.created_at,
        }


class GenerationProgressSerializer(serializers.Serializer[Any]):
    percent = Number(allow_null=True)
    position = Number(allow_null=True, help_text="Place in the queue, 1 = next.")
    message = Words(allow_blank=True)


class GenerationErrorSerializer(serializers.Serializer[Any]):
    code = Words()
    message = Words(help_text="A sentence that a person can act on.")


class GenerationSerializer(serializers.Serializer[Any]):
    """Rows come from reading.generations()."""

    id = Number()
    batch = Number()
    session = Number()
    project = Number()
    model = Words()
    kind = serializers.ChoiceField(SessionKind.choices)
    prompt = Words()
    parameters = serializers.DictField()
    source_output = Number(allow_null=True)
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
            "parameters": instance.parameters,
            "source_output": instance.source_id,
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


class IterationSessionSerializer(serializers.Serializer[Any]):
    id = Number(source="pk")
    name = Words()


class IterationSerializer(serializers.Serializer[Any]):
    """A video made from a still."""

    id = Number()
    state = serializers.ChoiceField(State.choices)
    created_at = Time()
    session = IterationSessionSerializer()
    model = Words()
    prompt = Words()
    outputs = OutputSerializer(many=True)
    references = serializers.SerializerMethodField()

    def get_references(self, row: Generation) -> list[int]:
        return [reference.output_id for reference in row.references.all()]


class BatchProgressSerializer(serializers.Serializer[Any]):
    total = Number()
    queued = Number()
    running = Number()
    succeeded = Number()
    failed = Number(help_text="Failed, or unknown because the provider's answer was lost.")
    cancelled = Number()


class BatchSerializer(serializers.ModelSerializer[Batch]):
    """Rows come from reading.with_progress()."""

    project = Number(source="project_id")
    session = Number(source="session_id")
    author = Number(source="author_id", allow_null=True)
    purpose = serializers.ChoiceField(Purpose.choices)
    tags = serializers.ListField(child=Words())
    settings = serializers.DictField(help_text="The order as it was asked for.")
    progress = BatchProgressSerializer(source="*")

    class Meta:
        model = Batch
        fields = ["id", "project", "session", "author", "purpose", "title", "concept", "tags", "settings", "progress"]
        fields += ["created_at"]


class BatchChangesSerializer(serializers.Serializer[Any]):
    title = Text(required=False, allow_blank=True, max_length=120)
    concept = Text(required=False, allow_blank=True, max_length=20_000)
    tags = serializers.ListField(child=Text(max_length=40), required=False, max_length=50)


class MadeSerializer(serializers.Serializer[Any]):
    """A batch and those of its generations that this request made."""

    batch = BatchSerializer()
    generations = GenerationSerializer(many=True)


class EstimateItemSerializer(serializers.Serializer[Any]):
    model = Words()
    amount = serializers.FloatField()


class EstimateSerializer(serializers.Serializer[Any]):
    total = serializers.FloatField()
    currency = Words()
    items = EstimateItemSerializer(many=True)
    warnings = serializers.ListField(child=Words())
