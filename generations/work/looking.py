"""Asking providers how submitted generations stand. A wait is a row with a time in it; it holds nothing else."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from functools import cache

from django.db import transaction
from django.db.models import Count, Min
from django.db.models.functions import Now
from django.utils import timezone

from generations import events
from generations.engines import providers
from generations.models import Generation
from generations.models.generation import GenerationQuerySet
from generations.states import State
from generations.work.ending import fail, mark_cancelled
from generations.work.leases import give_back_connection
from generations.work.requests import handle_of
from generations.work.submitting import Next
from providers.base import ErrorCode, Handle, Look, Phase, Provider, Rejected, TryLater
from providers.catalog import MODELS

log = logging.getLogger(__name__)

# Somebody rings for all that is due as often as this.
SWEEP = timedelta(seconds=1)
# While one look is under way nobody else starts one. One that died with its worker is made up for after this long.
LOOKING = timedelta(seconds=20)
# Where a provider does not answer, those whose look has not begun by then wait for the next one.
BEGIN_WITHIN = 10  # seconds
CHUNK = 32
AT_ONCE = 32
# As long as no more wait than this, they are looked at more often than each second.
FEW = 16
QUICK = 0.25  # seconds
# More looks than this would keep a worker busy with asking.
A_SECOND = 100
# A doorbell for storing that was lost is made up for by another look: after so long, and later where many wait.
UNSTORED = 5  # seconds
STORED_A_SECOND = 10
# After so long the provider is told to stop; by kind of output.
PATIENCE = {"image": timedelta(minutes=20), "video": timedelta(minutes=60), "audio": timedelta(minutes=30)}
SILENCE = timedelta(days=3)
# The operator took the model or its key away; when it comes back, the paid result can still be fetched.
AWAY = timedelta(minutes=5)
UNDER_WAY = (Phase.WAITING, Phase.RUNNING)

Looked = tuple[Generation, Look]


@transaction.atomic
def due() -> list[list[int]]:
    """Ids whose next look is due, claimed and cut into chunks that one task looks at together."""
    ready = Generation.objects.open().filter(state=State.SUBMITTED, next_look_at__lte=Now())
    pks = ready.order_by("next_look_at")[:1000].hold_free()
    ready.filter(pk__in=pks).update(next_look_at=Now() + LOOKING)
    return chunks(pks)


def chunks(pks: list[int]) -> list[list[int]]:
    return [pks[start : start + CHUNK] for start in range(0, len(pks), CHUNK)]


def look_many(pks: Iterable[int]) -> list[int]:
    """Looks at many concurrently; answers the ids whose results are ready to be stored."""
    rows = list(Generation.objects.filter(pk__in=pks, state=State.SUBMITTED))
    give_back_connection()
    if not rows[1:]:  # one alone, such as what a delivery tells of, stands in no line
        return _act_on([(row, _ask(row)) for row in rows])
    asked = {row: _pool(row.provider).submit(_ask, row) for row in rows}
    wait(asked.values(), BEGIN_WITHIN)
    left = [row.pk for row, answer in asked.items() if answer.cancel()]
    if left:
        _come_first(left)
    return _act_on([(row, answer.result()) for row, answer in asked.items() if row.pk not in left])


@cache
def _pool(provider: str) -> ThreadPoolExecutor:
    """One a process, however many chunks are looked at: with more threads at once, what people click would wait."""
    return ThreadPoolExecutor(AT_ONCE, thread_name_prefix=f"look {provider}")


def _come_first(pks: Iterable[int]) -> None:
    """Nobody got round to these: at the next look they come before those that have been asked."""
    with transaction.atomic():
        free = Generation.objects.filter(pk__in=pks, state=State.SUBMITTED).hold_free()
        Generation.objects.filter(pk__in=free).update(next_look_at=Now())


def look(pk: int) -> Next:
    return Next.STORE if look_many([pk]) else Next.NOTHING


def _ask(generation: Generation) -> Look:
    """What the provider says. Many threads do this at once, so it keeps away from the database."""
    if _is_away(generation):
        return Look(Phase.RUNNING, message="waiting for the engine to come back")
    provider, handle = providers()[generation.provider], handle_of(generation)
    try:
        seen = _after_cancel(provider, handle) if generation.cancel_requested_at else provider.look(handle)
        if _is_overdue(generation, seen) and not provider.repeatable:
            seen = _told_to_stop(generation, _after_cancel(provider, handle))
    except TryLater as error:
        return _silent(generation, error.message)
    except Exception as error:
        log.exception("looking at generation %s", generation.pk)
        return _silent(generation, type(error).__name__)
    return seen


def _after_cancel(provider: Provider, handle: Handle) -> Look:
    try:
        provider.cancel(handle)
    except TryLater as error:
        log.warning("could not stop request %s: %s", handle.request_id, error)
    return provider.look(handle)


def _is_overdue(generation: Generation, seen: Look, patience: timedelta | None = None) -> bool:
    return seen.phase in UNDER_WAY and _age(generation) > (patience or PATIENCE[generation.kind])


def _told_to_stop(generation: Generation, seen: Look) -> Look:
    """What it did instead counts: one that finished anyway is paid, so its result is fetched."""
    if seen.phase is Phase.CANCELLED or _is_overdue(generation, seen, SILENCE):
        return Look(Phase.FAILED, error=Rejected(ErrorCode.TIMED_OUT, ""))
    return seen


def _silent(generation: Generation, message: str) -> Look:
    """Nothing was said, so nothing is known: what is paid is waited for much longer than what is said to be slow."""
    if _age(generation) > SILENCE:
        return Look(Phase.FAILED, error=Rejected(ErrorCode.RESULT_LOST, "", message))
    return Look(Phase.RUNNING, message=message)


def _act_on(looked: Iterable[Looked]) -> list[int]:
    ready, waiting = [], []
    for generation, seen in looked:
        match seen.phase:
            case Phase.DONE:
                ready.append(generation.pk)
            case Phase.CANCELLED:
                mark_cancelled(generation)
            case Phase.FAILED:
                fail(generation, seen.error or Rejected(ErrorCode.PROVIDER_DOWN, ""))
            case _:
                waiting.append((generation, seen))
    _look_later(waiting, ready)
    return ready


def _look_later(waiting: Iterable[Looked], ready: list[int]) -> None:
    """One statement for all that are looked at again at the same time: hundreds of waits cost next to nothing."""
    pks: defaultdict[timedelta, list[int]] = defaultdict(list)
    count = _submitted().count()
    if ready:
        pks[timedelta(seconds=max(UNSTORED, count // STORED_A_SECOND))] += ready
    for generation, seen in waiting:
        pks[_interval(generation, among=count)].append(generation.pk)
        _tell_progress(generation, seen)
    for interval, alike in pks.items():
        with transaction.atomic():
            free = Generation.objects.filter(pk__in=alike, state=State.SUBMITTED).hold_free()
            Generation.objects.filter(pk__in=free).update(next_look_at=Now() + interval)


def _tell_progress(generation: Generation, seen: Look) -> None:
    facts = {"percent": seen.percent, "position": seen.position, "message": seen.message}
    progress = {name: value for name, value in facts.items() if value not in (None, "")}
    if progress != generation.progress:
        generation.progress = progress
        Generation.objects.filter(pk=generation.pk, state=State.SUBMITTED).update(progress=progress)
        events.progressed(generation)


def _is_away(generation: Generation) -> bool:
    return generation.model not in MODELS or generation.provider not in providers()


def _age(generation: Generation) -> timedelta:
    return timezone.now() - (generation.submitted_at or generation.created_at)


def _interval(generation: Generation, *, among: int) -> timedelta:
    """Each second at first, each five seconds for long ones; where few wait, after a twentieth of the time so far."""
    age = _age(generation).total_seconds()
    if _is_away(generation):
        return AWAY
    if among <= FEW:
        return timedelta(seconds=min(5, QUICK * max(1, age // (20 * QUICK))))
    return timedelta(seconds=max(min(5, 1 + age // 20), among // A_SECOND))


def soon() -> float | None:
    """Seconds until the next look, if the sweep would be late for it and few wait."""
    waiting = _submitted().aggregate(count=Count("pk"), wait=Min("next_look_at") - Now())
    if not 0 < waiting["count"] <= FEW or waiting["wait"] is None or waiting["wait"] > SWEEP:
        return None
    return max(0.0, float(waiting["wait"].total_seconds()))


def _submitted() -> GenerationQuerySet:
    return Generation.objects.open().filter(state=State.SUBMITTED)
