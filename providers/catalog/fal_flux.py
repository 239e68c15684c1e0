"""FLUX.2 (Black Forest Labs) at fal: billed by the megapixel of what goes in and what comes out."""

from dataclasses import replace
from decimal import Decimal

from providers.catalog.model import InputLimits, Model, Price

RATIOS = ("1:1", "4:3", "3:2", "16:9", "21:9", "3:4", "2:3", "9:16")
WIRE = {"prompt": "prompt", "inputs": "image_urls", "size": "image_size", "format": "output_format", "seed": "seed"}
SAFE = {"enable_safety_checker": True, "safety_tolerance": "2"}

FLUX_2_PRO = Model(
    key="fal-flux-2-pro",
    label="FLUX.2 Pro",
    provider="fal",
    kind="image",
    endpoint="fal-ai/flux-2-pro",
    edit_endpoint="fal-ai/flux-2-pro/edit",
    summary="Photographic quality without any settings; keeps people and products alike across references.",
    price=Price(Decimal("0.03"), unit="megapixel", further=Decimal("0.015"), per_input=Decimal("0.03")),
    speed_seconds=12,
    source="optional",
    references_max=8,
    aspect_ratios=RATIOS,
    resolutions=("1k", "2k"),
    formats=("png", "jpeg"),
    pinned=SAFE,
    wire=WIRE,
    # What goes in is billed like what comes out.
    input_limits=InputLimits(megapixels=2),
)

FLUX_2_FLEX = replace(
    FLUX_2_PRO,
    key="fal-flux-2-flex",
    label="FLUX.2 Flex",
    endpoint="fal-ai/flux-2-flex",
    edit_endpoint="fal-ai/flux-2-flex/edit",
    summary="FLUX.2 for lettering and fine layout, with more steps than Pro.",
    price=Price(Decimal("0.05"), unit="megapixel", per_input=Decimal("0.10")),
    speed_seconds=25,
    references_max=9,
    pinned={**SAFE, "num_inference_steps": 28, "guidance_scale": 3.5},
)

FLUX_2_MAX = replace(
    FLUX_2_PRO,
    key="fal-flux-2-max",
    label="FLUX.2 Max",
    endpoint="fal-ai/flux-2-max",
    edit_endpoint="fal-ai/flux-2-max/edit",
    summary="The best FLUX.2: the finest detail and the closest reading of the prompt.",
    price=Price(Decimal("0.07"), unit="megapixel", further=Decimal("0.03"), per_input=Decimal("0.06")),
    speed_seconds=25,
)

FLUX_2_KLEIN = replace(
    FLUX_2_PRO,
    key="fal-flux-2-klein-9b",
    label="FLUX.2 Klein 9B",
    endpoint="fal-ai/flux-2/klein/9b",
    edit_endpoint="fal-ai/flux-2/klein/9b/edit",
    summary="Drafts in seconds for less than a cent.",
    price=Price(Decimal("0.006"), unit="megapixel", per_input=Decimal("0.022"), edit_amount=Decimal("0.011")),
    speed_seconds=4,
    references_max=3,
    resolutions=("1k",),
    formats=("png", "jpeg", "webp"),
    # One at a time: its inputs are billed again for each output.
    pinned={"enable_safety_checker": True, "num_inference_steps": 4, "num_images": 1},
)

MODELS = (FLUX_2_PRO, FLUX_2_FLEX, FLUX_2_MAX, FLUX_2_KLEIN)
