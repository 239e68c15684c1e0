"""Asking providers how submitted generations stand. A wait is a row with a time in it; it holds nothing else."""

import logging
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from generations import events
from generations.engines import providers
from generations.models import Generation
from generations.states import State
from generations.work.ending import fail, mark_cancelled
from generations.work.leases import give_back_connection
from generations.work.requests import handle_of
from generations.work.submitting import Next
from providers.base import ErrorCode, Look, Phase, Provider, Rejected, TryLater
from providers.catalog import MODELS

log = logging.getLogger(__name__)

# While one look is under way nobody else starts one.
LOOKING = timedelta(seconds=20)
CHUNK = 50
AT_ONCE = 8
# After so long the provider is told to stop; by kind of output.
PATIENCE = {"image": timedelta(minutes=20), "video": timedelta(minutes=60), "audio": timedelta(minutes=30)}


def due() -> list[list[int]]:
    """Ids whose next look is due, claimed and cut into chunks that one task looks at together."""
    ready = Generation.objects.filter(state=State.SUBMITTED, next_look_at__lte=Now())
    pks = list(ready.order_by("next_look_at").values_list("pk", flat=True)[:1000])
    ready.filter(pk__in=pks).update(next_look_at=Now() + LOOKING)
    return [pks[start : start + CHUNK] for start in range(0, len(pks), CHUNK)]


def look_many(pks: Iterable[int]) -> list[int]:
    """Looks at many concurrently; answers the ids whose results are ready to be stored."""
    rows = list(Generation.objects.filter(pk__in=pks, state=State.SUBMITTED))
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="look") as pool:
        return [row.pk for row, after in zip(rows, pool.map(_look_in_thread, rows), strict=True) if after is Next.STORE]


def _look_in_thread(generation: Generation) -> Next:
    try:
        return _look(generation)
    finally:
        connection.close()


def look(pk: int) -> Next:
    generation = Generation.objects.filter(pk=pk, state=State.SUBMITTED).first()
    return _look(generation) if generation else Next.NOTHING


def _look(generation: Generation) -> Next:
    if generation.model not in MODELS or generation.provider not in providers():
        # The operator took the model away; when it comes back the paid result can still be fetched.
        _look_later(
            generation, Look(Phase.RUNNING, message="waiting for the engine to come back"), timedelta(minutes=5)
        )
        return Next.NOTHING
    provider, handle = providers()[generation.provider], handle_of(generation)
    give_back_connection()
    try:
        if generation.cancel_requested_at:
            provider.cancel(handle)
        seen = provider.look(handle)
    except TryLater as error:
        seen = Look(Phase.RUNNING, message=error.message)
    except Exception as error:
        log.exception("looking at generation %s", generation.pk)
        seen = Look(Phase.RUNNING, message=type(error).__name__)
    return _act_on(generation, provider, seen)


def _act_on(generation: Generation, provider: Provider, seen: Look) -> Next:
    if seen.phase is Phase.DONE:
        return Next.STORE
    if seen.phase is Phase.CANCELLED:
        mark_cancelled(generation)
    elif seen.phase is Phase.FAILED:
        fail(generation, seen.error or Rejected(ErrorCode.PROVIDER_DOWN, ""))
    elif _age(generation) > PATIENCE[generation.kind]:
        try:
            provider.cancel(handle_of(generation))
        except TryLater as error:
            log.warning("could not stop generation %s: %s", generation.pk, error)
        fail(generation, Rejected(ErrorCode.TIMED_OUT, ""))
    else:
        _look_later(generation, seen, _interval(generation))
    return Next.NOTHING


def _look_later(generation: Generation, seen: Look, after: timedelta) -> None:
    progress = {"percent": seen.percent, "position": seen.position, "message": seen.message}
    generation.progress = {name: value for name, value in progress.items() if value not in (None, "")}
    Generation.objects.filter(pk=generation.pk, state=State.SUBMITTED).update(
        next_look_at=Now() + after, progress=generation.progress
    )
    events.progressed(generation)


def _age(generation: Generation) -> timedelta:
    return timezone.now() - (generation.submitted_at or generation.created_at)


def _interval(generation: Generation) -> timedelta:
    """Each second at first, each five seconds for long ones."""
    return timedelta(seconds=min(5.0, 1.0 + _age(generation).total_seconds() / 20))
