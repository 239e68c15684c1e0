"""Kling (Kuaishou) at fal. Without a field for it, a clip has the shape of its first picture."""

from dataclasses import replace

from providers.catalog.camera import MOVES
from providers.catalog.fal_video_common import RATIOS, ROOM, WIRE, between, per_second
from providers.catalog.model import InputLimits, Model

# Published as 1:2.5 to 2.5:1; a little less, because what is cut off is a whole number of pixels.
LIMITS = InputLimits(megabytes=10, shortest_edge=300, ratio=(1 / 2.4, 2.4), formats=("PNG", "JPEG"))
TEXT = "fal-ai/kling-video/v3/pro/text-to-video"

KLING_3_PRO = Model(
    key="fal-kling-3-pro",
    label="Kling 3 Pro",
    provider="fal",
    kind="video",
    endpoint=TEXT,
    edit_endpoint="fal-ai/kling-video/v3/pro/image-to-video",
    summary="Film-like motion and steady faces, from words or from a first and a last picture. Silent.",
    price=per_second({"1080p": "0.112"}),
    speed_seconds=180,
    source="optional",
    end_frame=True,
    aspect_ratios=("16:9", "9:16", "1:1"),
    resolutions=("1080p",),
    durations=between(3, 15, first=5),
    camera_moves=MOVES,
    takes_seed=False,
    prompt_max=2500 - ROOM,
    # Left alone it speaks, for half as much again.
    pinned={"generate_audio": False},
    wire={**WIRE, "start": "start_image_url", "end": "end_image_url"},
    wire_at={TEXT: {"aspect_ratio": "aspect_ratio"}},
    input_limits=LIMITS,
)

KLING_3_STANDARD = replace(
    KLING_3_PRO,
    key="fal-kling-3-standard",
    label="Kling 3 Standard",
    endpoint="fal-ai/kling-video/v3/standard/image-to-video",
    edit_endpoint="",
    summary="Kling 3 for less: the same motion at 720p, with a first and a last picture. Silent.",
    price=per_second({"720p": "0.084"}),
    speed_seconds=120,
    source="required",
    aspect_ratios=RATIOS,
    resolutions=("720p",),
    wire_at={},
)

KLING_3_TURBO_PRO = replace(
    KLING_3_STANDARD,
    key="fal-kling-3-turbo-pro",
    label="Kling 3 Turbo Pro",
    endpoint="fal-ai/kling-video/v3/turbo/pro/image-to-video",
    summary="The quick Kling 3 in full HD.",
    price=per_second({"1080p": "0.14"}),
    speed_seconds=90,
    end_frame=False,
    resolutions=("1080p",),
    pinned={},
    wire=WIRE,
    input_limits=replace(LIMITS, megabytes=50),
)

KLING_3_TURBO = replace(
    KLING_3_TURBO_PRO,
    key="fal-kling-3-turbo",
    label="Kling 3 Turbo",
    endpoint="fal-ai/kling-video/v3/turbo/standard/image-to-video",
    summary="The quick Kling 3 at 720p.",
    price=per_second({"720p": "0.112"}),
    speed_seconds=60,
    resolutions=("720p",),
)

KLING_2_5_TURBO = replace(
    KLING_3_STANDARD,
    key="fal-kling-2.5-turbo",
    label="Kling 2.5 Turbo",
    endpoint="fal-ai/kling-video/v2.5-turbo/pro/image-to-video",
    summary="The proven Kling: lively motion in full HD at a low price.",
    price=per_second({"1080p": "0.07"}),
    resolutions=("1080p",),
    durations=(5, 10),
    pinned={},
    wire={**WIRE, "end": "tail_image_url"},
)

MODELS = (KLING_3_PRO, KLING_3_STANDARD, KLING_3_TURBO_PRO, KLING_3_TURBO, KLING_2_5_TURBO)
