"""After a crash: rows whose worker is gone, and requests whose answer was lost."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from generations import events
from generations.engines import providers
from generations.models import Generation
from generations.states import ACTIVE, AT_PROVIDER, State
from generations.work.ending import fail, mark_cancelled, mark_unknown
from generations.work.leases import LEASE, give_back_connection
from generations.work.requests import request_of
from providers.base import ErrorCode, Rejected, TryLater

log = logging.getLogger(__name__)

# A request that kills its worker again and again is put aside.
DEATHS_MAX = 4
ASK_FOR = timedelta(hours=2)
# While one is asking nobody else starts; one that died with its worker is made up for after this long.
ASKING = timedelta(seconds=60)


def release_leases() -> int:
    """At the start of the embedded studio, and at its end: nobody else works on its rows."""
    leased = Generation.objects.open().filter(state__in=(State.SUBMITTING, State.STORING), lease_until__gt=Now())
    released = leased.update(lease_until=Now())
    Generation.objects.open().filter(state=State.SUBMITTED).update(next_look_at=Now())
    Generation.objects.filter(state=State.QUEUED).update(next_look_at=None)
    return released


def anything_open() -> bool:
    """One look into a small index: an idle studio stays idle."""
    asked_for = Q(state=State.UNKNOWN, next_look_at__isnull=False)
    return Generation.objects.open().filter(Q(state__in=ACTIVE) | asked_for).exists()


def unfinished() -> int:
    return Generation.objects.open().filter(state__in=(State.QUEUED, State.STORING, *AT_PROVIDER)).count()


def take_over_expired() -> None:
    """A worker died or froze while sending. Nothing was posted: queue it again. Something was: never send it again."""
    expired = Generation.objects.open().filter(state=State.SUBMITTING, lease_until__lte=Now())
    for pk in expired.values_list("pk", flat=True)[:100]:
        with transaction.atomic():
            # Taken with a fence of its own: a worker that was only slow can from here on not post any more.
            if expired.filter(pk=pk).update(fence=F("fence") + 1, lease_until=Now() + LEASE):
                _take_over(Generation.objects.get(pk=pk))


def _take_over(generation: Generation) -> None:
    provider = providers().get(generation.provider)
    if generation.posted_at and not (provider and provider.repeatable):
        mark_unknown(generation, "The worker stopped while it was sending.", held=generation.fence)
    elif generation.cancel_requested_at:
        mark_cancelled(generation, held=generation.fence)
    elif generation.attempts >= DEATHS_MAX:
        stopped = Rejected(ErrorCode.UNKNOWN, "Sending this stopped its worker several times. Retry it once.")
        fail(generation, stopped, held=generation.fence)
    else:
        _queue_again(generation)


def stop_deleted() -> None:
    """Work for what was deleted: queued ends here, running is asked to stop."""
    marks = ("deleted_at", "session__deleted_at", "project__deleted_at")
    gone = Generation.objects.open().filter(reduce(or_, (Q(**{f"{mark}__isnull": False}) for mark in marks)))
    for generation in gone.filter(state=State.QUEUED)[:200]:
        mark_cancelled(generation)
    with transaction.atomic():
        running = gone.filter(state__in=AT_PROVIDER, cancel_requested_at=None)[:200].hold_free()
        Generation.objects.filter(pk__in=running).update(cancel_requested_at=Now(), next_look_at=Now())


@transaction.atomic
def _queue_again(generation: Generation) -> None:
    if Generation.objects.move(
        generation.pk,
        State.SUBMITTING,
        State.QUEUED,
        held=generation.fence,
        attempts=F("attempts") + 1,
        posted_at=None,
        lease_until=None,
        next_look_at=None,
    ):
        generation.refresh_from_db(fields=["state"])
        events.generation_changed(generation)


@transaction.atomic
def due() -> list[int]:
    """Requests whose answer was lost, to be asked for: often at first, then each ten minutes, for two hours."""
    ready = Generation.objects.open().filter(state=State.UNKNOWN, next_look_at__lte=Now())
    pks = ready.order_by("next_look_at")[:100].hold_free()
    ready.filter(pk__in=pks).update(next_look_at=Now() + ASKING)
    return pks


def ask(pk: int) -> bool:
    """True when the provider knows the request: it is adopted and goes on as if its answer had come."""
    generation = Generation.objects.filter(pk=pk, state=State.UNKNOWN).select_related("source").first()
    if generation is None or generation.posted_at is None or generation.provider not in providers():
        return False
    give_back_connection()
    found = None
    try:
        request = request_of(generation)
        alike = providers()[generation.provider].find(request, generation.posted_at)
        found = _of_nobody(generation, alike, same=not request.inputs)
    except TryLater as error:
        log.warning("asking for generation %s: %s", pk, error)
    except Exception:  # whatever is wrong with the answer, there is an end to asking
        log.exception("asking for generation %s", pk)
    if found and adopt(generation, found):
        return True
    now, lost_at = timezone.now(), generation.finished_at or generation.posted_at
    pause = min(timedelta(minutes=10), max(timedelta(seconds=2), now - lost_at))
    later = None if now - generation.posted_at > ASK_FOR else Now() + pause
    Generation.objects.filter(pk=pk, state=State.UNKNOWN).update(next_look_at=later)
    return False


def _of_nobody(generation: Generation, alike: Sequence[str], *, same: bool) -> str | None:
    """Of several only one that is the `same` as ours in every part. Those with pictures are just as many pictures."""
    others = Generation.objects.filter(provider=generation.provider)
    taken = set(others.filter(provider_request_id__in=alike).values_list("provider_request_id", flat=True))
    left = [request_id for request_id in alike if request_id not in taken]
    if not left or (left[1:] and not same):
        return None
    # A retry has the same body: one whose answer is still on its way would lose its request to this one.
    on_its_way = others.open().filter(state=State.SUBMITTING, model=generation.model, prompt=generation.prompt)
    return None if on_its_way.exists() else left[0]


def adopt(generation: Generation, request_id: str) -> bool:
    """The request turned up, in the history or by its webhook. Each request belongs to one generation only."""
    found: dict[str, Any] = {
        "provider_request_id": request_id,
        "submitted_at": Now(),
        "next_look_at": Now(),
        "lease_until": None,
        "finished_at": None,
        **dict.fromkeys(("error_code", "error_text", "error_raw"), ""),
    }
    try:
        with transaction.atomic():
            moved = any(
                Generation.objects.move(generation.pk, state, State.SUBMITTED, **found)
                for state in (State.UNKNOWN, State.SUBMITTING)
            )
            if moved:
                generation.refresh_from_db(fields=["state"])
                events.generation_changed(generation)
            return moved
    except IntegrityError:
        return False
