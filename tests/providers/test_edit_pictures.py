"""An edit, from the pictures on disk to what the model was really given."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import httpx
import numpy as np
import pytest
from PIL import ExifTags, Image

from providers.base import ErrorCode, InputFile, Provider, Rejected, Request
from providers.catalog import MODELS
from providers.catalog.model import InputLimits, Model
from providers.fal.provider import FalProvider
from providers.openai_images import OpenAIProvider
from tests.doubles.server import DoubleServer
from tests.providers.conftest import MakePicture, MakeRequest, input_file, sent

PICTURES = [model for model in MODELS.values() if model.kind == "image" and model.provider in ("fal", "openai")]
EDITORS = [model for model in PICTURES if model.source != "no"]
MASKED = [model for model in EDITORS if model.mask]
WITHIN_ALL_LIMITS = (480, 400)
INPUTS_AT_ONCE = 5

Save = Callable[..., InputFile]


@pytest.fixture
def engines(fal: FalProvider, openai: OpenAIProvider) -> dict[str, Provider]:
    return {"fal": fal, "openai": openai}


@pytest.fixture
def save(tmp_path: Path) -> Save:
    def save(image: Image.Image, kind: str, **options: object) -> InputFile:
        path = tmp_path / f"saved.{kind.lower()}"
        image.save(path, kind, **options)
        return input_file(path, f"image/{kind.lower()}")

    return save


def named(model: Model) -> str:
    return model.key


def noise(width: int, height: int, channels: int = 3) -> Image.Image:
    return Image.fromarray(np.random.default_rng(1).integers(0, 255, (height, width, channels), np.uint8))


def arrived(fal: FalProvider, request: Request) -> tuple[Image.Image, int]:
    """The first picture as it lies at fal, and its bytes."""
    data = httpx.get(fal.prepare(request)["image_urls"][0]).content
    return Image.open(BytesIO(data)), len(data)


def limited(request: Request, limits: InputLimits) -> Request:
    return replace(request, model=replace(request.model, input_limits=limits))


@pytest.mark.parametrize("model", EDITORS, ids=named)
def test_every_picture_arrives_in_order_and_the_mask_where_it_is_taken(
    engines: dict[str, Provider],
    doubles: DoubleServer,
    make_request: MakeRequest,
    make_picture: MakePicture,
    make_mask: MakePicture,
    model: Model,
) -> None:
    count = min(1 + model.references_max, INPUTS_AT_ONCE)
    source, *others = (make_picture(str(number), *WITHIN_ALL_LIMITS) for number in range(count))
    request = make_request(model.key, source=source, references=tuple(others), mask=make_mask())
    sent(engines[model.provider], request)
    bill = doubles.bill()[0]
    assert bill["inputs"] == [file.sha256 for file in (source, *others)]
    assert bill["edit_area"] == ([0, 0, 240, 400] if model.mask else None)
    assert bill["cost"] != "0", "the model refused it"


def test_those_who_publish_a_mask_take_one() -> None:
    assert {model.key for model in MASKED} == {
        "fal-gpt-image-2",
        "openai-gpt-image-2.5-sunburst",
        "openai-gpt-image-2.5-flare",
        "openai-gpt-image-2",
    }


@pytest.mark.parametrize("model", MASKED, ids=named)
def test_the_mask_has_the_size_of_the_picture_as_it_is_sent(
    engines: dict[str, Provider],
    doubles: DoubleServer,
    make_request: MakeRequest,
    make_picture: MakePicture,
    make_mask: MakePicture,
    model: Model,
) -> None:
    mask, limits = make_mask("mask", 1500, 1000), InputLimits(longest_edge=600)
    for size in ((1500, 1000), (200, 100)):
        request = make_request(model.key, source=make_picture("source", *size), mask=mask)
        sent(engines[model.provider], limited(request, limits))
    assert [row["edit_area"] for row in doubles.bill()] == [[0, 0, 300, 400], [0, 0, 100, 100]]


@pytest.mark.parametrize("model", MASKED, ids=named)
def test_a_mask_that_marks_nothing_is_refused_before_it_costs(
    engines: dict[str, Provider],
    doubles: DoubleServer,
    make_request: MakeRequest,
    make_picture: MakePicture,
    model: Model,
) -> None:
    with pytest.raises(Rejected) as caught:
        sent(engines[model.provider], make_request(model.key, source=make_picture("a"), mask=make_picture("opaque")))
    assert caught.value.code is ErrorCode.INVALID_INPUT
    assert caught.value.message.startswith("The mask has no transparent part.")
    assert not doubles.bill()


def test_a_mask_too_detailed_for_the_service_is_refused_before_it_costs(
    openai: OpenAIProvider,
    make_request: MakeRequest,
    make_picture: MakePicture,
    save: Save,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("providers.pictures.MASK_BYTES", 20_000)
    mask = save(noise(400, 400, 4), "PNG")
    with pytest.raises(Rejected) as caught:
        openai.prepare(make_request("openai-gpt-image-2", source=make_picture("a", 400, 400), mask=mask))
    assert caught.value.message.startswith("The mask is too detailed")


@pytest.mark.parametrize(("key", "pictures"), [("fal-gpt-image-2", 0), ("fal-seedream-5", 1), ("fal-gpt-image-2", 1)])
def test_a_mask_leaves_the_studio_only_for_a_model_that_takes_it_and_with_a_picture(
    fal: FalProvider,
    doubles: DoubleServer,
    make_request: MakeRequest,
    make_picture: MakePicture,
    make_mask: MakePicture,
    key: str,
    pictures: int,
) -> None:
    source = make_picture("source") if pictures else None
    sent(fal, make_request(key, source=source, mask=make_mask()))
    assert len(doubles.requests("/files/upload")) == pictures + (MODELS[key].mask and pictures)


@pytest.mark.parametrize("model", ["fal-nano-banana-2", "openai-gpt-image-2"])
@pytest.mark.parametrize(("kind", "frames"), [("GIF", 1), ("GIF", 2), ("AVIF", 1), ("WEBP", 2)])
def test_what_not_every_service_reads_becomes_png(
    engines: dict[str, Provider],
    doubles: DoubleServer,
    make_request: MakeRequest,
    save: Save,
    model: str,
    kind: str,
    frames: int,
) -> None:
    first, *others = (Image.new("RGB", WITHIN_ALL_LIMITS, colour) for colour in ("red", "blue")[:frames])
    source = save(first, kind, save_all=True, append_images=others)
    request = make_request(model, source=source)
    sent(engines[MODELS[model].provider], request)
    assert doubles.bill()[0]["cost"] != "0"
    (upload,) = doubles.requests("/files/upload") or doubles.requests("/images/edits")
    assert f"{source.sha256[:16]}.png" in upload["headers"].get("x-fal-file-name", "") + upload["body"]


@pytest.mark.parametrize(("channels", "kind"), [(3, "JPEG"), (4, "PNG")])
def test_a_picture_of_too_many_bytes_is_made_lighter(
    fal: FalProvider, make_request: MakeRequest, save: Save, channels: int, kind: str
) -> None:
    heavy = save(noise(1200, 1000, channels), "PNG")
    assert heavy.path.stat().st_size > 3_000_000
    picture, size = arrived(fal, limited(make_request("fal-nano-banana-2", source=heavy), InputLimits(megabytes=1)))
    assert (picture.format, size < 1_000_000) == (kind, True)
    assert picture.width / picture.height == pytest.approx(1.2, rel=0.01)


@pytest.mark.parametrize("size", [(47, 94), (6000, 800), (4000, 3000)])
def test_a_model_that_takes_no_transparency_gets_white(
    fal: FalProvider, doubles: DoubleServer, make_request: MakeRequest, save: Save, size: tuple[int, int]
) -> None:
    request = make_request("fal-qwen-image-2", source=save(Image.new("RGBA", size, (255, 0, 0, 0)), "PNG"))
    picture, _ = arrived(fal, request)
    assert (picture.mode, picture.convert("RGB").getpixel((5, 5))) == ("RGB", (255, 255, 255))
    assert 384 <= min(picture.size) <= max(picture.size) <= 5000
    assert picture.width * picture.height <= 2048 * 2048
    sent(fal, request)
    assert doubles.bill()[0]["cost"] != "0"


def test_a_picture_that_lies_on_its_side_is_made_smaller_upright(
    fal: FalProvider, make_request: MakeRequest, save: Save
) -> None:
    on_its_side = Image.Exif()
    on_its_side[ExifTags.Base.Orientation] = 6
    request = make_request("fal-nano-banana-2", source=save(noise(80, 40), "JPEG", exif=on_its_side))
    assert arrived(fal, limited(request, InputLimits(longest_edge=40)))[0].size == (20, 40)


def test_the_history_tells_an_edit_with_a_mask_from_one_without(
    fal: FalProvider,
    doubles: DoubleServer,
    make_request: MakeRequest,
    make_picture: MakePicture,
    make_mask: MakePicture,
) -> None:
    since = datetime.now(UTC)
    plain = make_request("fal-gpt-image-2", source=make_picture("a"))
    masked = replace(plain, mask=make_mask())
    sent(fal, plain)
    assert not fal.find(masked, since)
    sent(fal, masked)
    assert [fal.find(request, since) for request in (plain, masked)] == [[row["request_id"]] for row in doubles.bill()]
