"""How much: words that scale, and shares that are named."""

import re

from providers.local.edits.language.grammar import REGIONS
from providers.local.edits.language.step import Strength

_SCALES = {
    0.5: "slightly bit little somewhat subtle subtly gentle gently touch hint faint faintly mild mildly light lightly "
    "slight barely softly weak minimal delicate",
    1.6: "much very strongly lot heavily heavy strong dramatically really intense intensely bold considerably far lots "
    "significantly quite thick thicker heavier dense denser big",
    2.2: "extremely extreme super ultra maximum totally completely massively insanely way hugely hard enormous",
}
_SHARES = {"half": 0.5, "third": 1 / 3, "quarter": 0.25, "twice": 1.0, "double": 1.0, "triple": 2.0}
SCALES = {word: factor for factor, words in _SCALES.items() for word in words.split()}
AMOUNTS = frozenset({*SCALES, *_SHARES})
_SHARE = re.compile(r"(\d+(?:[.,]\d+)?)(%|x)")
_MOST = 4.0


def strength_of(words: list[str]) -> Strength:
    factor, exact = 1.0, None
    for before, word in zip(["", *words], words, strict=False):
        if found := _SHARE.fullmatch(word):
            value = float(found[1].replace(",", "."))
            exact = value / 100 if found[2] == "%" else value - 1
        elif word in _SHARES and before not in REGIONS:
            exact = _SHARES[word]
        elif word in {"stop", "stops"} and re.fullmatch(r"\d+(?:\.\d+)?|one|two|three|half", before):
            exact = 2 ** {"one": 1.0, "two": 2.0, "three": 3.0, "half": 0.5}.get(before, _number(before)) - 1
        elif word in SCALES and not (word == "far" and before == "so"):
            factor *= SCALES[word]
    return Strength(min(max(factor, 0.25), _MOST), None if exact is None else min(max(exact, 0.0), _MOST))


def _number(word: str) -> float:
    return min(float(word), 4.0) if word.replace(".", "", 1).isdigit() else 0.0
