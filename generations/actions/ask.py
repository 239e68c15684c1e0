"""Asking for pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from itertools import zip_longest
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from generations import events, search, tasks
from generations.actions.inputs import chosen_each, freeze
from generations.actions.tags import set_tags
from generations.models import Batch, Generation
from generations.models.batch import Purpose
from generations.planning import CALLS_MAX, Call, Order, Plan, plan_each
from live.publish import Change
from projects.models import Session

# Inputs that a generation has at most one of.
SINGLE = ("source", "end_frame", "mask")


def estimate(*, session: Session, by: User, order: Order) -> Plan:
    """What the order would make and cost. Writes nothing; raises ValidationError like create_batch."""
    orders = list(order.each())
    return plan_each(orders, kind=session.kind, inputs=chosen_each(session, by, orders))


def create_batch(
    *,
    session: Session,
    by: User,
    order: Order,
    idempotency_key: str | None = None,
    batch: Batch | None = None,
    purpose: Purpose = Purpose.COMPOSE,
    title: str = "",
    concept: str = "",
    tags: Sequence[str] = (),
) -> Batch:
    """All of it or nothing. The same `idempotency_key` of the same person answers the batch that it made.

    With `batch`, the generations are added to that batch instead of a new one. A new one without a title is called by
    its concept or its first prompt.
    """

    def make() -> Batch:
        calls = estimate(session=session, by=by, order=order).calls
        if batch:
            add_generations(batch, session, by, numbered_on(batch, calls))
            return batch
        made = new_batch(
            session,
            by,
            asdict(order),
            title or concept or order.title,
            purpose=purpose,
            concept=concept,
            idempotency_key=idempotency_key,
        )
        # Whoever looks at the list of batches hears of a new one.
        new = Change((f"project:{made.project_id}",), f"batch:{made.pk}", "new")
        add_generations(made, session, by, calls, also=(new, *(set_tags(made, tags) if tags else ())))
        return made

    return once(by, idempotency_key, make)


def numbered_on(batch: Batch, calls: Sequence[Call]) -> list[Call]:
    """Behind its last prompt. Until the commit: whoever adds to it at the same time goes on behind us."""
    list(Batch.objects.filter(pk=batch.pk).select_for_update(no_key=True).values_list("pk"))
    there = batch.generations.current().filter(deleted_at=None).count()
    if there + len(calls) > CALLS_MAX:
        full = f"This batch holds {there:,} generations; with {len(calls):,} more there would be over {CALLS_MAX:,}."
        raise ValidationError({"prompts": [full]})
    last = batch.generations.aggregate(last=Max("prompt_index"))["last"]
    first = 0 if last is None else last + 1
    return [replace(call, prompt_index=first + call.prompt_index) for call in calls]


def once(by: User, idempotency_key: str | None, make: Callable[[], Batch]) -> Batch:
    """What the same click made before, or what it makes now, in one transaction."""
    if made := made_before(by, idempotency_key):
        return made
    try:
        with transaction.atomic():
            return make()
    except IntegrityError:
        # The same click arrived twice at the same instant, and the other one won.
        if made := made_before(by, idempotency_key):
            return made
        raise


def made_before(by: User, idempotency_key: str | None) -> Batch | None:
    return Batch.objects.filter(author=by, idempotency_key=idempotency_key).first() if idempotency_key else None


def new_batch(
    session: Session,
    by: User,
    settings: dict[str, Any],
    title: str,
    *,
    purpose: Purpose = Purpose.COMPOSE,
    concept: str = "",
    topic: str = "",
    idempotency_key: str | None = None,
) -> Batch:
    """An empty one, in the transaction that also adds its generations."""
    return Batch.objects.create(
        project_id=session.project_id,
        session=session,
        author=by,
        purpose=purpose,
        title=" ".join(title.split())[:120],
        concept=concept,
        settings=settings,
        topic=topic,
        idempotency_key=idempotency_key,
    )


def add_generations(
    batch: Batch,
    session: Session,
    by: User,
    calls: Sequence[Call],
    retried: Sequence[Generation] = (),
    also: tuple[Change, ...] = (),
) -> list[Generation]:
    """In the caller's transaction: rows, frozen references, the event, and after the commit the doorbell.

    With `retried`, each stands in the place of one of those. `also` are further events of the same moment: publishing
    twice could lock crosswise.
    """
    now = timezone.now()
    generations = Generation.objects.bulk_create(
        Generation(
            project_id=session.project_id,
            session=session,
            batch=batch,
            author=by,
            model=call.model.key,
            provider=call.model.provider,
            kind=call.model.kind,
            prompt=call.prompt,
            parameters=call.parameters,
            prompt_enhanced=call.enhanced,
            **{f"{name}_id": picture.pk for name in SINGLE if (picture := getattr(call.inputs, name))},
            topic=batch.topic,
            retry_of=before,
            prompt_index=call.prompt_index,
            variant_index=call.variant_index,
            price=call.price,
            # Of plain values alone PostgreSQL takes thousands of rows as a few arrays.
            created_at=now,
        )
        for call, before in zip_longest(calls, retried)
    )
    freeze(generations, calls)
    search.index(generations)
    Session.objects.filter(pk=session.pk).update(last_used_at=Now())
    events.batch_made(batch, generations, retried=retried, also=also)
    transaction.on_commit(tasks.ring_dispatch, robust=True)
    return generations
