"""Which pictures go into a turn, and which of them each model gets. Pure: ids in, ids out."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError

CONTEXT_MAX = 5


@dataclass(frozen=True, slots=True)
class Context:
    """In order: what the turn continues, then the person's own. `left_out` are continued ones beyond the limit."""

    continued: tuple[int, ...]
    own: tuple[int, ...] = ()
    left_out: tuple[int, ...] = ()

    @property
    def pictures(self) -> tuple[int, ...]:
        return self.continued + self.own


@dataclass(frozen=True, slots=True)
class Share:
    """What one model gets, the picture that it edits first, and what it has no room for."""

    sent: tuple[int, ...]
    dropped: tuple[int, ...]


def context_of(continued: Sequence[int], own: Sequence[int]) -> Context:
    """Never cuts the person's own silently: raises ValidationError when they do not fit."""
    taken, rest = tuple(continued[:CONTEXT_MAX]), tuple(continued[CONTEXT_MAX:])
    added = tuple(pk for pk in own if pk not in taken)
    if (excess := len(taken) + len(added) - CONTEXT_MAX) > 0:
        raise ValidationError({"references": [_too_many(len(taken), len(added), excess)]})
    return Context(taken, added, tuple(pk for pk in rest if pk not in added))


def share_of(context: Context, *, most: int, base: int | None = None) -> Share:
    """The first `most` of them. A model goes on from `base`, its own picture of the continued turn, if it made one."""
    first = [base] if base in context.continued else []
    ordered = (*first, *(pk for pk in context.pictures if pk not in first))
    return Share(ordered[:most], ordered[most:])


def _too_many(continued: int, own: int, excess: int) -> str:
    pictures = f"{continued} that it continues and {own} of yours"
    return f"A turn takes at most {CONTEXT_MAX} pictures, and these are {pictures}. Take away {excess} of yours."
