"""From words to moves: "a very slow push in, then pan left". Pure: the same words, the same moves."""

import re
from dataclasses import dataclass, field

from providers.local.motion.path import Step
from providers.local.motion.vocabulary import (
    ALONGSIDE,
    ANYBODYS,
    CAMERA,
    CASUAL,
    DIRECTIONS,
    INTENSE,
    LONGEST,
    NEGATIONS,
    PACES,
    PHRASES,
    STEMS,
    STOP,
    WAYS,
)

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_NEXT = re.compile(
    r"[,;.!?\n]+\s*(?:(?:and\s+)?(?:then|afterwards|finally|next)\b)?|\b(?:and\s+)?(?:then|afterwards|finally)\b",
    re.IGNORECASE,
)
_TOGETHER = re.compile(r"\b(?:and|while|plus|with|as)\b|[&+]", re.IGNORECASE)
_STEPS_MAX = 8


@dataclass(frozen=True, slots=True)
class Directions:
    """The pace of a step is its amount; `pace` is what words that stand alone say of the whole clip ("very slowly")."""

    steps: list[Step] = field(default_factory=list)
    understood: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    pace: float = 1.0


def read(prompt: str, possible: frozenset[str]) -> Directions:
    """Moves that are not `possible` are ignored, and named."""
    steps: list[Step] = []
    understood: list[str] = []
    ignored: list[str] = []
    pace, stretch = 1.0, 0
    for sentence in _NEXT.split(prompt):
        before = len(steps)
        for part in map(_Part, _TOGETHER.split(sentence)):
            moves = part.moves(possible)[: _STEPS_MAX - len(steps)]
            steps += [Step(move, part.pace, 0 if move in ALONGSIDE else stretch) for move in moves]
            ignored += part.unread(moves)
            if moves or part.is_aside:
                understood += part.understood
            if part.is_aside:
                pace *= part.pace
        stretch += any(step.move not in ALONGSIDE for step in steps[before:])
    return Directions(steps, _once(understood), _once(ignored), min(max(pace, 0.2), 2.0))


class _Part:
    """A piece of the prompt, word by word."""

    def __init__(self, text: str) -> None:
        self.text = text.strip()
        self.words = [word.lower().replace("’", "'") for word in _WORD.findall(text)]
        self.plain = [_stem(word) for word in self.words]
        self.found: list[tuple[int, str, bool]] = []  # where, what, and whether it may tell of the scene instead
        self.understood: list[str] = []
        self.unknown: list[str] = []
        self.pace = 1.0
        at = 0
        while at < len(self.words):
            at += self._phrase(at) or self._single(at)

    @property
    def is_aside(self) -> bool:
        """ "Very slowly" says something, though not what."""
        return not self.found and not self.unknown

    def moves(self, possible: frozenset[str]) -> list[str]:
        spoken_of = any(not word.isdecimal() for word in self.unknown) and not CAMERA & set(self.words)
        if NEGATIONS & set(self.words) - {word for said in self.understood for word in said.split()}:
            return []
        keys = [self._key(place, meaning) for place, meaning, casual in self.found if not (casual and spoken_of)]
        return [key for key in dict.fromkeys(keys) if key in possible]

    def unread(self, moves: list[str]) -> list[str]:
        """The words that nothing came of: all of them where no move did."""
        if moves:
            return self.unknown
        return [] if self.is_aside else [self.text]

    def _phrase(self, at: int) -> int:
        for length in range(min(LONGEST, len(self.words) - at), 0, -1):
            meaning = PHRASES.get(" ".join(self.words[at : at + length]))
            if meaning := meaning or PHRASES.get(" ".join(self.plain[at : at + length])):
                self.found.append((at, meaning, self._is_casual(at, length)))
                self.understood.append(" ".join(self.words[at : at + length]))
                return length
        return 0

    def _is_casual(self, at: int, length: int) -> bool:
        word = self.plain[at]
        return word in ANYBODYS or (length == 1 and word in CASUAL)

    def _single(self, at: int) -> int:
        word = self.words[at]
        if word in PACES:
            intense = at > 0 and self.words[at - 1] in INTENSE
            self.pace *= PACES[word] ** (1.6 if intense else 1)
            self.understood.append(f"{self.words[at - 1]} {word}" if intense else word)
        elif word in DIRECTIONS:
            self.understood.append(word)
        elif word not in STOP | INTENSE | CAMERA | NEGATIONS:
            self.unknown.append(word)
        return 1

    def _key(self, place: int, meaning: str) -> str:
        """A direction mostly follows ("pan from right to left"), but it may come first ("left pan")."""
        if not meaning.startswith("?"):
            return meaning
        ways = WAYS[meaning[1:]]
        ends = min((other for other, _, _ in self.found if other > place), default=len(self.words))
        said = [DIRECTIONS[word] for word in self.words[place:ends] if word in DIRECTIONS]
        said = said or [DIRECTIONS[word] for word in self.words[:place] if word in DIRECTIONS]
        return ways.get(said[-1] if said else "", "")


def _stem(word: str) -> str:
    """ "panning", "circles" and "zoomed" as the table has them."""
    for ending in ("ing", "es", "ed", "s"):
        bare = word.removesuffix(ending)
        if bare != word:
            forms = (bare, bare + "e", bare[:-1] if bare[-2:-1] == bare[-1:] else bare)
            if known := next((form for form in forms if form in STEMS), ""):
                return known
    return word


def _once(words: list[str]) -> list[str]:
    return list(dict.fromkeys(words))
