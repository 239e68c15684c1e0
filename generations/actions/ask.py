"""Asking for pictures: batches, retries, one more time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from accounts.models import User
from generations import events, tasks
from generations.errors import Conflict
from generations.models import Batch, Generation, Output, Reference
from generations.planning import Order, Picture, Plan, plan
from generations.states import RETRIABLE, State
from projects.models import Session


def estimate(*, session: Session, by: User, order: Order) -> Plan:
    """What the order would make and cost. Writes nothing; raises ValidationError like create_batch."""
    references, source = _inputs(session, by, order)
    pictures = [_picture(output) for output in references]
    return plan(order, kind=session.kind, references=pictures, source=_picture(source) if source else None)


def create_batch(
    *, session: Session, by: User, order: Order, idempotency_key: str | None = None, batch: Batch | None = None
) -> Batch:
    """All of it or nothing. The same `idempotency_key` of the same person answers the batch that it made.

    With `batch`, the generations are added to that batch instead of a new one.
    """
    if idempotency_key and (made := Batch.objects.filter(author=by, idempotency_key=idempotency_key).first()):
        return made
    references, source = _inputs(session, by, order)
    planned = estimate(session=session, by=by, order=order)
    try:
        return _write(session, by, order, planned, references, source, idempotency_key, batch)
    except IntegrityError:
        # The same click arrived twice at the same instant, and the other one won.
        if idempotency_key and (made := Batch.objects.filter(author=by, idempotency_key=idempotency_key).first()):
            return made
        raise


@transaction.atomic
def _write(
    session: Session,
    by: User,
    order: Order,
    planned: Plan,
    references: Sequence[Output],
    source: Output | None,
    idempotency_key: str | None,
    batch: Batch | None,
) -> Batch:
    batch = batch or Batch.objects.create(
        project_id=session.project_id,
        session=session,
        author=by,
        title=order.prompts[0].strip()[:120],
        settings=asdict(order),
        idempotency_key=idempotency_key,
    )
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
            source=source,
            prompt_index=call.prompt_index,
            variant_index=call.variant_index,
            price=call.price,
        )
        for call in planned.calls
    )
    _freeze_references(generations, references)
    Session.objects.filter(pk=session.pk).update(last_used_at=Now())
    events.batch_made(batch, generations)
    transaction.on_commit(tasks.ring_dispatch)
    return batch


def retry_generation(*, generation: Generation, by: User) -> Generation:
    """A new generation in place of one that failed, was cancelled or got lost. Asking twice answers the same one."""
    if generation.state not in RETRIABLE:
        raise Conflict("Only a generation that failed, was cancelled or got lost can be retried.")
    if existing := Generation.objects.filter(retry_of=generation).first():
        return existing
    try:
        with transaction.atomic():
            return _again(generation, generation.batch, by, retry_of=generation)
    except IntegrityError:
        return Generation.objects.get(retry_of=generation)


def retry_failed(*, batch: Batch, by: User) -> list[Generation]:
    """Retries what failed and what got lost; never a model that succeeded, nor what somebody cancelled."""
    failed = batch.generations.current().filter(state__in=(State.FAILED, State.UNKNOWN)).order_by("id")
    return [retry_generation(generation=generation, by=by) for generation in failed]


@transaction.atomic
def regenerate(*, generation: Generation, by: User) -> Batch:
    """The same request once more as a batch of its own, with a new seed."""
    if generation.model == "upload":
        raise Conflict("An upload was not generated, so it cannot be run again.")
    batch = Batch.objects.create(
        project_id=generation.project_id,
        session_id=generation.session_id,
        author=by,
        title=generation.prompt[:120],
        settings=generation.batch.settings,
    )
    _again(generation, batch, by, new_seed=True)
    return batch


def _again(
    generation: Generation, batch: Batch, by: User, *, retry_of: Generation | None = None, new_seed: bool = False
) -> Generation:
    """One more call like `generation`, planned anew: the model may be gone and the price may have changed."""
    values = generation.parameters
    references = [reference.output for reference in generation.references.select_related("output")]
    source = generation.source
    if any(picture.deleted_at for picture in [*references, *([source] if source else [])]):
        raise ValidationError({"references": ["A picture that this was made from has been deleted."]})
    order = Order(
        models=(generation.model,),
        prompts=(generation.prompt,),
        aspect_ratio=values.get("aspect_ratio", ""),
        resolution=values.get("resolution", ""),
        outputs=values.get("outputs", 1),
        seed=None if new_seed else values.get("seed"),
        duration=values.get("duration"),
        camera_move=values.get("camera_move", ""),
    )
    pictures = [_picture(output) for output in references]
    planned = plan(
        order, kind=generation.session.kind, references=pictures, source=_picture(source) if source else None
    )
    call = planned.calls[0]
    row = Generation.objects.create(
        project_id=generation.project_id,
        session_id=generation.session_id,
        batch=batch,
        author=by,
        model=generation.model,
        provider=call.model.provider,
        kind=generation.kind,
        prompt=generation.prompt,
        parameters=call.parameters,
        source=source,
        retry_of=retry_of,
        prompt_index=generation.prompt_index,
        variant_index=generation.variant_index,
        price=call.price,
    )
    _freeze_references([row], references)
    events.batch_made(batch, [row], retried=retry_of)
    transaction.on_commit(tasks.ring_dispatch)
    return row


def _freeze_references(generations: Sequence[Generation], references: Sequence[Output]) -> None:
    Reference.objects.bulk_create(
        Reference(generation=generation, output=output, position=position)
        for generation in generations
        for position, output in enumerate(references)
    )


def _inputs(session: Session, by: User, order: Order) -> tuple[list[Output], Output | None]:
    """The pictures of the order, in its order. A foreign id is answered like one that does not exist."""
    wanted = {*order.references, *([order.source_output] if order.source_output is not None else [])}
    stills = Output.objects.visible_to(by).filter(project=session.project_id, kind="image", pk__in=wanted)
    found = {output.pk: output for output in stills}
    errors = {}
    if missing := [pk for pk in order.references if pk not in found]:
        errors["references"] = [f"There is no picture {pk} in this project." for pk in missing]
    if len(set(order.references)) < len(order.references):
        errors["references"] = ["The same picture is there twice."]
    if order.source_output is not None and order.source_output not in found:
        errors["source_output"] = [f"There is no picture {order.source_output} in this project."]
    if errors:
        raise ValidationError(errors)
    source = found[order.source_output] if order.source_output is not None else None
    return [found[pk] for pk in order.references], source


def _picture(output: Output) -> Picture:
    return Picture(output.pk, output.width or 1, output.height or 1)
