"""The local rules: they add what a prompt does not say, contradict nothing, and never touch what was typed."""

import pytest
from hypothesis import example, given, strategies as st

from providers.base import PROMPT_MAX, Draft
from providers.local.edits.language.reading import read
from providers.local.wording.table import ASPECTS, SCENES
from providers.local.wording.writer import LocalWriter, _words

SUN = {"sun", "sunlight", "sunlit", "sunny", "daylight", "bright", "golden", "raking", "gentle", "even"}
KINDS = ["image", "video", "edit"]
vocabulary = sorted(
    {word for words in SCENES.values() for word in words} | {"no", "without", "the", "red", "und", "夜"}
)
prompts = st.lists(st.sampled_from(vocabulary), min_size=1, max_size=6).map(" ".join)


def better(prompt: str, kind: str = "image", camera_move: str = "") -> str:
    return LocalWriter().enhance(Draft(prompt, kind, camera_move)).prompt


def added(prompt: str, kind: str = "image", camera_move: str = "") -> str:
    return better(prompt, kind, camera_move).removeprefix(prompt)


def test_a_picture_gets_light_composition_lens_and_texture() -> None:
    made = LocalWriter().enhance(Draft("portrait of an old fisherman"))
    assert "85 mm lens" in made.prompt
    assert "eyes on the upper third" in made.prompt
    assert made.notes == ("Added: light, composition, lens, texture.",)


def test_a_clip_gets_motion_and_camera_but_no_light_that_its_first_picture_may_not_have() -> None:
    assert added("a boat on a lake", "video") == (
        ". The water moves in slow, even ripples. The camera slowly pushes in. One continuous shot."
    )
    assert "light" in added("a boat on a lake at dawn", "video")


def test_a_chosen_camera_move_is_not_said_a_second_time() -> None:
    assert "camera" not in added("a boat", "video", "orbit-left")
    assert "camera" not in added("slow dolly towards a boat", "video")


@pytest.mark.parametrize("night", sorted(SCENES["night"]))
@pytest.mark.parametrize("place", ["a lake", "a kitchen", "a city street in the rain", "underwater", "a burger", ""])
def test_night_gets_no_sun(night: str, place: str) -> None:
    assert not SUN & _words(added(f"{place} {night}"))
    assert "low-key lighting with deep shadows" in added(f"{place} {night}")


@pytest.mark.parametrize(
    ("prompt", "not_added"),
    [
        ("a tower, neon lights", "light and"),
        ("macro of a bee", "lens"),
        ("a man, 35mm", "lens"),
        ("a logo of a fox", "lens"),
        ("a watercolour harbour", "lens"),
        ("an empty street, no people", "eyes"),
        ("fog at sunset", "raking"),
        ("a close-up of a hand", "composition"),
        ("ein Haus in der Nacht", "gentle shadows"),
        ("夜の東京", "gentle shadows"),
    ],
)
def test_what_is_said_or_cannot_be_known_is_not_added(prompt: str, not_added: str) -> None:
    assert added(prompt)
    assert not_added not in added(prompt)


def test_other_languages_are_told_apart() -> None:
    notes = LocalWriter().enhance(Draft("eine Katze auf dem Sofa")).notes
    assert notes[1] == "The local rules know English only: what they added suits any picture."


@pytest.mark.parametrize("prompt", ['{"subject": "a boat"}', '["a", "b"]', "x" * PROMPT_MAX])
def test_structured_text_and_what_has_no_room_stay_as_they_are(prompt: str) -> None:
    made = LocalWriter().enhance(Draft(prompt))
    assert made.prompt == prompt
    assert "nothing was added" in made.notes[0]


def test_an_edit_protects_the_rest_of_the_picture() -> None:
    assert added("remove the dog", "edit") == ". Keep the framing unchanged. Keep everything else exactly as it is."
    assert added("turn it into a watercolour", "edit") == ". Keep the framing unchanged."
    assert added("crop to a square", "edit") == added("keep the sky, make the sea red", "edit") == ""


def test_the_editors_of_this_machine_do_with_it_what_they_did_without() -> None:
    for wish in ("make the sky stormy", "make it night", "warmer colours", "turn it into a watercolour"):
        assert read(better(wish, "edit")).steps == read(wish).steps


@pytest.mark.parametrize(
    ("prompt", "begins"),
    [
        ("a cat,", "a cat, soft"),
        ("A cat.", "A cat. Soft"),
        ("A cat!", "A cat! Soft"),
        ('a sign "OPEN', 'a sign "OPEN\nSoft'),
        ("a cat\na dog", "a cat\na dog\nSoft"),
    ],
)
def test_words_follow_as_the_prompt_was_written(prompt: str, begins: str) -> None:
    assert better(prompt).startswith(begins)


def test_every_phrase_counts_as_said() -> None:
    phrases = [
        (aspect, phrase) for aspects in ASPECTS.values() for aspect in aspects for phrase in aspect.words.values()
    ]
    assert not [phrase for aspect, phrase in phrases if phrase and _words(phrase).isdisjoint(aspect.said)]


@given(prompt=prompts, kind=st.sampled_from(KINDS))
@example(prompt="afternoon und", kind="video")
def test_enhancing_twice_changes_nothing_more(prompt: str, kind: str) -> None:
    once = better(prompt, kind)
    assert better(once, kind) == once


@given(prompt=st.text() | prompts, kind=st.sampled_from(KINDS), move=st.sampled_from(["", "pan-left"]))
def test_any_text_keeps_its_words_and_gets_the_same_answer_again(prompt: str, kind: str, move: str) -> None:
    made = better(prompt, kind, move)
    assert made.startswith(prompt.strip().rstrip(",;: "))
    assert made == better(prompt, kind, move)
    assert len(made) - len(prompt) < 400
