from typing import Any

from rest_framework import serializers

from accounts.fields import Text
from generations.api.serializers.fields import Number, Time, Words
from generations.api.serializers.generations import GenerationSerializer
from generations.models import Batch
from generations.models.batch import Purpose
from generations.models.tag import TAG_MAX


class BatchProgressSerializer(serializers.Serializer[Any]):
    total = Number()
    queued = Number()
    running = Number()
    succeeded = Number()
    failed = Number(help_text="Failed, or unknown because the provider's answer was lost.")
    cancelled = Number()
    started_at = Time(allow_null=True, help_text="When the first was taken by its provider.")
    finished_at = Time(allow_null=True, help_text="When the last ended; null while something has not.")
    remaining_seconds = Number(allow_null=True, help_text="An estimate, by how long its models take here.")
    price = serializers.FloatField(help_text="The highest price of all that stands in it.")
    spent = serializers.FloatField(help_text="What was charged so far, also for what has been retried since.")


class BatchSerializer(serializers.ModelSerializer[Batch]):
    """Rows come from reading.with_progress()."""

    project = Number(source="project_id")
    session = Number(source="session_id")
    author = Number(source="author_id", allow_null=True)
    purpose = serializers.ChoiceField(Purpose.choices)
    tags = serializers.ListField(child=Words(), source="tag_names")
    settings = serializers.DictField(help_text="The order as it was asked for.")
    progress = BatchProgressSerializer()

    class Meta:
        model = Batch
        fields = ["id", "project", "session", "author", "purpose", "title", "concept", "tags", "settings", "progress"]
        fields += ["created_at"]


class BatchChangesSerializer(serializers.Serializer[Any]):
    title = Text(required=False, allow_blank=True, max_length=120)
    concept = Text(required=False, allow_blank=True, max_length=20_000)
    tags = serializers.ListField(child=Text(max_length=TAG_MAX), required=False, max_length=50)


class MadeSerializer(serializers.Serializer[Any]):
    """A batch and those of its generations that this request made."""

    batch = BatchSerializer()
    generations = GenerationSerializer(many=True)
