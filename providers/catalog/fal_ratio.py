"""Models at fal that take an aspect ratio and a resolution in words instead of pixels."""

from dataclasses import replace
from decimal import Decimal

from providers.catalog.model import Model, Price

WIRE = {
    "prompt": "prompt",
    "inputs": "image_urls",
    "aspect_ratio": "aspect_ratio",
    "format": "output_format",
    "outputs": "num_images",
}

NANO_BANANA_PRO = Model(
    key="fal-nano-banana-pro",
    label="Nano Banana Pro",
    provider="fal",
    kind="image",
    endpoint="fal-ai/nano-banana-pro",
    edit_endpoint="fal-ai/nano-banana-pro/edit",
    summary="Google's best: knows the world, keeps faces, mixes up to fourteen pictures.",
    price=Price(Decimal("0.15"), by_resolution={"1k": Decimal("0.15"), "2k": Decimal("0.15"), "4k": Decimal("0.30")}),
    speed_seconds=30,
    source="optional",
    references_max=13,
    aspect_ratios=("1:1", "5:4", "4:3", "3:2", "16:9", "21:9", "4:5", "3:4", "2:3", "9:16"),
    resolutions=("1k", "2k", "4k"),
    formats=("png", "jpeg", "webp"),
    outputs_max=4,
    # A web search costs extra; without the limit, words in the prompt decide how many pictures are made and paid.
    pinned={
        "enable_web_search": False,
        "limit_generations": True,
        "safety_tolerance": "4",
    },
    wire={**WIRE, "resolution": "resolution", "seed": "seed"},
    words={"resolution": {"0.5k": "0.5K", "1k": "1K", "2k": "2K", "4k": "4K"}},
)

NANO_BANANA_2 = replace(
    NANO_BANANA_PRO,
    key="fal-nano-banana-2",
    label="Nano Banana 2",
    endpoint="fal-ai/nano-banana-2",
    edit_endpoint="fal-ai/nano-banana-2/edit",
    summary="Quick and clever edits that leave the rest of the picture alone.",
    price=Price(
        Decimal("0.08"),
        by_resolution={
            "0.5k": Decimal("0.06"),
            "1k": Decimal("0.08"),
            "2k": Decimal("0.12"),
            "4k": Decimal("0.16"),
        },
    ),
    speed_seconds=15,
    resolutions=("1k", "0.5k", "2k", "4k"),
)

GROK_IMAGINE = Model(
    key="fal-grok-imagine",
    label="Grok Imagine",
    provider="fal",
    kind="image",
    endpoint="xai/grok-imagine-image",
    edit_endpoint="xai/grok-imagine-image/edit",
    summary="Fast and inexpensive, with a bold look.",
    price=Price(Decimal("0.02"), per_input=Decimal("0.002")),
    speed_seconds=8,
    source="optional",
    references_max=2,
    formats=("png", "jpeg", "webp"),
    outputs_max=4,
    takes_seed=False,
    pinned={"resolution": "1k"},
    wire=WIRE,
)

MODELS = (NANO_BANANA_PRO, NANO_BANANA_2, GROK_IMAGINE)
