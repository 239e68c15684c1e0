"""Mistakes that studios like this one have made, each put into ours: the machine has to find every one of them."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from accounts.models import User
from generations import actions, events
from generations.actions.stop import ENDED
from generations.media import files
from generations.media.storage import ContentStorage
from generations.models import Generation, Output
from generations.models.generation import GenerationQuerySet
from generations.states import ACTIVE, State
from generations.work import looking, recovery, storing, submitting
from generations.work.ending import fail
from providers.base import ErrorCode, Look, Phase, Rejected, Result

Bug = Callable[[], AbstractContextManager[Any]]


def _claims(
    rows: GenerationQuerySet, pk: int, source: State, target: State, *, lease: timedelta, **changes: Any
) -> bool:
    return bool(rows.filter(pk=pk).update(state=target, lease_until=Now() + lease, fence=F("fence") + 1, **changes))


def _moves(
    rows: GenerationQuerySet, pk: int, source: State, target: State, *, held: int | None = None, **changes: Any
) -> bool:
    return bool(rows.filter(pk=pk, state=source).update(state=target, **changes))


def _marks_posted(generation: Generation) -> bool:
    rows = Generation.objects.filter(pk=generation.pk, state=State.SUBMITTING, cancel_requested_at=None)
    return bool(rows.update(posted_at=Now()))


@transaction.atomic
def _cancels(*, generation: Generation) -> Generation:
    if Generation.objects.filter(pk=generation.pk, state__in=ACTIVE).update(state=State.CANCELLED, **ENDED):
        generation.refresh_from_db()
        events.generation_ended(generation)
    return generation


def _retries(*, generation: Generation, by: User) -> Generation:
    Generation.objects.filter(pk=generation.pk).update(state=State.QUEUED, next_look_at=None)
    return Generation.objects.get(pk=generation.pk)


@transaction.atomic
def _finishes(generation: Generation, result: Result, stored: list[files.Stored]) -> bool:
    rows = Generation.objects.filter(pk=generation.pk)
    rows.update(state=State.SUCCEEDED, cost=result.cost, lease_until=None, finished_at=Now())
    made = Output(generation=generation, project_id=generation.project_id, **stored[0].fields())
    Output.objects.bulk_create([made], ignore_conflicts=True)
    generation.refresh_from_db(fields=["state"])
    events.generation_ended(generation)
    return True


def _told_to_stop(generation: Generation, seen: Look) -> Look:
    return Look(Phase.FAILED, error=Rejected(ErrorCode.TIMED_OUT, ""))


def _silent(generation: Generation, error: Exception) -> None:
    fail(generation, Rejected(ErrorCode.RESULT_LOST, "", str(error)), held=generation.fence)


@contextmanager
def _rows_before_files() -> Iterator[None]:
    keep, finish = files.keep, storing.finish

    def names(path: Path, **words: Any) -> files.Stored:
        with patch.object(ContentStorage, "put"):
            return keep(path, **words)

    def finishes(generation: Generation, result: Result, stored: list[files.Stored]) -> bool:
        content = result.media[0].path.read_bytes()
        done = finish(generation, result, stored)
        for name in stored[0].names:
            path = Path(files.storage().path(name))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return done

    with (
        patch.object(files, "keep", names),
        patch.object(files, "hold"),
        patch.object(storing, "finish", finishes),
    ):
        yield


@contextmanager
def _events_after_rows() -> Iterator[None]:
    finish, told = storing.finish, events.generation_ended

    def finishes(generation: Generation, result: Result, stored: list[files.Stored]) -> bool:
        with patch.object(events, "generation_ended"):
            done = finish(generation, result, stored)
        if done:
            told(generation)
        return done

    with patch.object(storing, "finish", finishes):
        yield


@contextmanager
def _one_request_for_two() -> Iterator[None]:
    with connection.cursor() as cursor:
        sql = cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'generation_request_once'").fetchone()[0]
        cursor.execute("DROP INDEX generation_request_once")
        try:
            yield
        finally:
            cursor.execute(sql)


def _instead(place: Any, name: str, wrong: Callable[..., Any]) -> Bug:
    return lambda: patch.object(place, name, wrong)


BUGS: dict[str, Bug] = {
    "two workers take the same row: the claim does not look at its state": _instead(
        GenerationQuerySet, "claim", _claims
    ),
    "a worker that wakes up posts for a row that somebody else has": _instead(
        submitting, "_mark_posted", _marks_posted
    ),
    "a worker that wakes up ends a row that somebody else has": _instead(GenerationQuerySet, "move", _moves),
    "the POST goes out before its intent is committed": _instead(submitting, "_mark_posted", lambda _: True),
    "a POST is repeated when the lease of its worker has run out": _instead(
        recovery, "_take_over", recovery._queue_again
    ),
    "cancelling means marking as cancelled, whatever the provider does": _instead(
        actions, "cancel_generation", _cancels
    ),
    "what takes too long counts as failed, whatever the provider says": _instead(
        looking, "_told_to_stop", _told_to_stop
    ),
    "a paid result is given up because it could not be fetched at once": _instead(storing, "_again_later", _silent),
    "a lost request that turns up late is thrown away": _instead(recovery, "adopt", lambda *_: False),
    "a retry sends the same row once more": _instead(actions, "retry_generation", _retries),
    "two deliveries of one result both complete the batch": _instead(storing, "finish", _finishes),
    "two generations may own the same paid request": _one_request_for_two,
    "a row is committed before its file is durable": _rows_before_files,
    "an event is published outside the transaction of what it tells": _events_after_rows,
}
