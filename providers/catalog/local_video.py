"""Clip models that run on this machine: a camera that moves over a still, no key, no network, no AI."""

from dataclasses import replace
from decimal import Decimal

from providers.catalog.camera import MOVES, pick
from providers.catalog.local import RATIOS
from providers.catalog.model import Model, Price

_FLAT = ("push-in", "pull-out", "pan-left", "pan-right", "tilt-up", "tilt-down", "roll-left", "roll-right")

CAMERA = Model(
    key="local-camera",
    label="Local · Camera (no AI)",
    provider="local",
    kind="video",
    endpoint="camera",
    edit_endpoint="camera",
    summary="Moves a camera over your picture, without AI: push, pull, pan, tilt, roll, handheld or static light.",
    price=Price(Decimal(0), "video"),
    speed_seconds=3,
    source="required",
    aspect_ratios=("16:9", *(ratio for ratio in RATIOS if ratio != "16:9")),
    resolutions=("720p", "1080p", "480p"),
    durations=(3, 5, 8, 10),
    camera_moves=pick(*_FLAT, "handheld", "static"),
    takes_seed=False,
)

DEPTH = replace(
    CAMERA,
    key="local-depth",
    label="Local · Depth (no AI)",
    endpoint="depth",
    edit_endpoint="depth",
    summary="Orbits, dollies, tracks and cranes around your picture, without AI. Depth is a guess: faces may warp.",
    speed_seconds=4,
    camera_moves=MOVES,
)

DRIFT = replace(
    CAMERA,
    key="local-drift",
    label="Local · Drift (no AI)",
    endpoint="drift",
    edit_endpoint="",
    summary="Lets a current carry a drawn abstract along, without AI: ribbons, or nebulae and ink if you say so.",
    speed_seconds=5,
    source="no",
    takes_seed=True,
)

MODELS: tuple[Model, ...] = (CAMERA, DEPTH, DRIFT)
