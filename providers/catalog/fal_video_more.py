"""Clip models of several makers at fal."""

from dataclasses import replace
from decimal import Decimal

from providers.catalog.camera import MOVES, pick
from providers.catalog.fal_video_common import AS_NUMBERS, RATIOS, ROOM, WIRE, WITH_UNIT, between, per_clip, per_second
from providers.catalog.model import InputLimits, Model

LTX_2_3 = Model(
    key="fal-ltx-2.3",
    label="LTX 2.3",
    provider="fal",
    kind="video",
    endpoint="fal-ai/ltx-2.3/image-to-video",
    summary="Large for little: full HD to 4k with sound, from an open model; first and last picture.",
    price=per_second({"1080p": "0.06", "1440p": "0.12", "4k": "0.24"}),
    speed_seconds=60,
    source="required",
    end_frame=True,
    aspect_ratios=("16:9", "9:16"),
    resolutions=("1080p", "1440p", "4k"),
    durations=(6, 8, 10),
    camera_moves=MOVES,
    takes_seed=False,
    # Its sound costs nothing.
    pinned={"generate_audio": True, "fps": 25},
    wire={**WIRE, "end": "end_image_url", "aspect_ratio": "aspect_ratio", "resolution": "resolution"},
    words={"duration": AS_NUMBERS, "resolution": {"4k": "2160p"}},
)

GROK_IMAGINE_VIDEO = Model(
    key="fal-grok-imagine-video",
    label="Grok Imagine Video",
    provider="fal",
    kind="video",
    endpoint="xai/grok-imagine-video/image-to-video",
    summary="Fast and inexpensive, with sound and a bold look.",
    price=replace(per_second({"720p": "0.07", "480p": "0.05"}), per_input=Decimal("0.002")),
    speed_seconds=40,
    source="required",
    aspect_ratios=("16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3"),
    resolutions=("720p", "480p"),
    durations=between(1, 15, first=6),
    camera_moves=MOVES,
    takes_seed=False,
    wire={**WIRE, "aspect_ratio": "aspect_ratio", "resolution": "resolution"},
    words={"duration": AS_NUMBERS},
)

RAY_3_2 = Model(
    key="fal-ray-3.2",
    label="Luma Ray 3.2",
    provider="fal",
    kind="video",
    endpoint="luma/agent/ray/v3.2/image-to-video",
    summary="Natural light and calm camera work: five seconds; first and last picture. Silent.",
    price=per_clip({"720p": "1", "540p": "0.50", "1080p": "2"}),
    speed_seconds=90,
    source="required",
    end_frame=True,
    aspect_ratios=("16:9", "9:16", "1:1", "4:3", "3:4", "21:9"),
    resolutions=("720p", "540p", "1080p"),
    # Ten seconds are for clips between many pictures only.
    durations=(5,),
    camera_moves=MOVES,
    takes_seed=False,
    pinned={"hdr": False, "exr_export": False, "loop": False},
    wire={**WIRE, "end": "end_image_url", "aspect_ratio": "aspect_ratio", "resolution": "resolution"},
    words={"duration": WITH_UNIT},
)

PIXVERSE_MOVES = {
    "static": "fix_bg",
    "push-in": "zoom_in",
    "pull-out": "zoom_out",
    "pan-left": "pan_left",
    "pan-right": "pan_right",
    "tilt-up": "vertical_up",
    "tilt-down": "vertical_down",
    "track-left": "horizontal_left",
    "track-right": "horizontal_right",
    "dolly-zoom": "hitchcock",
    "crane-up": "crane_up",
}

PIXVERSE_4_5 = Model(
    key="fal-pixverse-4.5",
    label="PixVerse 4.5",
    provider="fal",
    kind="video",
    endpoint="fal-ai/pixverse/v4.5/image-to-video",
    summary="Obeys its camera moves exactly, at a speed of its own: five seconds. Silent.",
    # What its fast kind costs, the highest price that is published.
    price=per_clip({"720p": "0.40", "540p": "0.30", "1080p": "0.80"}),
    speed_seconds=60,
    source="required",
    aspect_ratios=RATIOS,
    resolutions=("720p", "540p", "1080p"),
    durations=(5,),
    camera_moves=pick(*PIXVERSE_MOVES),
    prompt_max=2048 - ROOM,
    wire={**WIRE, "resolution": "resolution", "camera_move": "camera_movement", "seed": "seed"},
    words={"camera_move": PIXVERSE_MOVES},
    input_limits=InputLimits(megabytes=20, longest_edge=4000),
)

MODELS = (LTX_2_3, GROK_IMAGINE_VIDEO, RAY_3_2, PIXVERSE_4_5)
