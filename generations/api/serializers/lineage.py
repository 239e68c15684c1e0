from typing import Any

from django.urls import reverse
from rest_framework import serializers

from generations.api.serializers.fields import Number, Time, Words
from generations.lineage import NODES_MAX, Lineage, Node
from generations.models import Output
from projects.models import SessionKind


class NodeSerializer(serializers.Serializer[Any]):
    """One output of the ancestry. Of a deleted one nothing is left but its place."""

    id = Number()
    depth = Number(help_text="Steps from the output that was asked for.")
    deleted = serializers.BooleanField()
    generation = Number(required=False)
    session = Number(required=False)
    kind = serializers.ChoiceField(SessionKind.choices, required=False)
    model = Words(required=False)
    prompt = Words(required=False)
    url = Words(required=False)
    preview_url = Words(required=False)
    created_at = Time(required=False)

    def to_representation(self, instance: Node) -> dict[str, Any]:
        place = {"id": instance.pk, "depth": instance.depth, "deleted": instance.output is None}
        return place | _described(instance.output) if instance.output else place


class EdgeSerializer(serializers.Serializer[Any]):
    input = Number()
    output = Number()
    via = serializers.ChoiceField(["source", "reference"])


class LineageSerializer(serializers.Serializer[Any]):
    ancestors = NodeSerializer(many=True, help_text="Made from these, nearest first.")
    descendants = NodeSerializer(many=True, help_text="Used in these, nearest first.")
    edges = EdgeSerializer(many=True)
    truncated = serializers.SerializerMethodField(help_text=f"True when either way has more than {NODES_MAX}.")

    def get_truncated(self, found: Lineage) -> bool:
        return max(len(found.ancestors), len(found.descendants)) >= NODES_MAX


def _described(output: Output) -> dict[str, Any]:
    return {
        "generation": output.generation_id,
        "session": output.generation.session_id,
        "kind": output.kind,
        "model": output.generation.model,
        "prompt": output.generation.prompt,
        "url": reverse("outputs:file", args=[output.pk]),
        "preview_url": reverse("outputs:preview", args=[output.pk]),
        "created_at": output.created_at,
    }
