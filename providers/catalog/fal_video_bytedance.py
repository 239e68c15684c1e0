"""Seedance (ByteDance) at fal. Its sound costs nothing, so it stays on."""

from dataclasses import replace

from providers.catalog.camera import MOVES
from providers.catalog.fal_video_common import WIRE, between, per_second
from providers.catalog.model import InputLimits, Model

SEEDANCE_2 = Model(
    key="fal-seedance-2",
    label="Seedance 2",
    provider="fal",
    kind="video",
    endpoint="bytedance/seedance-2.0/text-to-video",
    edit_endpoint="bytedance/seedance-2.0/image-to-video",
    summary="Follows long directions shot by shot, up to 4k and with sound; first and last picture.",
    price=per_second({"720p": "0.3034", "480p": "0.1346", "1080p": "0.682", "4k": "1.5552"}),
    speed_seconds=150,
    source="optional",
    end_frame=True,
    aspect_ratios=("16:9", "9:16", "1:1", "4:3", "3:4", "21:9"),
    resolutions=("720p", "480p", "1080p", "4k"),
    # Left alone the model decides how long a clip is, and so what it costs.
    durations=between(4, 15, first=5),
    camera_moves=MOVES,
    takes_seed=False,
    pinned={"generate_audio": True, "bitrate_mode": "standard"},
    wire={**WIRE, "end": "end_image_url", "aspect_ratio": "aspect_ratio", "resolution": "resolution"},
    input_limits=InputLimits(megabytes=30, shortest_edge=300, longest_edge=6000, ratio=(1 / 2.4, 2.4)),
)

SEEDANCE_2_FAST = replace(
    SEEDANCE_2,
    key="fal-seedance-2-fast",
    label="Seedance 2 Fast",
    endpoint="bytedance/seedance-2.0/fast/image-to-video",
    edit_endpoint="",
    summary="Seedance 2 in about half the time, with sound; first and last picture.",
    price=per_second({"720p": "0.2419"}),
    speed_seconds=80,
    source="required",
    resolutions=("720p",),
)

SEEDANCE_2_MINI = replace(
    SEEDANCE_2_FAST,
    key="fal-seedance-2-mini",
    label="Seedance 2 Mini",
    endpoint="bytedance/seedance-2.0/mini/image-to-video",
    summary="The small Seedance 2: drafts with sound; first and last picture.",
    price=per_second({"720p": "0.1547", "480p": "0.0721"}),
    speed_seconds=60,
    resolutions=("720p", "480p"),
    pinned={"generate_audio": True},
)

MODELS = (SEEDANCE_2, SEEDANCE_2_FAST, SEEDANCE_2_MINI)
