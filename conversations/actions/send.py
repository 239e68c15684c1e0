"""Starting a conversation, continuing it, and asking again for what failed."""

import textwrap
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.shortcuts import get_object_or_404

from accounts.models import User
from conversations import events
from conversations.actions.drafting import Asked, Draft, draft
from conversations.continuing import continued_in, from_source
from conversations.errors import TurnTaken
from conversations.models import Conversation, Status, Turn
from generations.actions import retry_all
from generations.actions.ask import add_generations, made_before, new_batch
from generations.errors import Conflict
from generations.models import Generation, Output
from generations.models.batch import Purpose
from generations.states import ACTIVE, RETRIABLE, State

TITLE_WIDTH = 50


def estimate_start(*, source: Output, by: User, asked: Asked) -> Draft:
    """What the first turn would send and cost. Writes nothing; raises ValidationError like start_conversation."""
    if source.kind != "image":
        raise ValidationError({"source": ["Only a still can be edited."]})
    return draft(source.generation.session, by, asked, from_source(source))


def start_conversation(*, source: Output, by: User, asked: Asked, idempotency_key: str | None = None) -> Conversation:
    """With its first turn. The same `idempotency_key` of the same person answers the conversation that it made."""

    def start() -> Turn:
        first, session = estimate_start(source=source, by=by, asked=asked), source.generation.session
        conversation = Conversation.objects.create(
            project_id=session.project_id,
            session=session,
            author=by,
            source=source,
            title=title_of(asked.instruction),
            **first.asked.kept,
        )
        return _add_turn(conversation, by, first, 1, idempotency_key)

    return _once(by, idempotency_key, start).conversation


def estimate_turn(*, conversation: Conversation, by: User, asked: Asked, continues: str | None = None) -> Draft:
    """Without models it is sent to those of the conversation."""
    asked = replace(asked, models=asked.models or tuple(conversation.models))
    return draft(conversation.session, by, asked, continued_in(conversation, continues))


def continue_conversation(
    *,
    conversation: Conversation,
    by: User,
    asked: Asked,
    continues: str | None = None,
    number: int | None = None,
    keep: bool = False,
    idempotency_key: str | None = None,
) -> Turn:
    """The next turn. `number` is the one that the person saw coming; raises TurnTaken when somebody was faster.

    With `keep`, the turn after it starts from its models, shape and size, for everybody.
    """

    def send() -> Turn:
        held = Conversation.objects.filter(deleted_at=None).select_related("session").select_for_update(of=("self",))
        # One at a time: the number is the next one, and nothing is sent while the last turn is being made.
        locked = get_object_or_404(held, pk=conversation.pk)
        following = _refuse_if_busy(locked, number)
        made = estimate_turn(conversation=locked, by=by, asked=asked, continues=continues)
        kept = made.asked.kept if keep else {}
        return _add_turn(locked, by, made, following, idempotency_key, **kept)

    return _once(by, idempotency_key, send)


def retry_turn(*, turn: Turn, by: User) -> list[Generation]:
    """Never a model that succeeded. What somebody cancelled only if nothing else came of the turn."""
    again = RETRIABLE if turn.status == Status.FAILED else (State.FAILED, State.UNKNOWN)
    failed = [row for row in turn.current if row.state in again]
    if not failed:
        raise Conflict("No model of this turn has failed.")
    return retry_all(generations=failed, by=by)


def title_of(instruction: str) -> str:
    words = " ".join(instruction.split())
    return textwrap.shorten(words, TITLE_WIDTH, placeholder="…").lstrip("…") or f"{words[: TITLE_WIDTH - 1]}…"


def _once(by: User, idempotency_key: str | None, make: Callable[[], Turn]) -> Turn:
    try:
        with transaction.atomic():
            return _made_before(by, idempotency_key) or make()
    except (IntegrityError, TurnTaken):
        # The same click arrived twice at the same instant, and the other one won.
        if turn := _made_before(by, idempotency_key):
            return turn
        raise


def _made_before(by: User, idempotency_key: str | None) -> Turn | None:
    batch = made_before(by, idempotency_key)
    turn = Turn.objects.filter(batch=batch).select_related("conversation").first() if batch else None
    if batch and not turn:
        raise Conflict("This click has made something else already, or what it made has been deleted.")
    return turn


def _refuse_if_busy(conversation: Conversation, number: int | None) -> int:
    turns = conversation.turns.order_by("-number")
    busy = turns.filter(batch__generations__state__in=ACTIVE).first()
    if busy:
        raise TurnTaken(busy, f"Turn {busy.number} is being made. Send the next one when it has ended.")
    following: int = (turns.aggregate(last=Max("number"))["last"] or 0) + 1
    if number is not None and number != following and (last := turns.first()):
        raise TurnTaken(last, f"Turn {last.number} has been sent meanwhile. Look at it before you go on.")
    return following


def _add_turn(
    conversation: Conversation, by: User, made: Draft, number: int, idempotency_key: str | None, **kept: Any
) -> Turn:
    session, instruction = conversation.session, made.asked.instruction.strip()
    batch = new_batch(
        session,
        by,
        made.settings,
        instruction,
        purpose=Purpose.TURN,
        topic=conversation.topic,
        idempotency_key=idempotency_key,
    )
    turn = Turn.objects.create(
        batch=batch,
        conversation=conversation,
        number=number,
        instruction=instruction,
        continues_turn=made.continued.turn,
        continues_output=made.continued.output,
    )
    Conversation.objects.filter(pk=conversation.pk).update(updated_at=Now(), **kept)
    told = events.changed(conversation, "new" if number == 1 else "put")
    add_generations(batch, session, by, made.calls, also=(told,))
    return turn
