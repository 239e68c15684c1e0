"""What the clip models at fal cannot do is refused before it costs."""

import pytest
from django.core.exceptions import ValidationError

from generations.planning import Inputs, Order, Picture, plan
from providers.catalog import MODELS

WIDE, TALL = Picture(1, 1280, 720), Picture(2, 720, 1280)
FAL_CLIPS = ("fal", "video")
STILL, BOTH = Inputs(source=WIDE), Inputs(source=WIDE, end_frame=TALL)


def order(key: str, **changes: object) -> Order:
    return Order(**{"models": (key,), "prompts": ("a boat",), **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("key", "changes", "inputs", "said"),
    [
        ("fal-kling-2.5-turbo", {"duration": 7}, STILL, "cannot last 7 s"),
        ("fal-hailuo-2.3-pro", {"duration": 10}, STILL, "cannot last 10 s"),
        ("fal-wan-2.7", {"resolution": "4k"}, STILL, "cannot make the resolution 4k"),
        ("fal-veo-3.1", {"aspect_ratio": "1:1"}, STILL, "cannot make the aspect ratio 1:1"),
        ("fal-kling-3-standard", {}, Inputs(), "needs a picture to start from"),
        ("fal-veo-3.1-fast", {}, BOTH, "takes no picture to end with"),
        ("fal-veo-3.1", {}, Inputs(end_frame=TALL), "needs a picture to start from when it is given the end"),
        ("fal-pixverse-4.5", {"camera_move": "handheld"}, STILL, "does not know this camera move"),
        ("fal-grok-imagine-video", {}, Inputs((TALL,), WIDE), "takes no reference pictures"),
        ("fal-wan-2.5", {"prompts": ("x" * 1450,)}, STILL, "takes at most 1400 characters"),
        ("fal-ltx-2.3", {"outputs": 2}, STILL, "makes at most 1 at a time"),
        ("fal-seedream-5", {}, STILL, "makes image, and this session holds video"),
    ],
)
def test_what_a_model_cannot_do_is_said(key: str, changes: dict[str, object], inputs: Inputs, said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        plan(order(key, **changes), kind="video", inputs=inputs)
    assert said in " ".join(caught.value.message_dict["models"])


@pytest.mark.parametrize("key", [model.key for model in MODELS.values() if (model.provider, model.kind) == FAL_CLIPS])
def test_a_plan_names_length_shape_and_price(key: str) -> None:
    model = MODELS[key]
    planned = plan(order(key), kind="video", inputs=BOTH if model.end_frame else STILL)
    parameters = planned.calls[0].parameters
    assert (parameters["duration"], parameters["resolution"]) == (model.durations[0], model.resolutions[0])
    assert parameters["aspect_ratio"] == "16:9"
    assert planned.total > 0
