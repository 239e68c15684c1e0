"""What `POST /api/generations/` takes."""

from typing import Any

from drf_spectacular.utils import OpenApiExample
from rest_framework import serializers

from accounts.fields import Integer, Text, row_id
from generations.models.batch import Purpose
from generations.models.tag import TAG_MAX
from generations.planning import CALLS_MAX, SEED_MAX, VARIANTS_MAX, Item, Order
from generations.planning.order import STRENGTH_MAX
from providers.base import PROMPT_MAX

WORDS = ("purpose", "title", "concept", "tags")


class ItemSerializer(serializers.Serializer[Item]):
    prompt = Text(required=False, allow_null=True, max_length=PROMPT_MAX)
    source_output = row_id(required=False, allow_null=True, help_text="The picture that is edited or animated.")
    end_frame = row_id(required=False, allow_null=True, help_text="The picture that a clip ends with.")
    camera_move = Text(required=False, allow_null=True, allow_blank=True, max_length=64)
    camera_strength = Integer(required=False, allow_null=True, min_value=1, max_value=STRENGTH_MAX)


class WordsSerializer(serializers.Serializer[Any]):
    """What a new batch is called and sorted by."""

    purpose = serializers.ChoiceField([Purpose.COMPOSE, Purpose.ASSETS], required=False)
    title = Text(
        required=False, allow_blank=True, max_length=120, help_text="Left out, the concept or the first prompt."
    )
    concept = Text(required=False, allow_blank=True, max_length=PROMPT_MAX)
    tags = serializers.ListField(child=Text(max_length=TAG_MAX), required=False, max_length=50)


class OrderSerializer(WordsSerializer):
    """Checks the types only. What a model can do, and what it costs, is planning's to say."""

    session = row_id()
    batch = row_id(required=False, allow_null=True, help_text="Add to this batch of the session instead of a new one.")
    models = serializers.ListField(child=Text(max_length=64), allow_empty=False, max_length=100)
    prompt = Text(required=False, max_length=PROMPT_MAX, help_text="Either this, `prompts` or `items`.")
    prompts = serializers.ListField(
        child=Text(max_length=PROMPT_MAX), required=False, allow_empty=False, max_length=CALLS_MAX
    )
    items = serializers.ListField(
        child=ItemSerializer(),
        required=False,
        allow_empty=False,
        max_length=CALLS_MAX,
        help_text="A generation of each model for every one of them, such as a clip of each of several stills. What an "
        "item leaves out is as the request says; its place becomes `prompt_index`.",
    )
    prompt_enhanced = Text(
        required=False,
        allow_null=True,
        allow_blank=True,
        max_length=PROMPT_MAX,
        source="enhanced",
        help_text="Sent instead of `prompt`, which stays what was typed.",
    )
    aspect_ratio = Text(required=False, allow_null=True, allow_blank=True, max_length=16)
    resolution = Text(required=False, allow_null=True, allow_blank=True, max_length=16)
    format = Text(
        required=False,
        allow_null=True,
        allow_blank=True,
        max_length=16,
        help_text="Of the files: png, jpeg or webp, where the models make it; left out, as each model likes.",
    )
    outputs = Integer(required=False, min_value=1, max_value=100)
    variants = Integer(required=False, min_value=1, max_value=VARIANTS_MAX)
    seed = Integer(required=False, allow_null=True, min_value=0, max_value=SEED_MAX)
    duration = Integer(required=False, allow_null=True, min_value=1, max_value=3600, help_text="Seconds.")
    camera_move = Text(required=False, allow_null=True, allow_blank=True, max_length=64)
    camera_strength = Integer(required=False, allow_null=True, min_value=1, max_value=STRENGTH_MAX)
    references = serializers.ListField(
        child=row_id(), required=False, max_length=100, help_text="Ids of pictures of the project, in their order."
    )
    source_output = row_id(required=False, allow_null=True, help_text="The picture that is edited or animated.")
    end_frame = row_id(required=False, allow_null=True, help_text="The picture that a clip ends with.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs.keys() & {"prompt", "prompts", "items"}:
            raise serializers.ValidationError({"prompt": ["Write what you want to see."]})
        if "prompts" in attrs and attrs.keys() & {"prompt", "items"}:
            raise serializers.ValidationError({"prompts": ["Give either a prompt, a list of prompts or items."]})
        if attrs.get("batch") and (own := attrs.keys() & WORDS):
            raise serializers.ValidationError({name: ["The batch that is added to has its own."] for name in own})
        return attrs

    @property
    def words(self) -> dict[str, Any]:
        return {name: self.validated_data[name] for name in WORDS if name in self.validated_data}

    def order(self) -> Order:
        said = {name: value for name, value in self.validated_data.items() if value is not None}
        rows = {"session", "batch", "prompt", *WORDS}
        lists = {name: tuple(said[name]) for name in ("models", "prompts", "references") if name in said}
        if "items" in said:
            lists["items"] = tuple(Item(**item) for item in said["items"])
        single = {name: value for name, value in said.items() if name not in rows | lists.keys()}
        return Order(**{"prompts": (said.get("prompt", ""),), **lists, **single})


EXAMPLES = [
    OpenApiExample(
        "A batch with a name, to find it again",
        {
            "session": 12,
            "purpose": "assets",
            "title": "Beach towels, first round",
            "concept": "Towels in the colours of the sea, for the summer campaign",
            "tags": ["summer", "towels"],
            "models": ["local-landscape", "local-flow"],
            "prompts": ["a towel on white sand", "a towel on a pier at dawn"],
            "variants": 3,
            "aspect_ratio": "3:2",
            "format": "jpeg",
        },
        request_only=True,
    ),
    OpenApiExample(
        "Two models side by side",
        {
            "session": 12,
            "models": ["local-landscape", "fal-seedream-5"],
            "prompt": "a lighthouse at dawn",
            "aspect_ratio": "16:9",
            "resolution": "1k",
            "outputs": 1,
            "seed": None,
            "duration": None,
            "camera_move": None,
            "references": [881, 882],
            "source_output": None,
        },
        request_only=True,
    ),
    OpenApiExample(
        "A picture, animated",
        {
            "session": 14,
            "models": ["local-camera"],
            "prompt": "the lamp turns",
            "source_output": 881,
            "duration": 5,
            "resolution": "720p",
            "camera_move": "push-in",
            "camera_strength": 40,
        },
        request_only=True,
    ),
    OpenApiExample(
        "A clip of each of two pictures",
        {
            "session": 14,
            "models": ["local-camera"],
            "duration": 5,
            "items": [
                {"prompt": "the lamp turns", "source_output": 881, "camera_move": "push-in"},
                {"prompt": "waves roll in", "source_output": 882, "camera_move": "static"},
            ],
        },
        request_only=True,
    ),
    OpenApiExample(
        "Three prompts in two variants each, added to a batch",
        {
            "session": 12,
            "batch": 40,
            "models": ["local-landscape"],
            "prompts": ["dunes at noon", "dunes at dusk", "dunes in the rain"],
            "variants": 2,
        },
        request_only=True,
    ),
]
