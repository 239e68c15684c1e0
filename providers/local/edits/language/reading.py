"""From an instruction to steps, and to the clauses that mean nothing here. Pure: the same text, the same reading."""

from providers.local.edits.language.clauses import clauses_of
from providers.local.edits.language.colours import NAMES
from providers.local.edits.language.step import Reading
from providers.local.edits.language.wish import Wish

# Nobody means hundreds of steps, and without an end one sentence could keep a machine busy for minutes.
_STEPS_MAX = 24


def read(instruction: str) -> Reading:
    reading, region = Reading(), ""
    for clause in clauses_of(instruction, NAMES):
        steps, unknown = Wish(clause, region).read()
        room = max(0, _STEPS_MAX - len(reading.steps))
        reading.steps.extend(steps[:room])
        unread = [unknown] if unknown else [clause.text] if len(steps) > room else []
        reading.ignored.extend(text for text in unread if text not in reading.ignored)
        region = next((step.region for step in steps if step.region), "")
    return reading
