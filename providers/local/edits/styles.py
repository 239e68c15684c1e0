"""The local edit models: all carry out the same instructions; two then add their own hand."""

from collections.abc import Mapping
from dataclasses import replace

from providers.local.edits.ask import Ask, Does, Operation
from providers.local.edits.hands.bounded import bounded
from providers.local.edits.hands.inks import PAPER
from providers.local.edits.hands.paint import gouache, impasto
from providers.local.edits.hands.riso import risograph
from providers.local.edits.hands.screenprint import screen_print
from providers.local.edits.hands.sheet import margin
from providers.local.edits.hands.wash import line_and_wash
from providers.local.edits.hands.woodcut import woodcut
from providers.local.edits.language.step import Step
from providers.local.edits.operations.table import OPERATIONS
from providers.local.pictures.canvas import Array, mix


def _sheet(picture: Array, ask: Ask) -> Array:
    """A border of bare paper around the print."""
    return mix(PAPER, picture, margin(picture, 0.035)[..., None])


# The first hand of a model is the one it uses unless a word chooses another.
_HANDS: Mapping[str, Mapping[str, Does]] = {
    "darkroom": {},
    "painter": {"oil": impasto, "watercolour": line_and_wash, "gouache": gouache},
    "print": {
        "screen print": screen_print,
        "risograph": risograph,
        "woodcut": woodcut,
    },
}
STYLES = tuple(_HANDS)


_SHEET = Operation("sheet", _sheet, "finish", measured=False)


def operations_of(style: str) -> Mapping[str, Operation]:
    return {**OPERATIONS, **{key: _own(key, does) for key, does in _HANDS[style].items()}, _SHEET.key: _SHEET}


def _own(key: str, does: Does) -> Operation:
    return replace(OPERATIONS[key], does=bounded(does), stage="hand", measured=False)


def hand_of(style: str, steps: list[Step]) -> list[Step]:
    """What the model does of its own accord: its first hand where no word has chosen one, and the sheet of a print."""
    hands = _HANDS[style]
    chosen = any(step.operation in hands for step in steps)
    own = [] if chosen or not hands else [Step(next(iter(hands)))]
    return [*own, Step(_SHEET.key)] if style == "print" else own
