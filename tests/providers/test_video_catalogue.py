"""Every clip model speaks its endpoint's language, with every frame under its name, and costs what it says."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
from PIL import Image

from providers.base import InputFile, Payload, Request
from providers.catalog import MODELS
from providers.catalog.camera import MOVES, words
from providers.catalog.model import Model
from providers.fal.payload import body, endpoint_of
from tests.doubles.catalogue import ENDPOINTS
from tests.doubles.pricing import cost

CLIPS = [model for model in MODELS.values() if model.provider == "fal" and model.kind == "video"]
LONGEST_WORDS = max((words(move.key, 100) for move in MOVES), key=len)
# The names on the wire of a clip's first and last picture.
FRAMES = {
    "fal-kling-3-pro": ("start_image_url", "end_image_url"),
    "fal-kling-3-standard": ("start_image_url", "end_image_url"),
    "fal-kling-3-turbo-pro": ("image_url", ""),
    "fal-kling-3-turbo": ("image_url", ""),
    "fal-kling-2.5-turbo": ("image_url", "tail_image_url"),
    "fal-seedance-2": ("image_url", "end_image_url"),
    "fal-seedance-2-fast": ("image_url", "end_image_url"),
    "fal-seedance-2-mini": ("image_url", "end_image_url"),
    "fal-veo-3.1": ("first_frame_url", "last_frame_url"),
    "fal-veo-3.1-fast": ("image_url", ""),
    "fal-wan-2.7": ("image_url", "end_image_url"),
    "fal-wan-2.5": ("image_url", ""),
    "fal-hailuo-2.3-pro": ("image_url", ""),
    "fal-hailuo-2.3": ("image_url", ""),
    "fal-hailuo-2.3-fast-pro": ("image_url", ""),
    "fal-hailuo-2.3-fast": ("image_url", ""),
    "fal-ltx-2.3": ("image_url", "end_image_url"),
    "fal-grok-imagine-video": ("image_url", ""),
    "fal-ray-3.2": ("image_url", "end_image_url"),
    "fal-pixverse-4.5": ("image_url", ""),
}
# Dollars of the shortest clip at the resolution that is meant when none is named, and of the longest at the highest.
PUBLISHED_PRICES = {
    "fal-kling-3-pro": ("0.336", "1.68"),
    "fal-kling-3-standard": ("0.252", "1.26"),
    "fal-kling-3-turbo-pro": ("0.42", "2.10"),
    "fal-kling-3-turbo": ("0.336", "1.68"),
    "fal-kling-2.5-turbo": ("0.35", "0.70"),
    "fal-seedance-2": ("1.2136", "23.328"),
    "fal-seedance-2-fast": ("0.9676", "3.6285"),
    "fal-seedance-2-mini": ("0.6188", "2.3205"),
    "fal-veo-3.1": ("0.80", "3.20"),
    "fal-veo-3.1-fast": ("0.40", "2.40"),
    "fal-wan-2.7": ("0.20", "2.25"),
    "fal-wan-2.5": ("0.50", "1.50"),
    "fal-hailuo-2.3-pro": ("0.49", "0.49"),
    "fal-hailuo-2.3": ("0.28", "0.56"),
    "fal-hailuo-2.3-fast-pro": ("0.33", "0.33"),
    "fal-hailuo-2.3-fast": ("0.19", "0.32"),
    "fal-ltx-2.3": ("0.36", "2.40"),
    "fal-grok-imagine-video": ("0.07", "1.05"),
    "fal-ray-3.2": ("1", "2"),
    "fal-pixverse-4.5": ("0.40", "0.80"),
}

clips = pytest.mark.parametrize("model", CLIPS, ids=lambda model: model.key)


@pytest.fixture
def still(tmp_path: Path) -> InputFile:
    Image.new("RGB", (1280, 720)).save(tmp_path / "still.png")
    return InputFile(tmp_path / "still.png", "image/png", "1" * 64)


def requests(model: Model, still: InputFile) -> Iterator[Request]:
    """Each shape, size and length of the model: from words alone, from a still, and from a still to another one."""
    ends = [(None, None)] * (model.source != "required") + [(still, None)] + [(still, still)] * model.end_frame
    for ratio, resolution, duration, (source, end) in product(
        model.aspect_ratios, model.resolutions, model.durations, ends
    ):
        plain = Request(model, "a boat", "t", Path(), ratio, resolution, 1, 7, duration)
        yield replace(plain, source=source, end_frame=end)


def sent_body(request: Request) -> Payload:
    end = {"end": "https://v3.fal.media/end"} if request.end_frame else {}
    return body(request, ["https://v3.fal.media/start"] if request.source else [], end)


def estimate(request: Request) -> Decimal:
    width, height = request.model.size(request.aspect_ratio, request.resolution)
    inputs = (request.source is not None) + (request.end_frame is not None)
    return request.model.estimate(
        width=width, height=height, resolution=request.resolution, outputs=1, duration=request.duration, inputs=inputs
    )


def test_at_least_ten_current_models_animate_a_still() -> None:
    assert len([model for model in CLIPS if model.source != "no"]) >= 10
    assert {model.key for model in CLIPS} == set(FRAMES) == set(PUBLISHED_PRICES)
    assert {model.key for model in CLIPS if model.end_frame} == {key for key, (_, end) in FRAMES.items() if end}


@clips
def test_every_payload_is_what_the_endpoint_accepts(model: Model, still: InputFile) -> None:
    asked = list(requests(model, still))
    moving = [replace(asked[-1], camera_move=move.key) for move in model.camera_moves]
    problems = {
        str(problem)
        for request in [*asked, *moving]
        for problem in ENDPOINTS[endpoint_of(request)].problems(sent_body(request))
    }
    assert not problems


@clips
def test_every_frame_goes_under_its_own_name(model: Model, still: InputFile) -> None:
    *_, fullest = requests(model, still)
    payload, (start, end) = sent_body(fullest), FRAMES[model.key]
    assert payload[start] == "https://v3.fal.media/start"
    assert not end or payload[end] == "https://v3.fal.media/end"
    urls = [name for name in payload if name.endswith(("_url", "_urls"))]
    assert len(urls) == 1 + model.end_frame


@clips
def test_the_estimate_is_what_fal_bills(model: Model, still: InputFile) -> None:
    for request in requests(model, still):
        payload, endpoint = sent_body(request), ENDPOINTS[endpoint_of(request)]
        frames = [(1280, 720)] * ((request.source is not None) + (request.end_frame is not None))
        assert estimate(request) == cost(endpoint, payload, (1280, 720), frames).quantize(Decimal("0.0001"))


@clips
def test_prices_are_the_published_ones(model: Model) -> None:
    amounts = [
        model.estimate(width=1, height=1, resolution=resolution, outputs=1, duration=duration)
        for resolution, duration in (
            (model.resolutions[0], min(model.durations)),
            (max(model.resolutions, key=lambda name: model.size("16:9", name)), max(model.durations)),
        )
    ]
    assert amounts == [Decimal(price) for price in PUBLISHED_PRICES[model.key]]
    assert model.estimate(width=1, height=1, resolution=model.resolutions[0], outputs=1) > 0, "no length was named"


@clips
def test_what_costs_money_or_surprises_is_always_said(model: Model, still: InputFile) -> None:
    for request in requests(model, still):
        payload, row = sent_body(request), ENDPOINTS[endpoint_of(request)].row
        fields = set(row["input"]["properties"])
        said = {"resolution", "duration", "aspect_ratio", "generate_audio", "bitrate_mode", "fps", "auto_fix"} & fields
        said |= {name for name in fields if "expansion" in name or "optimizer" in name}
        assert said <= set(payload)
        assert "auto" not in payload.values()
        assert not ("loud" in row["price"] and payload["generate_audio"]), "sound that costs more"
        assert payload.get("enable_safety_checker", True) is True


@clips
def test_the_longest_prompt_has_room_for_the_longest_camera_move(model: Model, still: InputFile) -> None:
    *_, request = requests(model, still)
    longest = replace(request, prompt="x" * model.prompt_max, camera_move="dolly-zoom", camera_strength=100)
    assert LONGEST_WORDS in sent_body(longest)["prompt"] or "camera_move" in model.wire
    assert not ENDPOINTS[endpoint_of(longest)].problems(sent_body(longest))


@clips
def test_a_seed_is_taken_where_the_endpoint_has_one(model: Model) -> None:
    endpoints = [key for key in (model.endpoint, model.edit_endpoint, model.end_endpoint) if key]
    assert {"seed" in ENDPOINTS[key].row["input"]["properties"] for key in endpoints} == {model.takes_seed}
    assert len({ENDPOINTS[key].app for key in endpoints}) == 1, "a handle names the first endpoint only"


@pytest.mark.parametrize(
    ("key", "ratio", "resolution", "size"),
    [
        ("fal-veo-3.1", "16:9", "4k", (3840, 2160)),
        ("fal-ltx-2.3", "9:16", "1440p", (1440, 2560)),
        ("fal-hailuo-2.3", "4:3", "768p", (1024, 768)),
        ("fal-ray-3.2", "1:1", "540p", (540, 540)),
    ],
)
def test_a_resolution_is_the_shorter_side(key: str, ratio: str, resolution: str, size: tuple[int, int]) -> None:
    assert MODELS[key].size(ratio, resolution) == size
