"""Hailuo (MiniMax) at fal: billed by the clip. A clip has the shape of its first picture."""

from dataclasses import replace
from decimal import Decimal

from providers.catalog.camera import MOVES
from providers.catalog.fal_video_common import RATIOS, ROOM, WIRE
from providers.catalog.model import InputLimits, Model, Price

HAILUO_2_3_PRO = Model(
    key="fal-hailuo-2.3-pro",
    label="Hailuo 2.3 Pro",
    provider="fal",
    kind="video",
    endpoint="fal-ai/minimax/hailuo-2.3/pro/image-to-video",
    summary="Dance, sport and strong feelings in full HD: six seconds. Silent.",
    price=Price(Decimal("0.49"), "video"),
    speed_seconds=180,
    source="required",
    aspect_ratios=RATIOS,
    resolutions=("1080p",),
    durations=(6,),
    camera_moves=MOVES,
    takes_seed=False,
    prompt_max=2000 - ROOM,
    pinned={"prompt_optimizer": False},
    # It always lasts six seconds and has no field to say so.
    wire={"prompt": "prompt", "start": "image_url"},
    input_limits=InputLimits(megabytes=20, shortest_edge=301, ratio=(1 / 2.4, 2.4)),
)

HAILUO_2_3 = replace(
    HAILUO_2_3_PRO,
    key="fal-hailuo-2.3",
    label="Hailuo 2.3",
    endpoint="fal-ai/minimax/hailuo-2.3/standard/image-to-video",
    summary="Dance, sport and strong feelings at 768p: six or ten seconds. Silent.",
    price=Price(Decimal("0.28"), "video", by_duration={6: Decimal("0.28"), 10: Decimal("0.56")}),
    speed_seconds=120,
    resolutions=("768p",),
    durations=(6, 10),
    wire=WIRE,
)

HAILUO_2_3_FAST_PRO = replace(
    HAILUO_2_3_PRO,
    key="fal-hailuo-2.3-fast-pro",
    label="Hailuo 2.3 Fast Pro",
    endpoint="fal-ai/minimax/hailuo-2.3-fast/pro/image-to-video",
    summary="The quick Hailuo in full HD: six seconds. Silent.",
    price=Price(Decimal("0.33"), "video"),
    speed_seconds=90,
)

HAILUO_2_3_FAST = replace(
    HAILUO_2_3,
    key="fal-hailuo-2.3-fast",
    label="Hailuo 2.3 Fast",
    endpoint="fal-ai/minimax/hailuo-2.3-fast/standard/image-to-video",
    summary="Cheap drafts at 768p: six or ten seconds. Silent.",
    price=Price(Decimal("0.19"), "video", by_duration={6: Decimal("0.19"), 10: Decimal("0.32")}),
    speed_seconds=60,
)

MODELS = (HAILUO_2_3_PRO, HAILUO_2_3, HAILUO_2_3_FAST_PRO, HAILUO_2_3_FAST)
