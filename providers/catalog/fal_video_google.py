"""Veo (Google) at fal. Pictures of another shape than the clip's are cropped there."""

from dataclasses import replace

from providers.catalog.camera import MOVES
from providers.catalog.fal_video_common import WIRE, WITH_UNIT, per_second
from providers.catalog.model import InputLimits, Model

BOTH_ENDS = "fal-ai/veo3.1/first-last-frame-to-video"

VEO_3_1 = Model(
    key="fal-veo-3.1",
    label="Veo 3.1",
    provider="fal",
    kind="video",
    endpoint="fal-ai/veo3.1",
    edit_endpoint="fal-ai/veo3.1/image-to-video",
    end_endpoint=BOTH_ENDS,
    summary="Google's best: physics, light and detail like film, up to 4k; first and last picture. Silent.",
    price=per_second({"720p": "0.20", "1080p": "0.20", "4k": "0.40"}),
    speed_seconds=120,
    source="optional",
    end_frame=True,
    aspect_ratios=("16:9", "9:16"),
    resolutions=("720p", "1080p", "4k"),
    durations=(8, 4, 6),
    camera_moves=MOVES,
    # Left alone it speaks for twice the price, and rewrites prompts that it would refuse.
    pinned={"generate_audio": False, "auto_fix": False, "safety_tolerance": "4"},
    wire={**WIRE, "aspect_ratio": "aspect_ratio", "resolution": "resolution", "seed": "seed"},
    wire_at={BOTH_ENDS: {"start": "first_frame_url", "end": "last_frame_url"}},
    words={"duration": WITH_UNIT},
    input_limits=InputLimits(megabytes=8, shortest_edge=720),
)

VEO_3_1_FAST = replace(
    VEO_3_1,
    key="fal-veo-3.1-fast",
    label="Veo 3.1 Fast",
    endpoint="fal-ai/veo3.1/fast",
    edit_endpoint="fal-ai/veo3.1/fast/image-to-video",
    end_endpoint="",
    summary="Veo 3.1 at half the price and in half the time. Silent.",
    price=per_second({"720p": "0.10", "1080p": "0.10", "4k": "0.30"}),
    speed_seconds=60,
    end_frame=False,
    wire_at={},
)

MODELS = (VEO_3_1, VEO_3_1_FAST)
