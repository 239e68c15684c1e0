from typing import Any

from django.urls import reverse
from rest_framework import serializers

from generations.api.serializers.fields import Number, Time, Words
from generations.states import State
from projects.models import SessionKind


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
    tags = serializers.ListField(child=Words())
    my_rating = Number(allow_null=True, min_value=-1, max_value=1)
    likes = Number(help_text="How many members like it.")
    dislikes = Number()
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
            "tags": instance.tag_names,
            "my_rating": instance.my_rating,
            "likes": instance.likes,
            "dislikes": instance.dislikes,
            "iterations": {"count": instance.iteration_count, "latest_state": instance.latest_iteration_state},
            "created_at": instance.created_at,
        }
