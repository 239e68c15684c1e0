"""Doorbells. The database is the queue: a task names a row, is safe to run twice and side by side, and may get lost."""

import logging
from typing import Any

from celery import Task, shared_task
from kombu.exceptions import OperationalError
from redis import RedisError

from generations.work import (
    dispatching,
    inspecting,
    looking,
    quick_looks,
    recovery,
    settling,
    storing,
    submitting,
    tidying,
)
from generations.work.submitting import Next

log = logging.getLogger(__name__)


def ring(task: "Task[..., Any]", *args: Any) -> bool:
    """Without a broker nothing is lost: the sweep rings again. False then."""
    try:
        task.delay(*args)
    except (OperationalError, RedisError, OSError) as error:
        log.warning("no broker, the sweep will ring %s: %s", task.name, error)
        return False
    return True


def ring_dispatch() -> None:
    """Straight from the commit: one hop less between a click and the provider."""
    choices = dispatching.choose()
    all(ring(submit, pk) for choice in choices for pk in choice.begin)  # the first that fails says enough
    for choice in choices:
        dispatching.tell_places(choice)


def ring_look(chunk: list[int]) -> bool:
    return ring(look_many, chunk)


def ring_looks(pks: list[int]) -> None:
    all(map(ring_look, looking.chunks(pks)))


@shared_task
def submit(pk: int) -> None:
    after = submitting.submit(pk, wake=lambda: ring(look, pk))
    if after is Next.STORE:
        ring(store, pk)
    quick_looks.want(ring_look)
    ring_dispatch()


@shared_task
def look(pk: int) -> None:
    if looking.look(pk) is Next.STORE:
        store(pk)
    ring_dispatch()


@shared_task
def look_many(pks: list[int]) -> None:
    for pk in looking.look_many(pks):
        ring(store, pk)
    quick_looks.want(ring_look)
    ring_dispatch()


@shared_task
def store(pk: int) -> None:
    storing.store(pk)
    ring_dispatch()


@shared_task
def ask(pk: int) -> None:
    """For a request whose answer was lost: does the provider know it?"""
    if recovery.ask(pk):
        ring(look, pk)


@shared_task
def sweep() -> None:
    """Each second: ring for everything that is due, whatever became of its doorbells."""
    if not recovery.anything_open():
        return
    recovery.take_over_expired()
    recovery.stop_deleted()
    for chunk in looking.due():
        ring_look(chunk)
    for pk in storing.due():
        ring(store, pk)
    for pk in recovery.due():
        ring(ask, pk)
    ring_dispatch()


@shared_task
def tidy() -> None:
    # First: whatever cannot be tidied must not keep the check waiting.
    if (pk := inspecting.due()) is not None:
        ring(inspect, pk)
    tidying.tidy()


@shared_task
def settle() -> None:
    settling.settle()


def start_inspection() -> bool:
    """False while one is running: that one goes on."""
    inspection = inspecting.begin()
    if inspection:
        ring(inspect, inspection.pk)
    return inspection is not None


@shared_task
def begin_inspection() -> None:
    start_inspection()


@shared_task
def inspect(pk: int) -> None:
    if inspecting.inspect(pk):
        ring(inspect, pk)
