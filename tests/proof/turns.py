"""R2: turns whose models all end in the same instant, each result delivered three times."""

import random
import sys
from collections import Counter
from collections.abc import Iterator
from copy import copy
from functools import partial
from typing import Any

from django.db.models.functions import Now

from accounts.actions import create_user
from accounts.models import User
from conversations.actions import Asked, start_conversation
from conversations.models import Turn
from generations.media import files
from generations.models import Generation, Output
from generations.states import ACTIVE, State
from generations.work import ending, storing
from generations.work.leases import LEASE
from projects.actions import create_project, create_session
from projects.models import SessionKind
from providers.base import ErrorCode, Rejected, Result
from tests.conversations.together import Call, Together, racing, surprises
from tests.conversations.working import GROK, KLEIN, MASKED, SEEDREAM, a_still, completions, kept
from tests.figures import Figure, wrong

TURNS = {"small": 25, "full": 10_000}
MODELS = (SEEDREAM, GROK, KLEIN, MASKED, "fal-flux-2-pro")
DELIVERIES = 3
TOLD_EVERY = 1000
COLOURS = ("red", "green", "blue", "gold", "teal", "navy", "pink", "plum")


def measure(scale: str) -> Iterator[Figure]:
    dice = random.Random(seed := 1 if scale == "small" else random.randrange(10**6))
    sys.stderr.write(f"R2 begins with seed {seed}\n")
    found: Counter[str] = Counter()
    source, by = _still()
    stored = [kept(colour) for colour in COLOURS]
    with racing(len(MODELS) * DELIVERIES) as together:
        for number in range(TURNS[scale]):
            asked = Asked("make it night", MODELS)
            turn = start_conversation(source=source, by=by, asked=asked).turns.get()
            found.update(_ended(turn, together, dice, stored))
            if number % TOLD_EVERY == TOLD_EVERY - 1:
                sys.stderr.write(f"R2 {number + 1} turns: {dict(found)}\n")
    yield Figure("R2", "turns of five models that ended in the same instant", TURNS[scale], "turns", key="turns")
    yield Figure("R2", "deliveries of their results", TURNS[scale] * len(MODELS) * DELIVERIES, "deliveries")
    yield wrong("R2", "turns that were never told to be complete", found["never"], "never_completed")
    yield wrong("R2", "turns that were told to be complete twice", found["twice"], "completed_twice")
    yield wrong("R2", "turns with a result too many or too few, or with an error", found["other"], "wrong_results")


def _still() -> tuple[Output, User]:
    by = create_user(email="bob@example.com", password="only-for-the-proof")
    project = create_project(name="Spring campaign", by=by)
    return a_still(create_session(project=project, kind=SessionKind.IMAGE, name="Posters", by=by)), by


def _ended(turn: Turn, together: Together, dice: random.Random, stored: list[files.Stored]) -> Iterator[str]:
    """What went wrong when all of it ended at once."""
    rows = _being_stored(turn)
    ends = [dice.choice((_made, _made, _refused)) for _ in rows]
    # Each worker has read the row for itself.
    calls: list[Call] = [
        partial(end, copy(row), dice.choice(stored))
        for end, row in zip(ends, rows, strict=True)
        for _ in range(DELIVERIES)
    ]
    dice.shuffle(calls)
    answers, told = together(calls), completions(turn)
    made = Output.objects.filter(generation__batch=turn.pk).count()
    faults = {
        "never": not told or any(row.state in ACTIVE for row in turn.batch.generations.all()),
        "twice": len(told) > 1,
        "other": bool(
            surprises(answers) or answers.count(True) != len(rows) or made != ends.count(_made) or told != [turn.status]
        ),
    }
    if any(faults.values()):
        sys.stderr.write(f"R2 turn {turn.pk}: told {told}, {made} pictures, answers {answers}\n")
    yield from (name for name, is_wrong in faults.items() if is_wrong)


def _being_stored(turn: Turn) -> list[Generation]:
    """As if a worker had claimed each of them."""
    rows = Generation.objects.filter(batch=turn.pk)
    rows.update(state=State.STORING, fence=1, lease_until=Now() + LEASE, submitted_at=Now())
    return list(rows.order_by("pk"))


def _made(row: Generation, stored: files.Stored) -> Any:
    return storing.finish(row, Result(media=()), [stored])


def _refused(row: Generation, _stored: files.Stored) -> Any:
    return ending.fail(row, Rejected(ErrorCode.CONTENT_REJECTED, ""), held=row.fence)
