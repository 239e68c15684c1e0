"""The language of edits: from words to steps, and an honest list of what is left."""

import pytest
from hypothesis import given, settings, strategies as st

from providers.local.edits.language.grammar import COLOURED, OPPOSITES, SCENES, TONAL
from providers.local.edits.language.phrases import PHRASES
from providers.local.edits.language.reading import read
from providers.local.edits.language.step import Step
from providers.local.edits.operations.table import OPERATIONS


def operations(instruction: str) -> list[str]:
    return [step.operation for step in read(instruction).steps]


def only(instruction: str) -> Step:
    [step] = read(instruction).steps
    return step


@pytest.mark.parametrize(
    ("instruction", "expected"),
    [
        ("slightly brighter, much warmer", ["brighter", "warmer"]),
        ("Black and white, then a red frame", ["black and white", "frame"]),
        ("teal and orange; zoom in and out", ["cinematic", "zoom"]),
        ("more contrast. Add grain and a vignette", ["contrast", "grain", "vignette"]),
        ("make it look like an old film", ["vintage"]),
        ("turn this into a watercolor painting", ["watercolour"]),
        ("flip the picture vertically", ["flip"]),
        ("make the background a sunset gradient", ["gradient"]),
        ("replace the sky with a sunset", ["gradient"]),
        ("a cozy winter evening with falling snow", ["warmer", "winter", "sunset", "snow"]),
        ("white background", ["background"]),
        ("blur the background", ["background blur"]),
        ("remove the background", ["cut out"]),
        ("make it blue", ["tint"]),
        ("less blue", ["untint"]),
        ("in the colours of the reference", ["reference"]),
        ("16:9", ["crop"]),
        ("dreamy and soft, please", ["soft focus"]),
        ("brighter, but not too bright", ["brighter"]),
        ("convert to black-and-white", ["black and white"]),
    ],
)
def test_words_name_operations(instruction: str, expected: list[str]) -> None:
    assert operations(instruction) == expected
    assert read(instruction).ignored == []


@pytest.mark.parametrize(
    ("instruction", "expected"),
    [
        ("less contrast", "flatter"),
        ("not so dark", "brighter"),
        ("lower the contrast", "flatter"),
        ("reduce the saturation", "desaturate"),
        ("less blurry", "sharpen"),
        ("no fog", "dehaze"),
        ("half as bright", "darker"),
    ],
)
def test_denials_turn_into_opposites(instruction: str, expected: str) -> None:
    assert operations(instruction) == [expected]


@pytest.mark.parametrize(
    "instruction",
    [
        "add a dog on the boat",
        "make the boat red",
        "remove the grain",
        "no vignette",
        "make her smile",
        "don't change the sky",
        "keep the hat",
    ],
)
def test_what_cannot_be_done_comes_back_word_for_word(instruction: str) -> None:
    assert (read(instruction).steps, read(instruction).ignored) == ([], [instruction])


def test_unknown_nouns_come_back_beside_what_was_understood() -> None:
    reading = read("darker, add a dog on the boat at night")
    assert [step.operation for step in reading.steps] == ["darker", "night"]
    assert reading.ignored == ["add dog on the boat"]
    assert read("make the red boat darker").ignored == ["red boat"]


@pytest.mark.parametrize(
    ("instruction", "factor", "exact"),
    [
        ("darker", 1.0, None),
        ("slightly darker", 0.5, None),
        ("a little bit darker", 0.25, None),
        ("much darker", 1.6, None),
        ("extremely dark", 2.2, None),
        ("40 % darker", 1.0, 0.4),
        ("darker by 40 percent", 1.0, 0.4),
        ("darker by half", 1.0, 0.5),
        ("twice as dark", 1.0, 0.5),
        ("the lower half darker", 1.0, None),
    ],
)
def test_strength_is_heard(instruction: str, factor: float, exact: float | None) -> None:
    assert (only(instruction).strength.factor, only(instruction).strength.exact) == (factor, exact)


def test_two_stops_are_four_times_the_light() -> None:
    assert only("two stops brighter").strength.exact == 3


@pytest.mark.parametrize(
    ("instruction", "text", "place"),
    [
        ('caption "Hello, and goodbye" at the bottom', "Hello, and goodbye", "bottom"),
        ("write Northern Light at the top", "Northern Light", "top"),
        ("title: Autumn in Paris", "Autumn in Paris", ""),
        ("“Night train” at the top left", "Night train", "top left"),
        ("add the text 'Rain' in the middle", "Rain", "centre"),
    ],
)
def test_captions_keep_their_words(instruction: str, text: str, place: str) -> None:
    step = only(instruction)
    assert (step.operation, step.text, step.place) == ("caption", text, place)


def test_numbers_mean_degrees_and_ratios() -> None:
    assert only("rotate 12 degrees clockwise").number == -12
    assert only("rotate left").number == 90
    assert only("straighten by 2.5° counterclockwise").number == 2.5
    assert only("crop to 2.35:1").number == pytest.approx(2.35)
    assert only("make it square").number == 1


def test_colours_go_to_what_takes_them() -> None:
    assert only("red and blue duotone").colours == ("#d2302f", "#2f66c4")
    assert only("pop art in pink, yellow and black").colours == ("#f088b4", "#f3cf3a", "#16161a")
    assert only("a frame in #FF8800").colours == ("#ff8800",)
    assert only("make the background dark blue").colours != only("make the background light blue").colours


def test_colours_may_follow_in_a_clause_of_their_own() -> None:
    assert only("print it in two inks, red and blue").colours == ("#d2302f", "#2f66c4")
    assert only("a frame, red").colours == ("#d2302f",)


def test_places_are_heard_and_carried_on_by_and() -> None:
    assert [step.region for step in read("make the sky darker and warmer").steps] == ["sky", "sky"]
    assert [step.region for step in read("darker sky and add grain, sepia").steps] == ["sky", "", ""]
    assert [step.region for step in read("white background and make the colours pop").steps] == ["background", ""]
    assert only("darken the foreground").region == "bottom"


def test_tables_speak_of_the_same_operations() -> None:
    meant = {*PHRASES.values(), *OPPOSITES.values(), "untint"}
    assert meant == OPERATIONS.keys()
    assert OPERATIONS.keys() >= COLOURED | SCENES | TONAL
    assert len(OPERATIONS) >= 36


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=200)
    | st.lists(st.sampled_from([*PHRASES, "not", "more", "the sky", "red", "40 %", ",", "“x”"])).map(" ".join)
)
def test_any_text_is_read_and_always_alike(text: str) -> None:
    reading = read(text)
    assert reading == read(text)
    assert all(step.operation in OPERATIONS for step in reading.steps)
