"""Seedream (ByteDance) at fal. Its sizes have a floor: fewer pixels than that are refused or scaled up."""

from dataclasses import replace
from decimal import Decimal

from providers.catalog.model import InputLimits, Model, Price

RATIOS = ("1:1", "4:3", "3:2", "16:9", "21:9", "3:4", "2:3", "9:16")
WIRE = {"prompt": "prompt", "inputs": "image_urls", "size": "image_size", "outputs": "num_images"}

SEEDREAM_5 = Model(
    key="fal-seedream-5",
    label="Seedream 5 Pro",
    provider="fal",
    kind="image",
    endpoint="bytedance/seedream/v5/pro/text-to-image",
    edit_endpoint="bytedance/seedream/v5/pro/edit",
    summary="Strong all-rounder: follows long prompts, clean lettering, edits with many references.",
    price=Price(
        Decimal("0.0675"),
        by_resolution={"1k": Decimal("0.0675"), "2k": Decimal("0.135")},
        per_input=Decimal("0.0045"),
    ),
    speed_seconds=25,
    source="optional",
    references_max=9,
    aspect_ratios=RATIOS,
    resolutions=("1k", "2k"),
    formats=("png", "jpeg"),
    outputs_max=4,
    takes_seed=False,
    pinned={"enable_safety_checker": True},
    wire={**WIRE, "format": "output_format"},
    # At least 1024 x 1024 pixels; the price doubles above 1536 x 1536.
    sides={"1k": 1152},
    input_limits=InputLimits(megabytes=10, longest_edge=6000),
)

SEEDREAM_5_LITE = replace(
    SEEDREAM_5,
    key="fal-seedream-5-lite",
    label="Seedream 5 Lite",
    endpoint="bytedance/seedream/v5/lite/text-to-image",
    edit_endpoint="bytedance/seedream/v5/lite/edit",
    summary="The lighter Seedream 5: large pictures at one low price.",
    price=Price(Decimal("0.035")),
    speed_seconds=15,
    resolutions=("2k", "4k"),
    formats=(),
    # More than one of `max_images` lets the model decide how many pictures are made and paid.
    pinned={"max_images": 1, "enable_safety_checker": True},
    wire=WIRE,
    sides={},
)

SEEDREAM_4_5 = replace(
    SEEDREAM_5_LITE,
    key="fal-seedream-4.5",
    label="Seedream 4.5",
    endpoint="fal-ai/bytedance/seedream/v4.5/text-to-image",
    edit_endpoint="fal-ai/bytedance/seedream/v4.5/edit",
    summary="The proven Seedream: up to 4k, repeatable by its seed.",
    price=Price(Decimal("0.04")),
    speed_seconds=20,
    takes_seed=True,
    wire={**WIRE, "seed": "seed"},
)

MODELS = (SEEDREAM_5, SEEDREAM_5_LITE, SEEDREAM_4_5)
