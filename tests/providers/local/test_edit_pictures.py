"""Edits through real child processes, and the three models beside one another."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from providers.base import ErrorCode, InputFile, Phase, Rejected, Result
from providers.catalog.local import EDITS
from providers.local.provider import LocalProvider
from tests.providers.conftest import MakePicture, MakeRequest, awaited, handle_of, sent
from tests.providers.local.darkroom import edited, lake, mean, pixels

PATIENCE = 30
KEYS = [model.key for model in EDITS]
Ask = Callable[..., Result]


@pytest.fixture
def ask(make_request: MakeRequest) -> Ask:
    """Sends an instruction, waits, fetches."""

    def send(instruction: str, model: str = "local-darkroom", source: Path | None = None, **more: object) -> Result:
        provider = LocalProvider()
        request = make_request(model, instruction, source=given(source or lake()), seed=1, **more)
        handle = handle_of(request, sent(provider, request))
        look = awaited(provider, handle, PATIENCE)
        if look.phase is Phase.FAILED and look.error:
            raise look.error
        return provider.fetch(handle)

    return send


def given(path: Path) -> InputFile:
    return InputFile(path, "image/png", hashlib.sha256(path.read_bytes()).hexdigest())


@pytest.mark.parametrize("key", KEYS)
def test_every_model_does_what_it_is_told_for_nothing(ask: Ask, key: str) -> None:
    result = ask("much darker, add a dog", key, aspect_ratio="3:2")
    assert (result.cost, [media.seed for media in result.media]) == (Decimal(0), [1])
    assert result.notes == {"understood": ["darker 48 %"], "ignored": ["add a dog"]}
    with Image.open(result.media[0].path) as picture:
        assert (picture.format, picture.size) == ("WEBP", (384, 256))
    if key != "local-print":
        assert mean(pixels(result.media[0].path)) < 0.7 * mean(pixels(lake()))


@pytest.mark.parametrize("key", KEYS)
def test_what_is_not_understood_fails_and_is_named(ask: Ask, key: str) -> None:
    with pytest.raises(Rejected, match="did not understand: “add a dog”") as refusal:
        ask("add a dog", key)
    assert refusal.value.code is ErrorCode.UNSUPPORTED


def test_one_instruction_gives_three_pictures_that_differ_from_one_another_and_from_the_source() -> None:
    pictures = [pixels(edited("warmer, more contrast", style=model.endpoint)) for model in EDITS]
    for one, other in combinations([pixels(lake()), *pictures], 2):
        assert np.abs(one - other).mean() > 8


@pytest.mark.parametrize("style", ["painter", "print"])
def test_words_choose_the_hand(style: str) -> None:
    hands = {"painter": ("oil", "watercolour", "gouache"), "print": ("screen print", "risograph", "woodcut")}[style]
    for one, other in combinations([pixels(edited(f"make it {hand}", style=style)) for hand in hands], 2):
        assert np.abs(one - other).mean() > 8


def test_prints_use_the_inks_that_were_named_or_those_of_a_reference() -> None:
    blue = np.array([[0.05, 0.1, 0.6], [0.4, 0.6, 0.95]], np.float32)
    named = pixels(edited("screen print in red and black", style="print"))
    lent = pixels(edited("screen print", style="print", references=(blue,)))
    assert named[..., 0].mean() > named[..., 2].mean() + 30
    assert lent[..., 2].mean() > lent[..., 0].mean() + 30


def test_captions_stand_on_top_of_paint() -> None:
    written = pixels(edited('caption "Northern Light"', style="painter"))
    without = pixels(edited("warmer", style="painter"))
    assert (written > 250).all(axis=-1).sum() > (without > 250).all(axis=-1).sum() + 200


def test_prints_keep_a_border_of_paper_whatever_the_weather() -> None:
    for instruction in ("night, stars", "fog", "grain", "rain"):
        border = np.concatenate([pixels(edited(instruction, style="print"))[:6].reshape(-1, 3)])
        assert np.ptp(border, axis=0).max() <= 1


def test_the_same_request_gives_the_same_bytes_and_another_seed_others(ask: Ask, tmp_path: Path) -> None:
    def digest(instruction: str, seed: int) -> str:
        return hashlib.sha256(edited(instruction, style="painter", seed=seed).picture.tobytes()).hexdigest()

    assert digest("rain, grain", 1) == digest("rain, grain", 1)
    assert digest("rain, grain", 1) != digest("rain, grain", 2)


@pytest.mark.parametrize(
    ("size", "ratio", "resolution", "expected"),
    [
        ((1200, 800), "3:2", "1k", (1200, 800)),  # its own shape and small enough: nothing lost
        ((1210, 800), "3:2", "1k", (1210, 800)),  # nearest to 3:2: no sliver is cut off
        ((1200, 800), "", "1k", (1200, 800)),
        ((1200, 800), "1:1", "1k", (800, 800)),
        ((600, 400), "3:2", "1k", (600, 400)),  # never enlarged
        ((600, 400), "3:2", "2k", (1200, 800)),  # twice at most
        ((3000, 2000), "3:2", "1k", (1248, 832)),
    ],
)  # fmt: skip
def test_the_shape_is_the_sources_or_what_was_asked_for(
    tmp_path: Path, size: tuple[int, int], ratio: str, resolution: str, expected: tuple[int, int]
) -> None:
    path = tmp_path / "source.png"
    Image.linear_gradient("L").resize(size).save(path)
    across, down = EDITS[0].size(ratio or "1:1", resolution)
    made = edited("invert", path, ratio=ratio, area=across * down).picture.size
    assert made == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "AVIF"])
def test_sources_may_be_of_any_usual_format(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"source.{kind.lower()}"
    Image.new("RGB", (90, 60), "#404040").save(path, kind)
    assert 170 < mean(pixels(edited("invert", path))) < 210


def test_sixteen_bits_keep_their_tones_and_enormous_pictures_are_refused(tmp_path: Path) -> None:
    deep, huge = tmp_path / "deep.png", tmp_path / "huge.png"
    Image.fromarray(np.full((40, 60), 0x4040, np.uint16)).save(deep)
    assert mean(pixels(edited("invert", deep))) == pytest.approx(191, abs=2)
    Image.new("1", (9000, 9000)).save(huge)
    with pytest.raises(Rejected, match="too many pixels"):
        edited("invert", huge)


def test_photographs_are_turned_upright(tmp_path: Path) -> None:
    path, picture = tmp_path / "phone.jpg", Image.new("RGB", (90, 60), "#404040")
    exif = picture.getexif()
    exif[0x0112] = 6
    picture.save(path, exif=exif)
    assert edited("invert", path).picture.size == (60, 90)


def test_transparency_is_kept_until_something_needs_paper(tmp_path: Path) -> None:
    path = tmp_path / "cut.png"
    picture = Image.new("RGBA", (120, 80), (200, 30, 30, 255))
    picture.paste((0, 0, 0, 0), (0, 0, 40, 80))
    picture.save(path)
    kept = edited("mirror, cooler", path).picture
    assert (kept.getpixel((110, 40))[3], kept.getpixel((10, 40))[3]) == (0, 255)  # type: ignore[index]
    assert edited("pencil", path).picture.mode == "RGB"
    assert edited("make the background green", path).picture.getpixel((5, 40)) == (63, 154, 82)


@pytest.mark.parametrize("content", [b"not a picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_a_source_that_is_no_picture_is_named_as_the_reason(ask: Ask, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.png"
    path.write_bytes(content)
    with pytest.raises(Rejected, match="could not be read") as refusal:
        ask("darker", source=path)
    assert refusal.value.code is ErrorCode.INVALID_INPUT


def test_the_source_goes_apart_from_the_references(make_request: MakeRequest, make_picture: MakePicture) -> None:
    source, *references = (make_picture(name) for name in ("source", "one", "two"))
    request = make_request("local-darkroom", source=source, references=tuple(references), aspect_ratio="3:2")
    body = LocalProvider().prepare(request)
    assert (body["source"], body["aspect_ratio"]) == (str(source.path), "3:2")
    assert body["references"] == [str(picture.path) for picture in references]
    assert json.dumps(body)
    with pytest.raises(Rejected, match="needs a picture to start from"):
        LocalProvider().prepare(replace(request, source=None))


def test_a_file_without_transparency_shows_paper_instead(ask: Ask, tmp_path: Path) -> None:
    Image.new("RGBA", (120, 80), (200, 30, 30, 0)).save(tmp_path / "clear.png")
    with Image.open(ask("warmer", source=tmp_path / "clear.png", format="jpeg").media[0].path) as picture:
        assert picture.format == "JPEG"
        assert picture.getpixel((60, 40)) == (255, 255, 255)
