"""Words as the tables have them: lower case, British, hyphens as blanks."""

import re

_WORD = re.compile(
    r"#[0-9a-f]{6}\b|\d+(?:[.,]\d+)?\s*(?:%|°|x\b)|\d+(?:\.\d+)?\s?[:/]\s?\d+(?:\.\d+)?|\d+s\b|\d+(?:\.\d+)?|[^\W\d_]+(?:'[^\W\d_]+)?"
)
_SPELLING = (
    (re.compile(r"color"), "colour"),
    (re.compile(r"\bgray"), "grey"),
    (re.compile(r"greyscale"), "greyscale"),
    (re.compile(r"\bcenter"), "centre"),
    (re.compile(r"(?<=\w\w\w)iz(e|es|ed|ing)\b"), r"is\1"),
    (re.compile(r"[’‘]"), "'"),
    (re.compile(r"[-‐-―_]"), " "),
    (re.compile(r"\bpercents?\b|\bper cent\b|\bpct\b"), "%"),
    (re.compile(r"\bdegrees?\b|\bdeg\b"), "°"),
    (re.compile(r"\btimes\b"), "x"),
    (re.compile(r"\bred+er\b"), "red"),
    (re.compile(r"\b(blu|orang|purpl)er\b"), r"\1e"),
    (re.compile(r"\b(pink|yellow)er\b"), r"\1"),
)  # fmt: skip


def words_of(text: str) -> list[str]:
    plain = text.lower()
    for pattern, spelling in _SPELLING:
        plain = pattern.sub(spelling, plain)
    return [re.sub(r"\s+", "", word) for word in _WORD.findall(plain)]
