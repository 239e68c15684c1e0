"""Turns for the page and for live refetches: one reading, so that both show the same."""

from collections.abc import Iterable, Sequence

from django.db.models import Prefetch

from accounts.models import User
from conversations.models import Conversation, Turn
from conversations.models.conversation import ConversationQuerySet
from conversations.models.turn import TurnQuerySet
from conversations.taken import Taken, pictures_of
from generations.fragments import cards, revision_of
from generations.models import Output
from generations.models.generation import GenerationQuerySet
from generations.positions import with_positions

ORIGINS = ("conversation", "continues_turn", "continues_output__generation__batch__turn")


def heads(user: User) -> ConversationQuerySet:
    """With all that the top bar and the composer say of a conversation."""
    told = Output.objects.select_related("generation").for_viewer(user).annotate(rev=revision_of("output", "pk"))
    source = Prefetch("source", told)
    return Conversation.objects.with_facts().select_related("project", "session").prefetch_related(source)


def turns(user: User) -> TurnQuerySet:
    return Turn.objects.visible_to(user).with_role().with_generations(cards(user)).select_related(*ORIGINS)


def with_taken(rows: Iterable[Turn]) -> list[Turn]:
    """Each with `taken`, what went into it, and the places of what is queued: two queries for all of them."""
    shown = list(rows)
    pictures = pictures_of(shown)
    for turn in shown:
        turn.taken = Taken.by(turn, pictures)  # type: ignore[attr-defined]
    with_positions(row for turn in shown for row in turn.current)
    return shown


def turns_by_id(user: User, pks: Sequence[int]) -> list[Turn]:
    return with_taken(turns(user).filter(pk__in=pks))


def heads_by_id(user: User, pks: Sequence[int]) -> ConversationQuerySet:
    return heads(user).visible_to(user).with_role().filter(pk__in=pks)


def thumbs_by_id(user: User, pks: Sequence[int]) -> GenerationQuerySet:
    """Only of turns: what is nothing but a generation of a session has no place in a strip."""
    return cards(user).filter(pk__in=pks, batch__turn__isnull=False).select_related("batch__turn")
