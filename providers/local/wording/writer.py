"""Prompts made better by fixed rules: no key, no network, the same answer to the same words.

What was typed stays as it is; words of camera, motion, light and composition that it does not have come after it.
"""

import json
import re
from collections.abc import Iterator

from providers.base import PROMPT_MAX, Draft, Enhanced
from providers.local.wording.table import (
    ANY_LIGHT,
    ASPECTS,
    CAMERA,
    CLASHES,
    ENGLISH,
    KEPT,
    LIGHT,
    OTHERS,
    PAIRS,
    REFRAMED,
    SCENES,
    STYLED,
    Aspect,
)

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_DENIED = re.compile(r"\b(?:no|not|without|never)\s+(?:an?\s+|any\s+|the\s+)?\w+", re.IGNORECASE)
_STOPS = (".", "!", "?", "…", "。")
_PHRASES = {phrase for aspects in ASPECTS.values() for aspect in aspects for phrase in aspect.words.values()} - {""}
_OURS = re.compile("|".join(map(re.escape, sorted(_PHRASES | {ANY_LIGHT}, key=len, reverse=True))), re.IGNORECASE)
_MILLIMETRES = re.compile(r"\b\d{1,4} ?mm\b|\bf/\d")

UNCHANGED = "The prompt says all of this already; nothing was added."
IS_JSON = "This is structured text, which is sent as it is; nothing was added."
TOO_LONG = "There is no room for more words; nothing was added."
FOREIGN = "The local rules know English only: what they added suits any picture."


class LocalWriter:
    key = "local"

    def why_not(self) -> str:
        return ""

    def enhance(self, draft: Draft) -> Enhanced:
        prompt = draft.prompt.strip()
        if _is_structured(prompt):
            return Enhanced(prompt, (IS_JSON,))
        words, foreign = _words(prompt), _is_foreign(_typed(prompt))
        additions = dict(_edit(words) if draft.kind == "edit" else _missing(draft, words, foreign=foreign))
        if not additions:
            return Enhanced(prompt, (UNCHANGED,))
        whole = _joined(prompt, list(additions.values()))
        if len(whole) > PROMPT_MAX:
            return Enhanced(prompt, (TOO_LONG,))
        return Enhanced(whole, (f"Added: {', '.join(additions)}.", *([FOREIGN] if foreign else ())))


def _words(prompt: str) -> frozenset[str]:
    text = prompt.casefold().replace("’", "'")
    singles = _WORD.findall(text)
    spaced = f" {' '.join(singles)} ".replace("-", " ")
    pairs = [pair for pair in PAIRS if f" {pair.replace('-', ' ')} " in spaced]
    parts = [part for single in singles for part in single.split("-")]
    return frozenset([*singles, *parts, *pairs, *(["mm"] if _MILLIMETRES.search(text) else [])])


def _is_structured(prompt: str) -> bool:
    if prompt[:1] not in "{[":
        return False
    try:
        return isinstance(json.loads(prompt), dict | list)
    except (ValueError, RecursionError):
        return False


def _typed(prompt: str) -> str:
    """Without what these rules have added before: that says nothing of the language or of what is there."""
    return _OURS.sub(" ", prompt)


def _is_foreign(prompt: str) -> bool:
    """Another script, or more small words of other languages than English ones: its scenes cannot be read."""
    letters = [letter for letter in prompt if letter.isalpha()]
    if sum(letter > "\u024f" for letter in letters) * 5 > len(letters):
        return True
    words = _words(prompt)
    return len(words & OTHERS) > len(words & ENGLISH)


def _missing(draft: Draft, words: frozenset[str], *, foreign: bool) -> Iterator[tuple[str, str]]:
    scenes = [] if foreign else _scenes(_typed(draft.prompt))
    for aspect in ASPECTS[draft.kind]:
        if not words.isdisjoint(aspect.said) or (aspect is CAMERA and draft.camera_move):
            continue
        phrase = _light(draft, scenes, foreign=foreign) if aspect is LIGHT else _phrase(aspect, scenes)
        if phrase:
            yield aspect.label, phrase


def _scenes(prompt: str) -> list[str]:
    """What is there: "no people" are not."""
    words = _words(_DENIED.sub(" ", prompt))
    return [name for name, listed in SCENES.items() if not words.isdisjoint(listed)]


def _light(draft: Draft, scenes: list[str], *, foreign: bool) -> str:
    """A clip often begins with a picture that cannot be seen from here: there only what the words give ground for."""
    if draft.kind == "video" and (foreign or not any(scene in LIGHT.words for scene in scenes)):
        return ""
    if any(clash <= set(scenes) for clash in CLASHES) and "night" not in scenes:
        return ""
    return ANY_LIGHT if foreign else _phrase(LIGHT, scenes)


def _phrase(aspect: Aspect, scenes: list[str]) -> str:
    return next((aspect.words[scene] for scene in scenes if scene in aspect.words), aspect.words[""])


def _edit(words: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Nothing is invented for a picture that cannot be seen; the rest of it is protected."""
    if not words.isdisjoint(KEPT):
        return
    if words.isdisjoint(REFRAMED):
        yield "what stays", "Keep the framing unchanged."
    if words.isdisjoint(STYLED | REFRAMED):
        yield "nothing else", "Keep everything else exactly as it is."


def _joined(prompt: str, additions: list[str]) -> str:
    """Behind what was typed: as more of a list of words, or as sentences where sentences are."""
    ended = prompt.endswith(_STOPS)
    # What stands in lines, or in a quotation without an end, is not continued but followed.
    apart = "\n" in prompt or prompt.count('"') % 2 == 1
    if not (ended or apart or any(phrase.endswith(".") for phrase in additions)):
        return f"{prompt.rstrip(',;: ')}, {', '.join(additions)}"
    said = " ".join(phrase if phrase.endswith(".") else f"{phrase[0].upper()}{phrase[1:]}." for phrase in additions)
    return f"{prompt}\n{said}" if apart else f"{prompt}{'' if ended else '.'} {said}"
