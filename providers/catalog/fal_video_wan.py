"""Wan (Alibaba) at fal. A clip has the shape of its first picture."""

from dataclasses import replace

from providers.catalog.camera import MOVES
from providers.catalog.fal_video_common import AS_NUMBERS, RATIOS, ROOM, WIRE, between, per_second
from providers.catalog.model import InputLimits, Model

WAN_2_7 = Model(
    key="fal-wan-2.7",
    label="Wan 2.7",
    provider="fal",
    kind="video",
    endpoint="fal-ai/wan/v2.7/image-to-video",
    summary="Steady all-rounder for stylised and real pictures; first and last picture, repeatable by its seed.",
    price=per_second({"720p": "0.10", "1080p": "0.15"}),
    speed_seconds=120,
    source="required",
    end_frame=True,
    aspect_ratios=RATIOS,
    resolutions=("720p", "1080p"),
    durations=between(2, 15, first=5),
    camera_moves=MOVES,
    prompt_max=5000 - ROOM,
    pinned={"enable_prompt_expansion": False, "enable_safety_checker": True},
    wire={**WIRE, "end": "end_image_url", "resolution": "resolution", "seed": "seed"},
    words={"duration": AS_NUMBERS},
    input_limits=InputLimits(megabytes=20, shortest_edge=240, longest_edge=7680),
)

WAN_2_5 = replace(
    WAN_2_7,
    key="fal-wan-2.5",
    label="Wan 2.5",
    endpoint="fal-ai/wan-25-preview/image-to-video",
    summary="The cheaper Wan, down to 480p for drafts.",
    price=per_second({"720p": "0.10", "480p": "0.05", "1080p": "0.15"}),
    end_frame=False,
    resolutions=("720p", "480p", "1080p"),
    durations=(5, 10),
    prompt_max=1500 - ROOM,
    wire={**WIRE, "resolution": "resolution", "seed": "seed"},
    words={},
    input_limits=InputLimits(megabytes=10, shortest_edge=360, longest_edge=2000),
)

MODELS = (WAN_2_7, WAN_2_5)
