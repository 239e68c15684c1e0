"""An instruction falls into clauses; quoted words and pairs that belong together stay whole."""

import re
from dataclasses import dataclass

_QUOTED = re.compile(r"“([^”]*)”|„([^“”]*)[“”]|«([^»]*)»|\"([^\"]*)\"|(?<!\w)['‘]([^'’\n]+)['’](?!\w)")
_MARK = "\ue000"  # a private character: stands for the quoted text that was taken out
_BREAK = re.compile(r"[,;!?\n]+|\.(?!\d)|(?<!\w)(?:and|then|but|also|plus|while|&)(?!\w)", re.IGNORECASE)
_TOGETHER = re.compile(
    r"\b(black|teal|orange|dodge|in|light|salt)[ -](?:and|&)[ -](white|orange|teal|burn|out|shadow|pepper)\b",
    re.IGNORECASE,
)
_JOINED = "\ue001"


@dataclass(frozen=True, slots=True)
class Clause:
    text: str  # as the person wrote it
    words: str  # without the quoted text
    quote: str = ""
    joined: bool = False  # an "and" stands before it: it may speak of what the clause before spoke of


def clauses_of(instruction: str, colours: str) -> list[Clause]:
    """`colours` is an expression for names of colours: "red and blue" is one wish, not two."""
    quotes: list[str] = []

    def take(found: re.Match[str]) -> str:
        quotes.append(next((part for part in found.groups() if part is not None), ""))
        return _MARK

    text = _QUOTED.sub(take, instruction.replace(_MARK, " ").replace(_JOINED, " "))
    text = _TOGETHER.sub(rf"\1 {_JOINED} \2", text)
    pair = re.compile(rf"\b({colours})\s*(?:,|and|&|,\s*and)\s+(?=(?:dark |light )?(?:{colours})\b)", re.IGNORECASE)
    return _cut(pair.sub(rf"\1 {_JOINED} ", text), quotes)


def _cut(text: str, quotes: list[str]) -> list[Clause]:
    clauses, start, joined = [], 0, False
    waiting = iter(quotes)
    for end, after, joins in [*((b.start(), b.end(), b[0].lower() == "and") for b in _BREAK.finditer(text)),
                              (len(text), len(text), False)]:  # fmt: skip
        part = text[start:end].replace(_JOINED, "and").strip()
        own = [next(waiting) for _ in range(part.count(_MARK))]
        if part:
            clauses.append(Clause(_restored(part, own), part.replace(_MARK, " "), " ".join(own).strip(), joined))
        start, joined = after, joins
    return clauses


def _restored(part: str, quotes: list[str]) -> str:
    for quote in quotes:
        part = part.replace(_MARK, f"“{quote}”", 1)
    return part
