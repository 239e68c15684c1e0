"""Calls that begin in the same instant, each in a thread with a connection of its own."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection

Call = Callable[[], Any]


def at_once(calls: Sequence[Call]) -> list[Any]:
    """What each of them answered, or the exception that it raised."""
    answers: list[Any] = [None] * len(calls)
    start = threading.Barrier(len(calls))

    def run(place: int) -> None:
        try:
            start.wait()
            answers[place] = calls[place]()
        except Exception as error:  # noqa: BLE001 - the test judges it
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def surprises(answers: Sequence[Any], *expected: type[Exception]) -> list[Exception]:
    return [answer for answer in answers if isinstance(answer, Exception) and not isinstance(answer, expected)]
