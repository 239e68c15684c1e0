"""One click after the other, and what each of them sets in motion, from three clocks of the same machine."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread

from websockets.sync.client import ClientConnection, connect

from tests.studios import ACTIVE, ENDLESS, SENDING, Studio, seconds_of

PAUSE = 0.15
PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Click:
    """Milliseconds from the click (or its commit) until a worker had taken it, and until the socket had told of it."""

    taken: float
    taken_after_commit: float
    told: float


class Listener:
    """When the first word came about each generation that work on it has begun."""

    def __init__(self, socket: ClientConnection) -> None:
        self.heard: dict[str, float] = {}
        self._socket = socket

    def listen(self) -> None:
        for frame in self._socket:
            event = json.loads(frame)
            if event.get("state") == "submitting":
                self.heard.setdefault(event["ref"], time.time())

    def when(self, ref: str) -> float:
        end = time.monotonic() + PATIENCE
        while ref not in self.heard and time.monotonic() < end:
            time.sleep(0.01)
        return self.heard[ref]


@contextmanager
def listening(studio: Studio) -> Iterator[Listener]:
    address = studio.url.replace("http", "ws", 1) + "/ws/"
    with connect(address, additional_headers=studio.program.headers, compression=None) as socket:
        socket.send(json.dumps({"op": "sub", "topic": f"session:{studio.session}"}))
        socket.recv(PATIENCE)  # from here on nothing is missed
        listener = Listener(socket)
        thread = Thread(target=listener.listen, daemon=True)
        thread.start()
        yield listener
        socket.close()
        thread.join()


def clicks(studio: Studio, count: int) -> list[Click]:
    """The provider works on each until they are all measured, so that nothing else goes on meanwhile."""
    with listening(studio) as listener:
        made = []
        for _ in range(count):
            at = time.time()
            made.append((at, studio.ask(ENDLESS)["batch"]["id"]))
            time.sleep(PAUSE)
        studio.wait_while(SENDING, [batch for _, batch in made])
        measured = [_measured(studio, listener, at, batch) for at, batch in made]
    for _, batch in made:
        studio.program.post(f"batches/{batch}/cancel")
    studio.wait_while(ACTIVE, [batch for _, batch in made])
    return measured


def _measured(studio: Studio, listener: Listener, at: float, batch: int) -> Click:
    rows = studio.rows("SELECT ref, state, created_at FROM live_event WHERE topic = %s", f"batch:{batch}")
    times = {row["state"]: (seconds_of(row["created_at"]), row["ref"]) for row in rows}
    taken, ref = times["submitting"]
    seconds = (taken - at, taken - times["queued"][0], listener.when(ref) - at)
    return Click(*(1000 * value for value in seconds))
