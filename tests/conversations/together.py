"""Calls that begin in the same instant, each in a thread with a connection of its own."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any
from unittest.mock import patch

from django.db import connection

from generations import tasks
from generations.engines import providers

Call = Callable[[], Any]


class Together:
    """For many rounds: its threads keep their connections."""

    def __init__(self, threads: int) -> None:
        self.pool, self.threads = ThreadPoolExecutor(threads), threads

    def __call__(self, calls: Sequence[Call]) -> list[Any]:
        """What each of them answered, or the exception that it raised."""
        assert len(calls) <= self.threads
        start = threading.Barrier(len(calls))

        def run(call: Call) -> Any:
            start.wait()
            try:
                return call()
            except Exception as error:  # noqa: BLE001 - handed over to whoever judges it
                return error

        return list(self.pool.map(run, calls))

    def end(self) -> None:
        start = threading.Barrier(self.threads)

        def close() -> None:
            start.wait()
            connection.close()

        for _ in range(self.threads):
            self.pool.submit(close)
        self.pool.shutdown()


def at_once(calls: Sequence[Call]) -> list[Any]:
    """One round. Whoever is ready gives its connection back: there may be more calls than connections."""
    together = Together(len(calls))
    try:
        return together([partial(_and_close, call) for call in calls])
    finally:
        together.end()


def _and_close(call: Call) -> Any:
    try:
        return call()
    finally:
        connection.close()


def surprises(answers: Sequence[Any], *expected: type[Exception]) -> list[Exception]:
    """A deadlock is one of them."""
    return [answer for answer in answers if isinstance(answer, Exception) and not isinstance(answer, expected)]


@contextmanager
def racing(threads: int) -> Iterator[Together]:
    """With engines that have a key and that nobody reaches, and no worker: doorbells ring in vain."""
    keys: dict[str, Any] = {"FAL_KEY": "none", "OPENAI_KEY": "none", "FAL_URL": "http://127.0.0.1:9"}
    providers.cache_clear()
    together = Together(threads)
    try:
        with patch.multiple("django.conf.settings", **keys), patch.object(tasks, "ring", lambda *_: False):
            yield together
    finally:
        together.end()
        providers.cache_clear()
