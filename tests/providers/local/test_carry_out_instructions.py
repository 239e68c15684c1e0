"""Every operation leaves a mark that only it leaves. Small pictures, in this process."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from providers.base import ErrorCode, Rejected
from providers.local.edits.language.phrases import PHRASES
from providers.local.edits.operations.table import OPERATIONS
from providers.local.edits.styles import STYLES
from providers.local.pictures.canvas import Array
from tests.providers.local.darkroom import (
    chroma,
    colours,
    contrast,
    edges,
    edited,
    lake,
    light,
    mean,
    part,
    pixels,
    still_life,
    warmth,
)

Measure = Callable[[Array], float]


def sky_of(measure: Measure) -> Measure:
    return lambda picture: measure(part(picture, (0, 0.25)))


def corner(picture: Array) -> float:
    return mean(part(picture, (0, 0.12), (0, 0.12)))


def darkest(picture: Array) -> float:
    return float(np.quantile(light(picture), 0.05))


def brightest(picture: Array) -> float:
    return float(np.quantile(light(picture), 0.95))


def greenness(picture: Array) -> float:
    return float(picture[..., 1].mean() * 2 - picture[..., 0].mean() - picture[..., 2].mean())


def redness(picture: Array) -> float:
    """Of the reddest spots."""
    return float(np.quantile(picture[..., 0] - picture[..., 2], 0.995)) + 100


def blueness(picture: Array) -> float:
    return -warmth(picture)


def noise(picture: Array) -> float:
    """What is left of each pixel without the mean of its neighbours."""
    plane = light(picture)
    around = plane[:-2, 1:-1] + plane[2:, 1:-1] + plane[1:-1, :-2] + plane[1:-1, 2:]
    return float(np.abs(plane[1:-1, 1:-1] - around / 4).mean())


GROWS: list[tuple[str, Measure]] = [
    ("brighter", mean),
    ("high key", mean),
    ("lift the shadows", darkest),
    ("fade it", darkest),
    ("more contrast", contrast),
    ("dehaze", contrast),
    ("more vivid", chroma),
    ("warmer", warmth),
    ("sunset", warmth),
    ("vintage", warmth),
    ("autumn", warmth),
    ("sepia", warmth),
    ("cooler", blueness),
    ("night", lambda picture: blueness(picture / picture.mean())),
    ("winter", lambda picture: -greenness(picture)),
    ("spring", greenness),
    ("tint it green", greenness),
    ("neon", chroma),
    ("pastel", mean),
    ("cinematic", chroma),
    ("sharpen", edges),
    ("soft focus", mean),
    ("glow", mean),
    ("grain", noise),
    ("fog", darkest),
    ("snow", brightest),
    ("rain", noise),
    ("add clouds", sky_of(mean)),
    ("rainbow", redness),
    ("lights", redness),
    ("light leak", brightest),
    ("rays", mean),
    ("stars", sky_of(contrast)),
    ("halftone", noise),
    ("oil painting", noise),
    ("risograph", noise),
    ("gouache", darkest),
    ("white frame", corner),
    ("watercolour", corner),
]
SHRINKS: list[tuple[str, Measure]] = [
    ("darker", mean),
    ("low key", mean),
    ("night", mean),
    ("moody", mean),
    ("less contrast", contrast),
    ("recover the highlights", brightest),
    ("muted colours", chroma),
    ("less blue", blueness),
    ("blur", edges),
    ("tilt shift", edges),
    ("motion blur", edges),
    ("blur the background", edges),
    ("vignette", corner),
    ("cinema bars", corner),
    ("posterise", colours),
    ("pixel art", colours),
    ("duotone", colours),
    ("screen print", colours),
    ("darker sky", sky_of(mean)),
    ("make the sky black", sky_of(chroma)),
]


@pytest.mark.parametrize(("instruction", "measure"), GROWS, ids=lambda value: value if isinstance(value, str) else "")
def test_it_grows(instruction: str, measure: Measure) -> None:
    assert measure(pixels(edited(instruction))) > measure(pixels(lake())) * 1.01 + 0.2


@pytest.mark.parametrize(("instruction", "measure"), SHRINKS, ids=lambda value: value if isinstance(value, str) else "")
def test_it_shrinks(instruction: str, measure: Measure) -> None:
    assert measure(pixels(edited(instruction))) < measure(pixels(lake())) * 0.99 - 0.2


def test_black_and_white_has_no_colour_at_all() -> None:
    assert chroma(pixels(edited("black and white"))) == 0
    assert chroma(pixels(edited("black and white, halftone, pencil"))) < 8


def test_inverting_turns_every_tone_around() -> None:
    assert np.abs(pixels(edited("invert")) + pixels(lake()) - 255).max() <= 2


def test_mirrors_and_turns_move_every_pixel() -> None:
    source = pixels(lake())
    assert np.array_equal(pixels(edited("mirror")), source[:, ::-1])
    assert np.array_equal(pixels(edited("flip vertically")), source[::-1])
    assert np.array_equal(pixels(edited("turn it upside down")), source[::-1, ::-1])
    assert np.array_equal(pixels(edited("rotate 90 degrees clockwise")), np.rot90(source, -1))
    assert edited("rotate left").picture.size == (256, 384)


def test_turning_by_some_degrees_leaves_no_empty_corner() -> None:
    for degrees in (3, 20, 45):
        turned = edited(f"rotate by {degrees} degrees", still_life()).picture
        assert turned.width < 384
        corners = [(0, 0), (turned.width - 1, 0), (0, turned.height - 1), (turned.width - 1, turned.height - 1)]
        assert min(turned.getpixel(place)[0] for place in corners) > 120  # type: ignore[index]


@pytest.mark.parametrize(("shape", "ratio"), [("16:9", 16 / 9), ("square", 1), ("portrait", 0.8), ("2.35:1", 2.35)])
def test_crops_keep_the_busiest_part(shape: str, ratio: float) -> None:
    cropped = edited(f"crop to {shape}", still_life())
    assert cropped.picture.width / cropped.picture.height == pytest.approx(ratio, rel=0.02)
    ball = (pixels(cropped)[..., 0] - pixels(cropped)[..., 1] > 60).sum()
    assert ball > 0.9 * (pixels(still_life())[..., 0] - pixels(still_life())[..., 1] > 60).sum()


def test_zooming_in_enlarges_what_there_is_to_see() -> None:
    def ball(picture: Array) -> int:
        return int((picture[..., 0] - picture[..., 1] > 60).sum())

    zoomed = edited("zoom in 2x", still_life())
    assert zoomed.picture.size == (384, 256)
    assert ball(pixels(zoomed)) == pytest.approx(4 * ball(pixels(still_life())), rel=0.2)


def test_captions_write_in_the_third_that_was_named() -> None:
    source = pixels(lake())
    for place, rows in (("top", (0, 0.33)), ("middle", (0.33, 0.67)), ("bottom", (0.67, 1))):
        changed = np.abs(pixels(edited(f'caption "Northern Light" at the {place}')) - source).max(axis=-1) > 60
        assert part(changed, rows).sum() > 0.9 * changed.sum() > 100


def test_frames_have_the_colour_that_was_named() -> None:
    framed = edited("a red frame").picture
    assert framed.width > 384
    assert framed.getpixel((2, 2)) == (210, 48, 47)


def test_plain_backgrounds_are_replaced_and_nothing_else() -> None:
    green = edited("make the background green", still_life()).picture
    assert green.getpixel((5, 5)) == (63, 154, 82)
    assert np.abs(np.asarray(green, np.float32)[140, 200] - pixels(still_life())[140, 200]).max() < 3
    cut = edited("remove the background", still_life()).picture
    assert (cut.mode, cut.getpixel((5, 5))[3], cut.getpixel((200, 140))[3]) == ("RGBA", 0, 255)  # type: ignore[index]


def test_a_part_of_the_picture_is_changed_alone() -> None:
    source, dark = pixels(lake()), pixels(edited("much darker sky"))
    assert mean(part(dark, (0, 0.1))) < 0.7 * mean(part(source, (0, 0.1)))
    assert np.abs(part(dark, (0.7, 1)) - part(source, (0.7, 1))).max() <= 2
    gradient = pixels(edited("replace the sky with a sunset"))
    assert warmth(part(gradient, (0.1, 0.2), (0, 0.1))) > warmth(part(source, (0.1, 0.2), (0, 0.1))) + 30


def test_a_reference_gives_its_colours() -> None:
    red = np.array([[0.2, 0.02, 0.02], [0.7, 0.1, 0.1], [0.98, 0.8, 0.75]], np.float32)
    assert warmth(pixels(edited("in the colours of the reference", references=(red,)))) > warmth(pixels(lake())) + 40
    with pytest.raises(Rejected, match="add a reference picture"):
        edited("in the colours of the reference")


def test_more_words_mean_more_of_it() -> None:
    lights = [mean(pixels(edited(words))) for words in ("darker by 70 %", "much darker", "darker", "slightly darker")]
    assert lights == sorted(lights)
    assert len(set(lights)) == 4


def test_clauses_are_told_apart_in_what_was_done() -> None:
    painted = edited('40 % darker, caption "Hello" at the bottom, add a dog on the boat, crop to 3:2')
    assert painted.understood == ["darker 40 %", "caption “Hello” at the bottom"]
    assert painted.ignored == ["cropped to 3:2 (the picture has that shape already)", "add a dog on the boat"]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("instruction", ["add a dog on the boat", "", "…", "make her smile, remove the people"])
def test_nothing_understood_is_a_failure_that_lists_it(style: str, instruction: str) -> None:
    with pytest.raises(Rejected) as refusal:
        edited(instruction, style=style)
    assert refusal.value.code is ErrorCode.UNSUPPORTED
    assert all(clause in str(refusal.value) for clause in instruction.split(", "))
    assert "crop to 16:9" in str(refusal.value)


@pytest.mark.parametrize("style", STYLES)
def test_nothing_changed_is_a_failure_that_says_why(style: str) -> None:
    with pytest.raises(Rejected, match="has that shape already"):
        edited("crop to 3:2", style=style)


@pytest.mark.parametrize("key", OPERATIONS)
@pytest.mark.parametrize("size", [(1, 1), (3, 40), (64, 48)])
def test_no_operation_breaks_on_tiny_pictures(key: str, size: tuple[int, int], tmp_path: Path) -> None:
    path = tmp_path / "tiny.png"
    Image.effect_noise(size, 60).convert("RGBA").save(path)
    words = {"untint": "less blue", "caption": "caption “a”", "background": "red background", "tint": "blue"}
    try:
        edited(words.get(key) or _phrase(key), path)
    except Rejected as refusal:
        assert "Nothing could be changed" in str(refusal)  # noqa: PT017  # both are right on so little


def _phrase(key: str) -> str:
    return next(phrase for phrase, meant in PHRASES.items() if meant == key)
