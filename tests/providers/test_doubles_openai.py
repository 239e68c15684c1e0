"""The loopback OpenAI, driven by the real openai library."""

import base64
from collections.abc import Iterator
from io import BytesIO

import openai
import pytest
from PIL import Image
from pydantic import BaseModel

from tests.doubles.server import DoubleServer


@pytest.fixture(scope="module")
def server() -> Iterator[DoubleServer]:
    with DoubleServer(queue=0, run=0.05) as running:
        yield running


@pytest.fixture
def images(server: DoubleServer) -> openai.OpenAI:
    server.reset()
    return openai.OpenAI(api_key="sim-key", base_url=server.openai_url, max_retries=0)


def picture(colour: str) -> bytes:
    target = BytesIO()
    Image.new("RGB", (64, 48), colour).save(target, "PNG")
    return target.getvalue()


def opened(encoded: str | None) -> Image.Image:
    return Image.open(BytesIO(base64.b64decode(encoded or ""))).convert("RGB")


def test_it_draws_edits_with_three_pictures_and_counts_tokens(images: openai.OpenAI, server: DoubleServer) -> None:
    made = images.images.generate(model="gpt-image-2", prompt="a boat", size="1536x1024", quality="low", n=2)
    assert made.data is not None
    assert [opened(row.b64_json).size for row in made.data] == [(1536, 1024)] * 2
    files = [(f"{colour}.png", picture(colour), "image/png") for colour in ("red", "lime", "blue")]
    edited = images.images.edit(model="gpt-image-2", prompt="combine", image=files, size="1024x1024")
    assert edited.data is not None
    assert edited.usage is not None
    assert edited.usage.input_tokens_details.image_tokens == 3 * 1125
    assert opened(edited.data[0].b64_json).getpixel((16 + 102, 1024 - 16 - 102)) == (255, 0, 0)
    assert [row["output_units"] for row in server.bill("openai")] == [2, 1]


def test_streams_partial_pictures(images: openai.OpenAI) -> None:
    events = list(images.images.generate(model="gpt-image-2.5-flare", prompt="a", stream=True, partial_images=2))
    kinds = [event.type.removeprefix("image_generation.") for event in events]
    assert kinds == ["partial_image", "partial_image", "completed"]


@pytest.mark.parametrize(
    ("marker", "kind", "code", "accepted"),
    [
        ("content_policy", openai.BadRequestError, "moderation_blocked", 0),
        ("always429", openai.RateLimitError, "rate_limit_exceeded", 0),
        ("balance", openai.RateLimitError, "insufficient_quota", 0),
        ("plain500", openai.InternalServerError, None, 0),
        ("accept500", openai.InternalServerError, None, 1),
        ("drop", openai.APIConnectionError, None, 1),
    ],
)
def test_faults(
    images: openai.OpenAI,
    server: DoubleServer,
    marker: str,
    kind: type[openai.APIError],
    code: str | None,
    accepted: int,
) -> None:
    with pytest.raises(kind) as caught:
        images.images.generate(model="gpt-image-2", prompt=f"a boat [[sim:{marker}]]")
    assert caught.value.code == code
    assert len(server.bill()) == accepted


def test_answers_in_words_shapes_and_sound(images: openai.OpenAI) -> None:
    class Shot(BaseModel):
        subject: str
        tags: list[str]

    parsed = images.responses.parse(model="gpt-6-luna", text_format=Shot, input="describe").output_parsed
    chat = images.chat.completions.create(model="gpt-6-luna", messages=[{"role": "user", "content": "hello"}])
    judged = images.moderations.create(input="a [[sim:content_policy]]").results[0]
    sound = images.audio.speech.create(model="tts", voice="alloy", input="hello", response_format="wav").read()
    assert parsed == Shot(subject="Simulated subject", tags=["Simulated tags"])
    assert chat.choices[0].message.content == "SIMULATED: hello"
    assert (judged.flagged, judged.categories.sexual, judged.categories.hate) == (True, True, False)
    assert sound[:4] == b"RIFF"
    assert images.models.list().data[0].id == "gpt-image-2.6-sunburst"


@pytest.mark.parametrize(
    ("mode", "size", "kind", "words"),
    [
        ("RGB", (64, 48), "PNG", "missing an alpha channel"),
        ("RGBA", (32, 24), "PNG", "size does not match"),
        ("RGBA", (64, 48), "WEBP", "not a PNG"),
    ],
)
def test_a_mask_in_the_wrong_form_is_refused_and_free(
    images: openai.OpenAI, server: DoubleServer, mode: str, size: tuple[int, int], kind: str, words: str
) -> None:
    target = BytesIO()
    Image.new(mode, size).save(target, kind)
    mask = ("mask", target.getvalue(), f"image/{kind.lower()}")
    with pytest.raises(openai.BadRequestError, match=words) as caught:
        images.images.edit(model="gpt-image-2", prompt="a", image=("a.png", picture("red"), "image/png"), mask=mask)
    assert caught.value.code == "invalid_mask_image_format"
    assert not server.bill()


@pytest.mark.parametrize(
    ("content_type", "count", "code"),
    [
        ("image/gif", 1, "unsupported_file_mimetype"),
        ("image/jpeg", 1, "invalid_image_file"),
        ("image/png", 17, "invalid_value"),
    ],
)
def test_files_that_are_not_what_they_should_be_are_refused_and_free(
    images: openai.OpenAI, server: DoubleServer, content_type: str, count: int, code: str
) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        images.images.edit(model="gpt-image-2", prompt="a", image=[("a.png", picture("red"), content_type)] * count)
    assert caught.value.code == code
    assert not server.bill()


def test_only_the_transparent_part_of_the_mask_is_edited(images: openai.OpenAI, server: DoubleServer) -> None:
    target = BytesIO()
    mask = Image.new("RGBA", (64, 48))
    mask.paste("black", (32, 0, 64, 48))
    mask.save(target, "PNG")
    files = {"image": ("a.png", picture("red"), "image/png"), "mask": ("m.png", target.getvalue(), "image/png")}
    edited = images.images.edit(model="gpt-image-2", prompt="a", size="1024x1024", **files)  # type: ignore[call-overload]
    shown = opened(edited.data[0].b64_json)
    assert shown.getpixel((900, 300)) == (255, 0, 0)
    assert shown.getpixel((100, 300)) != (255, 0, 0)
    assert server.bill()[0]["edit_area"] == [0, 0, 32, 48]
