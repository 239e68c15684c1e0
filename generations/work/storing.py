"""Bringing a finished result home: files durable first, then one transaction that says so."""

import logging
import shutil
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from generations import events
from generations.engines import providers
from generations.media import files
from generations.media.inspect import NotMedia
from generations.models import Generation, Output
from generations.states import State
from generations.work.crash_points import crash_at
from generations.work.ending import fail, mark_cancelled
from generations.work.leases import LEASE, give_back_connection, held
from generations.work.requests import handle_of
from providers.base import ErrorCode, ProviderError, Rejected, Result, TryLater

log = logging.getLogger(__name__)

# A provider that is away or a disk that is full is waited for, about a day; a surprise is not tried so often.
ATTEMPTS_MAX = 300
SURPRISES_MAX = 8


def due() -> list[int]:
    """Results whose storing was cut short: the lease of whoever stored them has run out."""
    ready = Generation.objects.open().filter(state=State.STORING, lease_until__lte=Now())
    return list(ready.order_by("lease_until").values_list("pk", flat=True)[:100])


def store(pk: int) -> None:
    """Safe to repeat: files are named by their content, and one transaction at the end decides."""
    generation = _claim(pk)
    if generation is None:
        return
    with held(pk, generation.fence):
        give_back_connection()
        try:
            result = providers()[generation.provider].fetch(handle_of(generation))
            crash_at("after_fetch")
            stored = [files.keep(media.path, kind=generation.kind, seed=media.seed) for media in result.media]
            crash_at("after_files")
            if not finish(generation, result, stored):
                # Somebody else has this row now, and keeps what it needs: nothing of ours may stay without a row.
                files.drop(name for file in stored for name in file.names)
        except (NotMedia, Rejected) as error:
            _end(generation, error)
        except Exception as error:  # a surprise, too, comes to an end: here it is counted
            if not isinstance(error, TryLater | OSError):
                log.exception("storing generation %s", pk)
            _again_later(generation, error)


def _claim(pk: int) -> Generation | None:
    claim: dict[str, Any] = {"fence": F("fence") + 1, "lease_until": Now() + LEASE, "attempts": F("attempts") + 1}
    with transaction.atomic():
        fresh = Generation.objects.move(pk, State.SUBMITTED, State.STORING, next_look_at=None, **claim)
        expired = Generation.objects.filter(pk=pk, state=State.STORING, lease_until__lte=Now())
        if not fresh and not expired.update(**claim):
            return None
        generation = Generation.objects.get(pk=pk)
        if fresh:
            events.generation_changed(generation)
    return generation


def finish(generation: Generation, result: Result, stored: list[files.Stored]) -> bool:
    """The one way to succeed. Its files are durable already. False when the row was taken over meanwhile.

    Raises files.Dropped.
    """
    if not stored:
        empty = Rejected(ErrorCode.RESULT_LOST, "The provider finished without a picture.")
        return fail(generation, empty, held=generation.fence)
    changes: dict[str, Any] = {
        "cost": generation.price if result.cost is None else result.cost,
        "notes": result.notes,
        "prompt_sent": result.notes.get("prompt", generation.prompt_enhanced or generation.prompt),
        "progress": {},
        "error_code": "",
        "error_text": "",
        "lease_until": None,
        "finished_at": Now(),
    }
    with transaction.atomic():
        if not Generation.objects.move(generation.pk, State.STORING, State.SUCCEEDED, held=generation.fence, **changes):
            return False
        generation.refresh_from_db(fields=["state", "deleted_at"])
        # What comes after it was deleted is in the trash with it.
        facts = {"project_id": generation.project_id, "deleted_at": generation.deleted_at}
        files.hold(stored)
        Output.objects.bulk_create(
            Output(generation=generation, position=position, **facts, **file.fields())
            for position, file in enumerate(stored)
        )
        events.generation_ended(generation)
        crash_at("before_commit")
    crash_at("after_commit")
    shutil.rmtree(handle_of(generation).workdir, ignore_errors=True)
    return True


def _end(generation: Generation, error: ProviderError | NotMedia) -> None:
    if isinstance(error, NotMedia):
        error = Rejected(ErrorCode.RESULT_LOST, f"The provider sent a file that is not {generation.kind}.", str(error))
    if error.code is ErrorCode.CANCELLED:
        mark_cancelled(generation, held=generation.fence)
    else:
        fail(generation, error, held=generation.fence)


def _again_later(generation: Generation, error: Exception) -> None:
    """A full disk or a provider that is away for a moment must not lose what was paid for."""
    log.warning("storing generation %s: %s", generation.pk, error)
    most = ATTEMPTS_MAX if isinstance(error, TryLater | OSError) else SURPRISES_MAX
    if generation.attempts >= most:
        fail(generation, Rejected(ErrorCode.RESULT_LOST, "", str(error)), held=generation.fence)
        return
    wait = timedelta(seconds=min(300, 2 ** min(generation.attempts, 9)))
    mine = Q(pk=generation.pk, state=State.STORING, fence=generation.fence)
    Generation.objects.filter(mine).update(lease_until=Now() + wait)
