"""From a prompt to what a style can draw, and an honest account of what it cannot."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from providers.local.pictures.canvas import Array
from providers.local.pictures.colour import rgb
from providers.local.pictures.words import COLOURS, NEGATIONS, NUMBERS, STOP, VOCABULARY

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LONGEST_PHRASE = 3
_TINTABLE = ("thing", "land", "water", "weather")


@dataclass(slots=True)
class Reading:
    """`found` maps a kind to its meanings and how many of each; `tints` a meaning to the colour before its noun."""

    prompt: str
    words: list[str]
    found: dict[str, dict[str, int]] = field(default_factory=dict)
    colours: list[Array] = field(default_factory=list)
    tints: dict[str, Array] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)
    understood: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    def has(self, kind: str, meaning: str) -> bool:
        return meaning in self.found.get(kind, {})

    def all(self, kind: str) -> list[str]:
        return list(self.found.get(kind, {}))

    def accept(self, words: Iterable[str]) -> None:
        """Words that a style put to use although the table does not know them."""
        used = {word for word in words if word in self.ignored}
        self.understood += [word for word in self.words if word in used]
        self.ignored = [word for word in self.ignored if word not in used]

    def count(self, kind: str, meaning: str) -> int:
        return self.found.get(kind, {}).get(meaning, 0)


def read(prompt: str, kinds: Iterable[str]) -> Reading:
    """Only words of these kinds, colours and numbers count as understood: the rest would not change the picture."""
    words = [word.lower().replace("’", "'") for word in _WORD.findall(prompt)]
    return _Reader(prompt, words, frozenset(kinds)).read()


def singulars(word: str) -> tuple[str, ...]:
    if word.endswith("ies"):
        return word, word[:-3] + "y"
    if word.endswith("es"):
        return word, word[:-1], word[:-2]
    return (word, word[:-1]) if word.endswith("s") else (word,)


class _Reader:
    def __init__(self, prompt: str, words: list[str], kinds: frozenset[str]) -> None:
        self.reading, self.kinds = Reading(prompt, words), kinds
        self.colours: list[Array] = []
        self.number, self.negated = 0, False

    def read(self) -> Reading:
        words, at = self.reading.words, 0
        while at < len(words):
            taken = self._phrase(words, at)
            if not taken:
                taken = 1
                self._single(words[at])
            at += taken
        self.reading.colours += self.colours
        return self.reading

    def _phrase(self, words: list[str], at: int) -> int:
        """The longest known phrase that starts here; its length in words, 0 when there is none."""
        for length in range(_LONGEST_PHRASE, 0, -1):
            *head, last = words[at : at + length]
            if len(head) + 1 < length:
                continue
            for form in singulars(last):
                meanings = VOCABULARY.get(" ".join([*head, form]), {})
                own = {kind: meaning for kind, meaning in meanings.items() if kind in self.kinds}
                if own:
                    self._meant(own, plural=form != last)
                    self.reading.understood.append(" ".join([*head, last]))
                    return length
        return 0

    def _meant(self, meanings: dict[str, str], plural: bool) -> None:
        count = self.number or (0 if not plural else 3)
        for kind, meaning in meanings.items():
            if self.negated:
                self.reading.absent.add(meaning)
                continue
            known = self.reading.found.setdefault(kind, {})
            known[meaning] = max(known.get(meaning, 0), count, 1)
            if kind in _TINTABLE and self.colours:
                self.reading.tints[meaning] = self.colours[-1]
                self.colours = []
        self.reading.colours += self.colours
        self.colours, self.negated = [], False
        if plural or self.number == 1:  # "two ringed planets": the number waits for its noun
            self.number = 0

    def _single(self, word: str) -> None:
        if word in COLOURS:
            self.colours.append(rgb(COLOURS[word]))
            self.reading.understood.append(word)
        elif word in NEGATIONS:
            self.negated = True
        elif word in NUMBERS or (word.isdecimal() and int(word[:3]) < 100):
            self.number = NUMBERS.get(word) or int(word[:3])
        elif word not in STOP:
            self.reading.ignored.append(word)
            self.negated, self.number = False, 0
