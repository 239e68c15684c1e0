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


def _on_sheet(hand: Does) -> Does:
    """With a border of bare paper around the print."""

    def printed(picture: Array, ask: Ask) -> Array:
        return mix(PAPER, hand(picture, ask), margin(picture, 0.035)[..., None])

    return printed


# The first hand of a model is the one it uses unless a word chooses another.
_HANDS: Mapping[str, Mapping[str, Does]] = {
    "darkroom": {},
    "painter": {"oil": impasto, "watercolour": line_and_wash, "gouache": gouache},
    "print": {
        "screen print": _on_sheet(screen_print),
        "risograph": _on_sheet(risograph),
        "woodcut": _on_sheet(woodcut),
    },
}
STYLES = tuple(_HANDS)


def operations_of(style: str) -> Mapping[str, Operation]:
    hands = _HANDS[style]
    return {**OPERATIONS, **{key: _own(key, does) for key, does in hands.items()}}


def _own(key: str, does: Does) -> Operation:
    return replace(OPERATIONS[key], does=bounded(does), stage="hand", measured=False)


def hand_of(style: str, steps: list[Step]) -> list[Step]:
    """What the model does of its own accord: nothing, where a word has chosen the hand already."""
    hands = _HANDS[style]
    chosen = any(step.operation in hands for step in steps)
    return [] if chosen or not hands else [Step(next(iter(hands)))]
