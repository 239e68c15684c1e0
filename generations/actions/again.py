"""Asking once more: in place of what failed, or for another picture of the same kind."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404

from accounts.models import User
from generations.actions.ask import add_generations
from generations.actions.inputs import chosen_for
from generations.errors import Conflict
from generations.models import Batch, Generation
from generations.planning import Call, Order, plan
from generations.states import RETRIABLE, State


def retry_generation(*, generation: Generation, by: User) -> Generation:
    """A new generation in place of one that failed, was cancelled or got lost. Asking twice answers the same one."""
    if generation.state not in RETRIABLE:
        raise Conflict("Only a generation that failed, was cancelled or got lost can be retried.")
    if existing := Generation.objects.filter(retry_of=generation).first():
        return existing
    try:
        with transaction.atomic():
            _hold(generation)
            return _again(generation, generation.batch, by, seed=generation.parameters.get("seed"), retry_of=generation)
    except IntegrityError:
        return Generation.objects.get(retry_of=generation)


def retry_all(*, generations: Sequence[Generation], by: User) -> list[Generation]:
    """In place of each of them; of none when one of them cannot be asked for any more."""
    for generation in generations:
        _call_of(generation, seed=None)
    return [retry_generation(generation=generation, by=by) for generation in generations]


def retry_failed(*, batch: Batch, by: User) -> list[Generation]:
    """Retries what failed and what got lost; never a model that succeeded, nor what somebody cancelled."""
    failed = batch.generations.current().filter(state__in=(State.FAILED, State.UNKNOWN)).order_by("id")
    return retry_all(generations=list(failed), by=by)


@transaction.atomic
def regenerate(*, generation: Generation, by: User) -> Batch:
    """The same request once more as a batch of its own, with a new seed."""
    if generation.provider == "upload":
        raise Conflict("This picture was not generated, so it cannot be run again.")
    batch = Batch.objects.create(
        project_id=generation.project_id,
        session_id=generation.session_id,
        author=by,
        title=generation.prompt[:120],
        settings=generation.batch.settings,
    )
    _again(generation, batch, by, seed=None)
    return batch


def _hold(generation: Generation) -> None:
    """Whoever deletes it or its batch meanwhile waits for us, or was faster and it is gone."""
    get_object_or_404(Batch.objects.select_for_update(no_key=True), pk=generation.batch_id)
    get_object_or_404(Generation, pk=generation.pk, deleted_at=None)


def _again(
    generation: Generation, batch: Batch, by: User, *, seed: int | None, retry_of: Generation | None = None
) -> Generation:
    call = _call_of(generation, seed=seed)
    call = replace(call, prompt_index=generation.prompt_index, variant_index=generation.variant_index)
    return add_generations(batch, generation.session, by, [call], retry_of)[0]


def _call_of(generation: Generation, *, seed: int | None) -> Call:
    """Planned anew: the model may be gone and its price may have changed."""
    values = {name: value for name, value in generation.parameters.items() if name != "seed"}
    order = Order(
        models=(generation.model,),
        prompts=(generation.prompt,),
        enhanced=generation.prompt_enhanced,
        seed=seed,
        **values,
    )
    return plan(order, kind=generation.session.kind, inputs=chosen_for(generation)).calls[0]
