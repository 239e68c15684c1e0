"""The broker of the embedded studio: a message wakes the worker at once, and silence costs nothing."""

import threading
import time
from collections.abc import Iterator

import pytest
from kombu.connection import Connection
from kombu.entity import Exchange, Queue
from kombu.messaging import Consumer

pytestmark = pytest.mark.topology("embedded")


@pytest.fixture
def connection() -> Iterator[Connection]:
    with Connection(transport="pixflow.embedded.transport:Transport") as opened:
        yield opened


def test_a_message_wakes_who_waits(connection: Connection) -> None:
    queue = Queue("woken", Exchange("woken"), routing_key="woken")
    came: list[float] = []
    with Consumer(connection, [queue], callbacks=[lambda body, message: came.append(time.monotonic() - body)]):
        producer = Connection(transport="pixflow.embedded.transport:Transport").Producer()
        later = threading.Timer(
            0.3, lambda: producer.publish(time.monotonic(), exchange=queue.exchange, routing_key="woken")
        )
        later.start()
        while not came:
            connection.drain_events(timeout=5)
    assert came[0] < 0.2


def test_silence_is_waited_out(connection: Connection) -> None:
    with Consumer(connection, [Queue("silent")]):
        begin, used = time.monotonic(), time.thread_time()
        with pytest.raises(TimeoutError):
            connection.drain_events(timeout=0.5)
    assert time.monotonic() - begin >= 0.5
    assert time.thread_time() - used < 0.02
