"""OpenAI's own picture models. Prices are of medium quality: the answer in tokens, the prompt and each input."""

from dataclasses import replace
from decimal import Decimal

from providers.catalog.model import InputLimits, Model, Price

SUNBURST = Model(
    key="openai-gpt-image-2.5-sunburst",
    label="GPT Image 2.5 Sunburst",
    provider="openai",
    kind="image",
    endpoint="gpt-image-2.5-sunburst",
    summary="OpenAI's best: complicated instructions, text, diagrams and careful edits.",
    price=Price(
        Decimal("0.04"),
        by_resolution={"1k": Decimal("0.04"), "2k": Decimal("0.05"), "4k": Decimal("0.06")},
        per_input=Decimal("0.015"),
    ),
    speed_seconds=40,
    source="optional",
    references_max=15,
    mask=True,
    resolutions=("1k", "2k", "4k"),
    formats=("png", "jpeg", "webp"),
    outputs_max=4,
    takes_seed=False,
    # Left alone the service picks the quality, and with it the price, by itself.
    pinned={"quality": "medium"},
    wire={"prompt": "prompt", "size": "size", "format": "output_format", "outputs": "n"},
    # The largest picture is 3840 x 2160.
    sides={"4k": 2880},
    input_limits=InputLimits(megabytes=50),
)

FLARE = replace(
    SUNBURST,
    key="openai-gpt-image-2.5-flare",
    label="GPT Image 2.5 Flare",
    endpoint="gpt-image-2.5-flare",
    summary="The quicker GPT Image 2.5.",
    speed_seconds=20,
)

GPT_IMAGE_2 = replace(
    SUNBURST,
    key="openai-gpt-image-2",
    label="GPT Image 2 (OpenAI)",
    endpoint="gpt-image-2",
    summary="The model before 2.5, straight from OpenAI.",
    price=Price(
        Decimal("0.08"),
        by_resolution={"1k": Decimal("0.08"), "2k": Decimal("0.13"), "4k": Decimal("0.17")},
        per_input=Decimal("0.015"),
    ),
)

MODELS = (SUNBURST, FLARE, GPT_IMAGE_2)
