"""What words, colours, seeds and references do to a picture. Small pictures, in this process."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from providers.local.pictures.canvas import Array
from providers.local.pictures.reading import read
from providers.local.pictures.references import colours_of
from providers.local.pictures.render import STYLES, Painted, render
from providers.local.pictures.scene import KINDS, compose
from providers.local.pictures.words import COLOURS, VOCABULARY

WITH_REFERENCES = ("flow", "lowpoly", "poster")


def drawn(style: str, prompt: str, seed: int = 1, references: tuple[Array, ...] = ()) -> Painted:
    return render(style, prompt, seed, (256, 192), references, lambda done, message: None)


def pixels(painted: Painted) -> Array:
    return np.asarray(painted.picture, np.float32)


def redness(painted: Painted) -> float:
    red, _, blue = pixels(painted).mean(axis=(0, 1))
    return float(red - blue)


@pytest.mark.parametrize(
    ("style", "prompt", "understood", "ignored"),
    [
        ("landscape", "a lighthouse at dawn", ["lighthouse", "dawn"], []),
        ("landscape", "Three hot-air balloons over a cat", ["hot air balloons"], ["cat"]),
        ("landscape", "northern lights, icy lakes, the cities", ["northern lights", "icy", "lakes", "cities"], []),
        ("landscape", "mountains without fog", ["mountains", "fog"], []),
        ("flow", "a calm blue spiral of horses", ["calm", "blue", "spiral"], ["horses"]),
        ("flow", "a lighthouse at dawn", ["dawn"], ["lighthouse"]),
        ("cosmos", "two ringed planets near a black hole", ["ringed", "planets", "black hole"], []),
        ("lowpoly", "a purple castle", ["purple", "castle"], []),
        ("poster", "Jazz in the city", ["city", "jazz"], []),
        ("landscape", "", [], []),
    ],
)  # fmt: skip
def test_each_style_says_which_words_it_used(
    style: str, prompt: str, understood: list[str], ignored: list[str]
) -> None:
    painted = drawn(style, prompt)
    assert (painted.understood, painted.ignored) == (understood, ignored)


def test_the_vocabulary_is_rich() -> None:
    assert len(VOCABULARY) + len(COLOURS) > 400


@pytest.mark.parametrize("style", STYLES)
def test_colour_words_show(style: str) -> None:
    assert redness(drawn(style, "a red evening")) > redness(drawn(style, "a blue evening")) + 20


@pytest.mark.parametrize("style", STYLES)
def test_seeds_and_unknown_words_change_the_picture_and_nothing_else_does(style: str) -> None:
    first = pixels(drawn(style, "qwerty", seed=1))
    assert np.array_equal(first, pixels(drawn(style, "qwerty", seed=1)))
    for other in (drawn(style, "qwerty", seed=2), drawn(style, "uiop", seed=1)):
        assert np.abs(first - pixels(other)).mean() > 6


def test_night_is_darker_than_day_and_winter_is_whiter_than_summer() -> None:
    assert pixels(drawn("landscape", "hills by night")).mean() < pixels(drawn("landscape", "hills by day")).mean() - 40
    snowy, green = (
        pixels(drawn("landscape", prompt))[130:].mean() for prompt in ("hills by day in winter", "hills by day")
    )
    assert snowy > green + 20


def test_a_word_after_without_is_left_out() -> None:
    scene = compose(read("a lake with mist, without any birds and no moon at night", KINDS), np.random.default_rng(1))
    assert "fog" in scene.weather
    assert not {"birds", "moon", "crescent"} & scene.things.keys()


@pytest.mark.parametrize("style", WITH_REFERENCES)
def test_references_give_their_colours(style: str, tmp_path: Path) -> None:
    red, blue = (colours_of(striped(tmp_path / f"{name}.png", tones)) for name, tones in (
        ("red", ("#7a1010", "#d03030", "#f0a090")), ("blue", ("#10107a", "#3030d0", "#90a0f0")),
    ))  # fmt: skip
    assert redness(drawn(style, "hills", references=(red,))) > redness(drawn(style, "hills", references=(blue,))) + 50


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "AVIF"])
def test_references_may_be_of_any_usual_format(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"picture.{kind.lower()}"
    Image.new("RGB", (300, 200), "#d03030").save(path, kind)
    assert np.allclose(colours_of(path)[0], [0.82, 0.19, 0.19], atol=0.03)


def striped(path: Path, tones: tuple[str, ...]) -> Path:
    picture = Image.new("RGB", (90, 90))
    for number, tone in enumerate(tones):
        picture.paste(tone, (number * 30, 0, number * 30 + 30, 90))
    picture.save(path)
    return path
