"""Rows for the API, each list in a constant number of queries."""

from collections.abc import Sequence

from django.db.models import F

from accounts.models import User
from conversations.models import Conversation, Turn
from conversations.models.turn import TurnQuerySet
from generations.api import reading
from generations.models.output import OutputQuerySet
from generations.positions import with_positions


def turns(user: User) -> TurnQuerySet:
    """Without those that were moved to a session which is in the trash: as on its page."""
    return Turn.objects.with_generations(reading.generations(user).visible_to(user))


def in_line(rows: Sequence[Turn]) -> Sequence[Turn]:
    """With the places of what is queued, told to the very generations that the turns hold."""
    with_positions(row for turn in rows for row in turn.current)
    return rows


def outputs_of(conversation: Conversation, user: User) -> OutputQuerySet:
    """With `turn`, the number of the one that made it."""
    mine = reading.outputs(user).filter(generation__batch__turn__conversation=conversation)
    return mine.annotate(turn=F("generation__batch__turn__number"))
