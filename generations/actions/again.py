"""Asking once more: in place of what failed, or for another picture of the same kind."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.http import Http404

from accounts.models import User
from generations.actions.ask import SINGLE, add_generations
from generations.actions.inputs import chosen_for
from generations.errors import Conflict
from generations.models import Batch, Generation
from generations.planning import Call, Order, plan
from generations.states import RETRIABLE, State


def retry_generation(*, generation: Generation, by: User) -> Generation:
    """A new generation in place of one that failed, was cancelled or got lost. Asking twice answers the same one."""
    return retry_all(generations=[generation], by=by)[0]


@transaction.atomic
def retry_all(*, generations: Sequence[Generation], by: User) -> list[Generation]:
    """In place of each of them, which are of one batch, or of none. Asking twice answers the same ones."""
    rows = _held(generations)
    retries = {retry.retry_of_id: retry for retry in Generation.objects.filter(retry_of__in=rows)}
    if left := [row for row in rows if row.pk not in retries]:
        if any(row.state not in RETRIABLE for row in left):
            raise Conflict("Only a generation that failed, was cancelled or got lost can be retried.")
        calls = [_call_of(row, seed=row.parameters.get("seed")) for row in left]
        made = add_generations(left[0].batch, left[0].session, by, calls, retried=left)
        retries |= {retry.retry_of_id: retry for retry in made}
    return [retries[row.pk] for row in rows]


def retry_failed(*, batch: Batch, by: User) -> list[Generation]:
    """Retries what failed and what got lost; never a model that succeeded, nor what somebody cancelled."""
    alive = {"deleted_at": None, "session__deleted_at": None}
    failed = batch.generations.current().filter(state__in=(State.FAILED, State.UNKNOWN), **alive).order_by("id")
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
        # Of a batch of many, only what this one is made from.
        settings={**generation.batch.settings, "prompts": [generation.prompt], "variants": 1, "items": []},
    )
    add_generations(batch, generation.session, by, [_call_of(generation, seed=None)])
    return batch


def _held(generations: Sequence[Generation]) -> list[Generation]:
    """As they are now, until the commit: whoever deletes one, or hears that a lost one has turned up, waits for us.

    Or was faster: then it is gone, or there is nothing to retry and nobody pays twice.
    """
    batches = {generation.batch_id for generation in generations}
    list(Batch.objects.filter(pk__in=batches).select_for_update(no_key=True).values_list("pk"))
    wanted = Generation.objects.filter(pk__in=[row.pk for row in generations], deleted_at=None)
    # The order of a batch may be long: it is read once, not with each row.
    rows = wanted.select_related(*SINGLE).prefetch_related("batch", "session", "references__output").order_by("pk")
    held = {row.pk: row for row in rows.select_for_update(of=("self",), no_key=True)}
    if held.keys() < {row.pk for row in generations}:
        raise Http404
    return [held[row.pk] for row in generations]


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
    call = plan(order, kind=generation.session.kind, inputs=chosen_for(generation)).calls[0]
    return replace(call, prompt_index=generation.prompt_index, variant_index=generation.variant_index)
