"""A clip, from the stills on disk to what the model was given and the file that came home."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import av
import httpx
import pytest
from PIL import Image, ImageColor

from providers.base import Ambiguous, ErrorCode, InputFile, Media, Phase, Rejected, Request, Result
from providers.catalog import MODELS
from providers.catalog.model import Model
from providers.fal.provider import FalProvider
from tests.doubles.server import DoubleServer
from tests.providers.conftest import MakeRequest, awaited, handle_of, input_file, sent

CLIPS = [model for model in MODELS.values() if model.provider == "fal" and model.kind == "video"]

clips = pytest.mark.parametrize("model", CLIPS, ids=lambda model: model.key)
MakeStill = Callable[..., InputFile]


@pytest.fixture
def make_still(tmp_path: Path) -> MakeStill:
    def make(colour: str, width: int = 1280, height: int = 720, kind: str = "png") -> InputFile:
        path = tmp_path / f"{colour}-{width}x{height}.{kind}"
        Image.new("RGB", (width, height), colour).save(path)
        return input_file(path, f"image/{kind}")

    return make


def made(fal: FalProvider, request: Request) -> Result:
    handle = handle_of(request, sent(fal, request))
    assert awaited(fal, handle).phase is Phase.DONE
    return fal.fetch(handle)


def seen(media: Media) -> tuple[float, Image.Image, Image.Image]:
    """Seconds, the first and the last frame."""
    with av.open(media.path) as file:
        frames = [Image.fromarray(frame.to_ndarray(format="rgb24")) for frame in file.decode(video=0)]
        return (file.duration or 0) / av.time_base, frames[0], frames[-1]


def is_like(image: Image.Image, colour: str) -> bool:
    """In the middle, where nothing is written."""
    found = image.convert("RGB").getpixel((image.width // 2, image.height * 3 // 4))
    assert isinstance(found, tuple)
    return all(abs(a - b) < 40 for a, b in zip(found, ImageColor.getrgb(colour), strict=True))


def uploaded(url: str) -> Image.Image:
    return Image.open(BytesIO(httpx.get(url).content))


@clips
def test_every_model_animates_a_still_at_its_price(
    fal: FalProvider, doubles: DoubleServer, make_request: MakeRequest, make_still: MakeStill, model: Model
) -> None:
    seconds = min(model.durations)
    end = make_still("blue") if model.end_frame else None
    request = make_request(model.key, source=make_still("red"), end_frame=end, duration=seconds)
    (media,) = made(fal, request).media
    length, first, last = seen(media)
    assert media.path.suffix == ".mp4"
    assert length == pytest.approx(seconds, abs=0.3)
    assert is_like(first, "red")
    assert end is None or is_like(last, "blue")
    bill = doubles.bill()[0]
    assert bill["inputs"] == [file.sha256 for file in (request.source, end) if file]
    assert bill["endpoint_id"] == ((end and model.end_endpoint) or model.edit_endpoint or model.endpoint)
    price = model.estimate(
        width=1, height=1, resolution=model.resolutions[0], outputs=1, duration=seconds, inputs=len(bill["inputs"])
    )
    assert Decimal(bill["cost"]) == price > 0


@pytest.mark.parametrize("model", [model for model in CLIPS if model.source == "optional"], ids=lambda model: model.key)
def test_a_clip_from_words_alone(
    fal: FalProvider, doubles: DoubleServer, make_request: MakeRequest, model: Model
) -> None:
    (media,) = made(fal, make_request(model.key, duration=4, aspect_ratio="9:16")).media
    length, first, _ = seen(media)
    assert length == pytest.approx(4, abs=0.3)
    assert first.height > first.width
    bill = doubles.bill()[0]
    assert (bill["endpoint_id"], bill["inputs"]) == (model.endpoint, [])
    assert bill["payload"]["aspect_ratio"] == "9:16"


@pytest.mark.parametrize(
    ("move", "strength", "said"),
    [
        ("push-in", 10, "A boat. The camera slowly pushes in."),
        ("push-in", 90, "A boat. The camera quickly pushes in."),
        ("pan-left", 50, "A boat. The camera pans to the left."),
    ],
)
def test_a_camera_move_is_said_in_words_and_the_person_is_told(
    fal: FalProvider,
    doubles: DoubleServer,
    make_request: MakeRequest,
    make_still: MakeStill,
    move: str,
    strength: int,
    said: str,
) -> None:
    request = make_request(
        "fal-kling-2.5-turbo", "A boat", source=make_still("red"), camera_move=move, camera_strength=strength
    )
    assert made(fal, request).notes == {"prompt": said}
    assert doubles.bill()[0]["payload"]["prompt"] == said


def test_a_camera_move_goes_into_its_field_where_there_is_one(
    fal: FalProvider, doubles: DoubleServer, make_request: MakeRequest, make_still: MakeStill
) -> None:
    request = make_request("fal-pixverse-4.5", "A boat", source=make_still("red"), camera_move="dolly-zoom")
    assert made(fal, request).notes == {}
    payload = doubles.bill()[0]["payload"]
    assert (payload["prompt"], payload["camera_movement"]) == ("A boat", "hitchcock")
    assert made(fal, replace(request, camera_move="")).notes == {}
    assert "camera_movement" not in doubles.bill()[1]["payload"]


@pytest.mark.parametrize("prompt", ["A boat.", "A boat!", "船。", "A boat …"])
def test_words_for_the_camera_follow_a_sentence_as_it_ends(
    fal: FalProvider, make_request: MakeRequest, make_still: MakeStill, prompt: str
) -> None:
    request = make_request("fal-veo-3.1", f"{prompt}\n", source=make_still("red"), camera_move="static")
    assert fal.prepare(request)["prompt"] == f"{prompt} The camera stays perfectly still."


@pytest.mark.parametrize(
    ("size", "ratio", "arrived"),
    [
        ((1280, 720), "16:9", (1280, 720)),
        ((1200, 800), "3:2", (1200, 800)),
        ((1210, 800), "3:2", (1210, 800)),
        ((1210, 800), "", (1210, 800)),
        ((1200, 800), "1:1", (800, 800)),
        ((1200, 800), "9:16", (450, 800)),
        ((3000, 600), "21:9", (1440, 600)),
    ],
)
def test_a_still_is_cut_to_the_asked_shape_unless_that_is_the_nearest(
    fal: FalProvider,
    make_request: MakeRequest,
    make_still: MakeStill,
    size: tuple[int, int],
    ratio: str,
    arrived: tuple[int, int],
) -> None:
    request = make_request("fal-kling-2.5-turbo", source=make_still("red", *size), aspect_ratio=ratio)
    assert uploaded(fal.prepare(request)["image_url"]).size == arrived


def test_where_the_shape_has_a_field_the_still_stays_whole(
    fal: FalProvider, make_request: MakeRequest, make_still: MakeStill
) -> None:
    payload = fal.prepare(make_request("fal-seedance-2", source=make_still("red", 1200, 800), aspect_ratio="1:1"))
    assert (payload["aspect_ratio"], uploaded(payload["image_url"]).size) == ("1:1", (1200, 800))


@pytest.mark.parametrize("key", ["fal-kling-3-pro", "fal-seedance-2"])
def test_the_last_picture_gets_the_shape_of_the_first(
    fal: FalProvider, make_request: MakeRequest, make_still: MakeStill, key: str
) -> None:
    end = make_still("blue", 900, 1600)
    payload = fal.prepare(make_request(key, source=make_still("red", 1200, 800), end_frame=end))
    assert uploaded(payload["end_image_url"]).size == (900, 600)


def test_a_still_that_the_model_cannot_read_is_made_to_fit(
    fal: FalProvider, doubles: DoubleServer, make_request: MakeRequest, make_still: MakeStill
) -> None:
    made(fal, make_request("fal-kling-3-turbo", source=make_still("red", 200, 160, "webp")))
    made(fal, make_request("fal-wan-2.5", source=make_still("red", 4000, 3000), duration=5))
    shapes = [uploaded(row["payload"]["image_url"]) for row in doubles.bill()]
    assert [(image.format, max(image.size), min(image.size)) for image in shapes] == [
        ("PNG", 375, 300),
        ("JPEG", 2000, 1500),
    ]


def test_a_lost_clip_is_found_by_its_frames(
    fal: FalProvider, doubles: DoubleServer, make_request: MakeRequest, make_still: MakeStill
) -> None:
    since = datetime.now(UTC)
    first, last = make_still("red"), make_still("blue")
    request = make_request("fal-wan-2.7", "a boat [[sim:drop]]", source=first, end_frame=last, seed=5)
    with pytest.raises(Ambiguous):
        sent(fal, request)
    assert fal.find(request, since) == [doubles.bill()[0]["request_id"]]
    assert not fal.find(replace(request, end_frame=None), since), "another number of frames"
    assert not fal.find(replace(request, duration=9), since), "another length"


def test_a_failed_clip_says_why_and_costs_nothing(
    fal: FalProvider, doubles: DoubleServer, make_request: MakeRequest, make_still: MakeStill
) -> None:
    request = make_request("fal-veo-3.1-fast", "x [[sim:content_policy]]", source=make_still("red"))
    look = awaited(fal, handle_of(request, sent(fal, request)))
    assert (look.phase, look.error and look.error.code) == (Phase.FAILED, ErrorCode.CONTENT_REJECTED)
    assert doubles.bill()[0]["cost"] == "0"


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"duration": "7"}, "literal_error"),
        ({"duration": 5}, "literal_error"),
        ({"image_url": None}, "missing"),
        ({"resolution": "720p"}, "extra_forbidden"),
        ({"prompt": "x" * 2501}, "string_too_long"),
    ],
)
def test_the_double_refuses_what_the_vendor_would(
    fal: FalProvider,
    doubles: DoubleServer,
    make_request: MakeRequest,
    make_still: MakeStill,
    changes: dict[str, object],
    kind: str,
) -> None:
    request = make_request("fal-kling-2.5-turbo", source=make_still("red"))
    payload = {name: value for name, value in (fal.prepare(request) | changes).items() if value is not None}
    with pytest.raises(Rejected) as caught:
        fal.submit(request, payload, lambda look: None)
    assert kind in caught.value.raw
    assert not doubles.bill()


def test_the_double_bills_sound_where_it_costs_more(
    fal: FalProvider, doubles: DoubleServer, make_request: MakeRequest, make_still: MakeStill
) -> None:
    for key in ("fal-kling-3-standard", "fal-seedance-2"):
        request = make_request(key, source=make_still("red"), duration=10)
        for sound in (False, True):
            fal.submit(request, fal.prepare(request) | {"generate_audio": sound}, lambda look: None)
    assert [Decimal(row["cost"]) for row in doubles.bill()] == [Decimal(c) for c in ("0.84", "1.26", "3.034", "3.034")]
