"""Models of several makers at fal that take a size in pixels."""

from dataclasses import replace
from decimal import Decimal

from providers.catalog.model import InputLimits, Model, Price

WIRE = {
    "prompt": "prompt",
    "size": "image_size",
    "format": "output_format",
    "outputs": "num_images",
    "seed": "seed",
}

GPT_IMAGE_2 = Model(
    key="fal-gpt-image-2",
    label="GPT Image 2",
    provider="fal",
    kind="image",
    endpoint="openai/gpt-image-2",
    edit_endpoint="openai/gpt-image-2/edit",
    summary="Understands complicated instructions, text and diagrams; careful edits.",
    # Medium quality, published for some sizes only: the dearest shape of each resolution, and an input picture.
    price=Price(
        Decimal("0.053"),
        by_resolution={"1k": Decimal("0.053"), "2k": Decimal("0.08"), "4k": Decimal("0.13")},
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
    # Left alone the quality is "high", four times the price.
    pinned={"quality": "medium"},
    wire={
        "prompt": "prompt",
        "inputs": "image_urls",
        "mask": "mask_url",
        "size": "image_size",
        "format": "output_format",
        "outputs": "num_images",
    },
    # The longest edge is 3840 pixels.
    sides={"4k": 2880},
    input_limits=InputLimits(megabytes=50),
)

QWEN_IMAGE_2 = Model(
    key="fal-qwen-image-2",
    label="Qwen Image 2",
    provider="fal",
    kind="image",
    endpoint="fal-ai/qwen-image-2/text-to-image",
    edit_endpoint="fal-ai/qwen-image-2/edit",
    summary="Good lettering, also in Chinese; edits with up to three pictures.",
    price=Price(Decimal("0.035")),
    speed_seconds=12,
    source="optional",
    references_max=2,
    resolutions=("1k", "2k"),
    formats=("png", "jpeg", "webp"),
    outputs_max=4,
    prompt_max=800,
    pinned={"enable_prompt_expansion": False, "enable_safety_checker": True},
    wire={**WIRE, "inputs": "image_urls"},
    input_limits=InputLimits(megapixels=4, megabytes=10, shortest_edge=384, longest_edge=5000, transparency=False),
)

QWEN_IMAGE_2_PRO = replace(
    QWEN_IMAGE_2,
    key="fal-qwen-image-2-pro",
    label="Qwen Image 2 Pro",
    endpoint="fal-ai/qwen-image-2/pro/text-to-image",
    edit_endpoint="fal-ai/qwen-image-2/pro/edit",
    summary="The larger Qwen Image 2: finer detail and steadier lettering.",
    price=Price(Decimal("0.075")),
    speed_seconds=20,
)

Z_IMAGE_TURBO = Model(
    key="fal-z-image-turbo",
    label="Z-Image Turbo",
    provider="fal",
    kind="image",
    endpoint="fal-ai/z-image/turbo",
    summary="The cheapest drafts: half a cent in about three seconds.",
    price=Price(Decimal("0.005"), unit="megapixel"),
    speed_seconds=3,
    formats=("png", "jpeg", "webp"),
    outputs_max=4,
    pinned={
        "num_inference_steps": 8,
        "acceleration": "regular",
        "enable_prompt_expansion": False,
        "enable_safety_checker": True,
    },
    wire=WIRE,
)

IDEOGRAM_4 = Model(
    key="fal-ideogram-4",
    label="Ideogram 4",
    provider="fal",
    kind="image",
    endpoint="ideogram/v4",
    summary="Posters, logos and anything with words in it.",
    formats=("png", "jpeg"),
    # The switch that turns prompt expansion off has two names in fal's own documents; should the one sent not be
    # heard, each picture costs $0.03 more, which is therefore part of the first megapixel.
    price=Price(Decimal("0.09"), unit="megapixel", further=Decimal("0.06")),
    speed_seconds=15,
    outputs_max=4,
    pinned={
        "rendering_speed": "BALANCED",
        "acceleration": "none",
        "expansion_model": "None",
        "enable_safety_checker": True,
    },
    wire=WIRE,
)

RECRAFT_4_1 = Model(
    key="fal-recraft-4.1",
    label="Recraft 4.1",
    provider="fal",
    kind="image",
    endpoint="fal-ai/recraft/v4.1/text-to-image",
    summary="Designers' taste: composition, brand illustration and clean shapes.",
    price=Price(Decimal("0.04")),
    speed_seconds=12,
    aspect_ratios=("1:1", "4:3", "16:9", "3:4", "9:16"),
    takes_seed=False,
    pinned={"enable_safety_checker": True},
    wire={"prompt": "prompt", "aspect_ratio": "image_size"},
    # It draws in a few fixed sizes only.
    words={
        "aspect_ratio": {
            "1:1": "square_hd",
            "4:3": "landscape_4_3",
            "16:9": "landscape_16_9",
            "3:4": "portrait_4_3",
            "9:16": "portrait_16_9",
        }
    },
)

MODELS = (GPT_IMAGE_2, QWEN_IMAGE_2, QWEN_IMAGE_2_PRO, Z_IMAGE_TURBO, IDEOGRAM_4, RECRAFT_4_1)
