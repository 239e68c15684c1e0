"""The part of a clause that nothing here can carry out, in the person's own words."""

import re

from providers.local.edits.language.grammar import LESS, REGIONS, STOP
from providers.local.edits.language.meaning import SHAPES, TURNS
from providers.local.edits.language.spans import Spans
from providers.local.edits.language.strength import AMOUNTS

_FIGURE = re.compile(r"[\d.,:/]+[%°x]?")
_VERBS = frozenset(["add", "put", "insert", "place", "draw", "remove", "delete", "erase", "replace", "change", "turn"])
_KNOWN = STOP | AMOUNTS | LESS | REGIONS.keys() | SHAPES.keys() | TURNS


def unknown_in(spans: Spans) -> list[int]:
    """The places of the words that mean nothing here."""
    return [place for place, word in spans.rest if word not in _KNOWN and not _FIGURE.fullmatch(word)]


def adjectives_of(unknown: list[int], places: list[int]) -> list[int]:
    """Colours that belong to an unknown noun: "the red boat"."""
    return [place for place in places if place + 1 in unknown]


def named(spans: Spans, unknown: list[int]) -> str:
    """The unknown words with what stands between them, behind the verb that wanted them."""
    claimed = {place for place, _ in spans.operations}
    first, last = unknown[0], unknown[-1]
    verb = next((word for place, word in spans.rest if word in _VERBS and place < first), "")
    words = [word for place, word in enumerate(spans.words) if first <= place <= last and place not in claimed]
    return " ".join([verb, *words] if verb else words)
