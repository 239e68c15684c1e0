"""From an instruction to steps, and to the clauses that mean nothing here. Pure: the same text, the same reading."""

import re
from dataclasses import replace

from providers.local.edits.language.clauses import clauses_of
from providers.local.edits.language.colours import NAMES
from providers.local.edits.language.grammar import COLOURED, OPPOSITES, TONAL
from providers.local.edits.language.step import Reading, Step
from providers.local.edits.language.wish import Wish

# Nobody means hundreds of steps, and without an end one sentence could keep a machine busy for minutes.
_STEPS_MAX = 24
_HEDGE = re.compile(r"(but )?not (too|so|that)\b")


def read(instruction: str) -> Reading:
    reading, region = Reading(), ""
    for clause in clauses_of(instruction, NAMES):
        steps, unknown = Wish(clause, region).read()
        steps = _new(reading.steps, steps, hedged=bool(_HEDGE.match(clause.words.lower())))
        room = max(0, _STEPS_MAX - len(reading.steps))
        reading.steps.extend(steps[:room])
        unread = [unknown] if unknown else [clause.text] if len(steps) > room else []
        reading.ignored.extend(text for text in unread if text not in reading.ignored)
        region = next((step.region for step in steps if step.region), "")
    return reading


def _new(before: list[Step], steps: list[Step], *, hedged: bool) -> list[Step]:
    """Without what was said before in other words, and without limits: "brighter, but not too bright"."""
    if before and [step.operation for step in steps] == ["tint"] and _awaits_colours(before[-1]):
        before[-1] = replace(before[-1], colours=steps[0].colours)
        return []
    keys = {step.operation for step in before} if hedged else set()
    return [
        step
        for step in steps
        if OPPOSITES.get(step.operation) not in keys and (step.operation in TONAL or step not in before)
    ]


def _awaits_colours(step: Step) -> bool:
    """ "In two inks, red and blue": the colours of the clause before."""
    return step.operation in COLOURED - {"tint", "untint", "caption", "fog"} and not step.colours
