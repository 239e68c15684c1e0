"""Every entry speaks its endpoint's language, reaches it with every picture, and costs no more than it says."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from providers.base import InputFile, Request
from providers.catalog import MODELS, get
from providers.catalog.model import Model
from providers.fal.payload import body, endpoint_of
from tests.doubles.catalogue import ENDPOINTS
from tests.doubles.pricing import cost
from tests.doubles.sizes import dimensions

PICTURES = [model for model in MODELS.values() if model.kind == "image"]
FAL = [pytest.param(model, id=model.key) for model in PICTURES if model.provider == "fal"]
EDITORS = [param for param in FAL if param.values[0].takes_pictures]  # type: ignore[union-attr]
LARGEST_INPUT = {0: (4096, 4096), 2: (2048, 1024), 4: (2048, 2048)}
# Input pictures that the makers take in one request, the one that is edited among them.
PUBLISHED_INPUTS = {
    "fal-seedream-5": 10,
    "fal-seedream-5-lite": 10,
    "fal-seedream-4.5": 10,
    "fal-flux-2-pro": 9,
    "fal-flux-2-flex": 10,
    "fal-flux-2-max": 9,
    "fal-flux-2-klein-9b": 4,
    "fal-nano-banana-pro": 14,
    "fal-nano-banana-2": 14,
    "fal-grok-imagine": 3,
    "fal-gpt-image-2": 16,
    "fal-qwen-image-2": 3,
    "fal-qwen-image-2-pro": 3,
    "openai-gpt-image-2.5-sunburst": 16,
    "openai-gpt-image-2.5-flare": 16,
    "openai-gpt-image-2": 16,
}


def requests(model: Model) -> list[Request]:
    """Each shape and size of the model: alone, with a source, and with as many pictures as it takes."""
    files = tuple(InputFile(Path(f"{index}.png"), "image/png", f"{index:064}") for index in range(20))
    counts = (0, model.references_max) if model.takes_pictures else ()
    inputs = [(None, ()), *((files[0], files[1 : 1 + count]) for count in counts)]
    return [
        Request(model, "a boat", "t", Path(), ratio, resolution, outputs, 7, source=source, references=references)
        for ratio, resolution, (source, references), outputs in product(
            model.aspect_ratios, model.resolutions, inputs, {1, model.outputs_max}
        )
    ]


def urls(request: Request) -> list[str]:
    return [f"https://v3.fal.media/files/{file.path}" for file in request.inputs]


def test_at_least_twelve_current_models_of_fal_make_pictures() -> None:
    assert len(FAL) >= 12
    assert len({model.label for model in MODELS.values()}) == len(MODELS)
    assert get("fal-seedream-5") is MODELS["fal-seedream-5"]
    assert get("no-such-model") is None


@pytest.mark.parametrize("model", FAL)
def test_every_payload_is_what_the_endpoint_accepts(model: Model) -> None:
    problems = {
        str(problem)
        for request in requests(model)
        for problem in ENDPOINTS[endpoint_of(request)].problems(body(request, urls(request)))
    }
    assert not problems


def test_a_model_takes_as_many_pictures_as_its_maker_says() -> None:
    counts = {model.key: 1 + model.references_max for model in PICTURES if model.provider in ("fal", "openai")}
    assert {key: count for key, count in counts.items() if MODELS[key].takes_pictures} == PUBLISHED_INPUTS


@pytest.mark.parametrize("model", EDITORS)
def test_every_reference_reaches_the_wire_with_the_source_first(model: Model) -> None:
    fullest = requests(model)[-1]
    assert len(fullest.inputs) == 1 + model.references_max
    assert body(fullest, urls(fullest))[model.wire["inputs"]] == urls(fullest)
    assert endpoint_of(fullest) == model.edit_endpoint


@pytest.mark.parametrize("model", FAL)
def test_the_estimate_is_never_below_the_bill(model: Model) -> None:
    for request in requests(model):
        payload, endpoint = body(request, urls(request)), ENDPOINTS[endpoint_of(request)]
        inputs = [LARGEST_INPUT[model.input_limits.megapixels]] * len(request.inputs)
        billed = cost(endpoint, payload, dimensions(endpoint, payload, inputs[0] if inputs else None), inputs)
        width, height = model.size(request.aspect_ratio, request.resolution)
        estimate = model.estimate(
            width=width, height=height, resolution=request.resolution, outputs=request.outputs, inputs=len(inputs)
        )
        assert estimate >= billed, (request.aspect_ratio, request.resolution, len(inputs))


@pytest.mark.parametrize("model", FAL)
def test_a_handle_finds_the_request_whichever_endpoint_took_it(model: Model) -> None:
    apps = {endpoint.split("/")[:2][-1] for endpoint in (model.endpoint, model.edit_endpoint) if endpoint}
    assert len(apps) == 1


@pytest.mark.parametrize("model", FAL)
def test_what_costs_money_or_surprises_is_always_said(model: Model) -> None:
    payload = body(requests(model)[0], [])
    fields = ENDPOINTS[model.endpoint].row["input"]["properties"]
    said = {"image_size", "aspect_ratio", "resolution", "quality", "num_images", "max_images", "output_format"} & set(
        fields
    )
    said |= {name for name in fields if "expansion" in name or "web_search" in name or name == "rendering_speed"}
    assert said <= set(payload)
    assert payload.get("enable_safety_checker", True) is True


@pytest.mark.parametrize(
    ("key", "ratio", "resolution", "size"),
    [
        ("fal-flux-2-pro", "16:9", "1k", (1280, 720)),
        ("fal-seedream-5", "16:9", "1k", (1536, 864)),
        ("fal-seedream-4.5", "1:1", "4k", (4096, 4096)),
        ("openai-gpt-image-2", "9:16", "4k", (2160, 3840)),
    ],
)
def test_sizes_keep_the_ratio_exactly(key: str, ratio: str, resolution: str, size: tuple[int, int]) -> None:
    assert MODELS[key].size(ratio, resolution) == size


@pytest.mark.parametrize(
    ("keys", "least", "most", "edge"),
    [
        (["fal-gpt-image-2", *(key for key in MODELS if key.startswith("openai-"))], 655_360, 8_294_400, 3840),
        (["fal-seedream-5"], 1024**2, 2048**2, 4096),
        (["fal-seedream-5-lite", "fal-seedream-4.5"], 2560 * 1440, 4096**2, 6400),
        (["fal-qwen-image-2", "fal-qwen-image-2-pro"], 512**2, 2048**2, 2560),
        (["fal-flux-2-pro", "fal-flux-2-flex", "fal-flux-2-max"], 512**2, 4 * 1024**2, 3072),
    ],
)
def test_sizes_stay_within_the_published_limits(keys: list[str], least: int, most: int, edge: int) -> None:
    for model in map(MODELS.__getitem__, keys):
        for ratio, resolution in product(model.aspect_ratios, model.resolutions):
            width, height = model.size(ratio, resolution)
            assert least <= width * height <= most, (model.key, ratio, resolution)
            assert max(width, height) <= edge
            assert width % 16 == height % 16 == 0


@pytest.mark.parametrize("model", FAL)
def test_every_kind_of_file_of_the_endpoints_can_be_had_and_is_a_png_unasked(model: Model) -> None:
    for endpoint in filter(None, (model.endpoint, model.edit_endpoint)):
        field = ENDPOINTS[endpoint].row["input"]["properties"].get("output_format", {"enum": []})
        assert set(model.formats) == set(field["enum"])
    asked = [replace(requests(model)[0], format=name) for name in ("", *model.formats)]
    said = [body(request, []).get("output_format") for request in asked]
    assert said == [next(iter(model.formats), None), *model.formats]
    assert said[0] in ("png", None)
