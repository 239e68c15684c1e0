"""Asking for pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from accounts.models import User
from generations import events, tasks
from generations.actions.inputs import Chosen, chosen
from generations.models import Batch, Generation
from generations.planning import Call, Order, Plan, plan
from projects.models import Session


def estimate(*, session: Session, by: User, order: Order) -> Plan:
    """What the order would make and cost. Writes nothing; raises ValidationError like create_batch."""
    return plan(order, kind=session.kind, inputs=chosen(session, by, order).inputs)


def create_batch(
    *, session: Session, by: User, order: Order, idempotency_key: str | None = None, batch: Batch | None = None
) -> Batch:
    """All of it or nothing. The same `idempotency_key` of the same person answers the batch that it made.

    With `batch`, the generations are added to that batch instead of a new one.
    """
    made = Batch.objects.filter(author=by, idempotency_key=idempotency_key) if idempotency_key else Batch.objects.none()
    if first := made.first():
        return first
    pictures = chosen(session, by, order)
    calls = plan(order, kind=session.kind, inputs=pictures.inputs).calls
    try:
        with transaction.atomic():
            batch = batch or _new_batch(session, by, order, idempotency_key)
            add_generations(batch, session, by, calls, pictures)
    except IntegrityError:
        # The same click arrived twice at the same instant, and the other one won.
        if first := made.first():
            return first
        raise
    return batch


def _new_batch(session: Session, by: User, order: Order, idempotency_key: str | None) -> Batch:
    return Batch.objects.create(
        project_id=session.project_id,
        session=session,
        author=by,
        title=order.prompts[0].strip()[:120],
        settings=asdict(order),
        idempotency_key=idempotency_key,
    )


def add_generations(
    batch: Batch,
    session: Session,
    by: User,
    calls: Sequence[Call],
    pictures: Chosen,
    retry_of: Generation | None = None,
) -> list[Generation]:
    """In the caller's transaction: rows, frozen references, the event, and after the commit the doorbell."""
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
            source=pictures.source,
            retry_of=retry_of,
            prompt_index=call.prompt_index,
            variant_index=call.variant_index,
            price=call.price,
        )
        for call in calls
    )
    pictures.freeze(generations)
    Session.objects.filter(pk=session.pk).update(last_used_at=Now())
    events.batch_made(batch, generations, retried=retry_of)
    transaction.on_commit(tasks.ring_dispatch, robust=True)
    return generations
