"""Sending a generation to its provider: at most one paid POST, whatever dies when."""

import logging
import shutil
import time
from collections.abc import Callable
from datetime import timedelta
from enum import Enum, auto
from typing import Any

from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Now

from generations import events
from generations.engines import providers
from generations.models import Generation
from generations.states import State
from generations.work.crash_points import crash_at
from generations.work.ending import fail, mark_cancelled, mark_unknown
from generations.work.leases import LEASE, give_back_connection, held
from generations.work.requests import request_of
from providers.base import (
    Ambiguous,
    ErrorCode,
    Look,
    NotAccepted,
    Phase,
    Provider,
    ProviderError,
    Rejected,
    Submission,
    TryLater,
)
from providers.catalog import MODELS

log = logging.getLogger(__name__)

# For so long a request that was certainly not accepted (429, no connection) is tried again.
REFUSED_FOR = timedelta(minutes=2)
AGAIN_AFTER = timedelta(seconds=5)
ROOM = 200 * 1024 * 1024  # bytes
FIRST_LOOK = timedelta(seconds=0.25)


class Next(Enum):
    NOTHING = auto()
    STORE = auto()


def submit(pk: int, wake: Callable[[], object]) -> Next:
    """`wake` is called from any thread when a look at the provider is worth while."""
    generation = _claim(pk)
    if generation is None:
        return Next.NOTHING
    crash_at("after_claim")
    with held(pk, generation.fence):
        return _send(generation, wake)


def _claim(pk: int) -> Generation | None:
    with transaction.atomic():
        if not Generation.objects.claim(
            pk, State.QUEUED, State.SUBMITTING, lease=LEASE, next_look_at=None, posted_at=None
        ):
            return None
        generation = Generation.objects.select_related("source", "end_frame", "mask").get(pk=pk)
        events.generation_changed(generation)
    return generation


def _send(generation: Generation, wake: Callable[[], object]) -> Next:
    posted = False
    try:
        provider = _provider_of(generation)
        request = request_of(generation)
        give_back_connection()
        payload = provider.prepare(request)
        _check_room()
        posted = _mark_posted(generation)
        if not posted:
            return Next.NOTHING
        give_back_connection()
        crash_at("before_post")
        submission = provider.submit(request, payload, _listener(generation, wake))
        crash_at("after_post")
    except Rejected as error:
        fail(generation, error, held=generation.fence)
    except (NotAccepted, TryLater) as error:
        _put_back(generation, error)
    except Ambiguous as error:
        mark_unknown(generation, error.raw or error.message, held=generation.fence)
    except FileNotFoundError as error:
        gone = "A picture that this is made from has been deleted."
        fail(generation, Rejected(ErrorCode.INVALID_INPUT, gone, str(error)), held=generation.fence)
    except Exception as error:
        log.exception("sending generation %s", generation.pk)
        _surprised(generation, error, posted=posted)
    else:
        after = _keep_for_sure(generation, submission)
        crash_at("after_answer")
        return after
    return Next.NOTHING


def _surprised(generation: Generation, error: Exception, *, posted: bool) -> None:
    """A surprise must not lose the row, and after the POST it must not repeat it."""
    if posted:
        mark_unknown(generation, repr(error), held=generation.fence)
    elif not isinstance(error, DatabaseError):  # with that nothing was sent, and the sweep queues it again
        fail(generation, Rejected(ErrorCode.PROVIDER_DOWN, "", repr(error)), held=generation.fence)


def _keep_for_sure(generation: Generation, submission: Submission) -> Next:
    """What was paid has a name now, and only this process knows it: a database that is away is waited for."""
    for pause in (0.2, 1, 3, 10, 20, 30):
        try:
            return _keep(generation, submission)
        except DatabaseError as error:
            log.warning("could not write the request id of generation %s: %s", generation.pk, error)
            connection.close()
            time.sleep(pause)
    return _keep(generation, submission)


def _check_room() -> None:
    """Nobody pays for what could not be stored."""
    if shutil.disk_usage(settings.DATA).free < ROOM:
        raise TryLater(ErrorCode.PROVIDER_DOWN, "The studio's disk is nearly full. Ask the operator to make room.")


def _provider_of(generation: Generation) -> Provider:
    model = MODELS.get(generation.model)
    provider = providers().get(generation.provider)
    if model is None or provider is None:
        raise Rejected(ErrorCode.UNSUPPORTED, "This model is no longer offered. Pick another one.")
    if reason := provider.why_not(model):
        raise Rejected(ErrorCode.PROVIDER_DOWN, reason)
    return provider


def _mark_posted(generation: Generation) -> bool:
    """The intent, committed right before the POST. False when the row was taken over or is to be cancelled."""
    mine = Generation.objects.filter(pk=generation.pk, state=State.SUBMITTING, fence=generation.fence)
    if mine.filter(cancel_requested_at=None, lease_until__gt=Now()).update(posted_at=Now()):
        return True
    if mine.exclude(cancel_requested_at=None).exists():
        mark_cancelled(generation, held=generation.fence)
    return False


def _listener(generation: Generation, wake: Callable[[], object]) -> Callable[[Look], None]:
    def listen(seen: Look) -> None:
        if seen.phase is Phase.RUNNING:
            generation.progress = {"percent": seen.percent, "message": seen.message}
            events.progressed(generation)
        else:
            wake()

    return listen


def _put_back(generation: Generation, error: ProviderError) -> None:
    """Certainly not accepted: back into the queue for a while, then failed with the reason."""
    fresh = Generation.objects.filter(pk=generation.pk)
    give_up = fresh.filter(refused_since__lt=Now() - REFUSED_FOR).exists()
    if give_up:
        fail(generation, error, held=generation.fence)
        return
    with transaction.atomic():
        if Generation.objects.move(
            generation.pk,
            State.SUBMITTING,
            State.QUEUED,
            held=generation.fence,
            posted_at=None,
            lease_until=None,
            refused_since=Coalesce(F("refused_since"), Now()),
            next_look_at=Now() + AGAIN_AFTER,
            progress={"message": error.message},
        ):
            generation.refresh_from_db(fields=["state"])
            events.generation_changed(generation)


def _keep(generation: Generation, submission: Submission) -> Next:
    """The id of the accepted request, whoever holds the row by now: only one POST was ever made for it."""
    changes: dict[str, Any] = {
        "provider_request_id": submission.request_id,
        "submitted_at": Now(),
        "finished_at": None,
        "lease_until": None,
        "next_look_at": Now() + FIRST_LOOK,
        "error_code": "",
        "error_text": "",
        "prompt_sent": generation.prompt,
    }
    try:
        with transaction.atomic():
            moves = Generation.objects.move
            if not (
                moves(generation.pk, State.SUBMITTING, State.SUBMITTED, **changes)
                or moves(generation.pk, State.UNKNOWN, State.SUBMITTED, **changes)
            ):
                return Next.NOTHING
            generation.refresh_from_db(fields=["state"])
            events.generation_changed(generation)
    except IntegrityError:
        log.error("request %s belongs to two generations", submission.request_id)
        return Next.NOTHING
    return Next.STORE if submission.result else Next.NOTHING
