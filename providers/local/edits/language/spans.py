"""The phrases of a clause that name operations, the longest first, and the words that nothing claims."""

from dataclasses import dataclass, field

from providers.local.edits.language.colours import colour_at
from providers.local.edits.language.grammar import ARTICLES
from providers.local.edits.language.phrases import LONGEST, PHRASES


@dataclass(slots=True)
class Spans:
    """`operations` in the order of their words, each with its place; `rest` the words left over, with theirs."""

    words: list[str]
    operations: list[tuple[int, str]] = field(default_factory=list)
    colours: list[tuple[int, str]] = field(default_factory=list)
    rest: list[tuple[int, str]] = field(default_factory=list)

    @property
    def left(self) -> list[str]:
        return [word for _, word in self.rest]


def spans_of(words: list[str]) -> Spans:
    spans, at = Spans(words), 0
    telling = [(place, word) for place, word in enumerate(words) if word not in ARTICLES]
    plain = [word for _, word in telling]
    while at < len(telling):
        key, length = _phrase(plain, at)
        code, wide = colour_at(plain, at)
        if code and wide >= length:
            spans.colours.append((telling[at][0], code))
        elif key:
            spans.operations.append((telling[at][0], key))
        else:
            spans.rest.append(telling[at])
        at += max(length, wide, 1)
    return spans


def _phrase(words: list[str], at: int) -> tuple[str, int]:
    for length in range(min(LONGEST, len(words) - at), 0, -1):
        if key := PHRASES.get(" ".join(words[at : at + length])):
            return key, length
    return "", 0
