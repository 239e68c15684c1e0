"""P11: batches as large as they may be: how soon the click is answered, and who waits for whom."""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.client import Program, new_token
from tests.figures import Figure
from tests.studios import ACTIVE, ENDLESS, MODEL, PASSWORD, PATIENCE, SENDING, Production, Studio, seconds_of

LARGE = {"small": 60, "full": 2000}
HANDED_OUT = {"small": 60, "full": 1000}
AHEAD = {"small": 30, "full": 500}
ROUNDS = {"small": 2, "full": 5}
# Of the provider: as few as they have, or as many as the rest of a small run needs.
SLOTS = {"small": 24, "full": 8}
SOMEBODY_ELSE = "else@example.com"


def measure(studio: Studio, scale: str) -> list[Figure]:
    """The double draws one picture for all: drawing is its own affair, and would take the same cores."""
    count = HANDED_OUT[scale]
    begin = time.time()
    batch = _batch(studio, count, "[[sim:queue=0]] [[sim:run=0]] [[sim:same]]")
    studio.wait_while(SENDING, [batch])
    handed_out = time.time() - begin
    studio.wait_while(ACTIVE, [batch])
    stored = time.time() - begin
    return [
        Figure(
            "P11",
            f"batch of {count:,}: click until all are handed to the provider, each",
            1000 * handed_out / count,
            "ms",
        ),
        Figure("P11", "click until all are stored, each", 1000 * stored / count, "ms", 50),
    ]


def measure_fairness(studio: Production, scale: str) -> list[Figure]:
    """At a provider that takes few at once, while the batch fills all slots that it may have for minutes."""
    large, ahead = LARGE[scale], AHEAD[scale]
    slots = SLOTS[scale]
    if studio.processes.environment["PIXFLOW_FAL_SLOTS"] != str(slots):
        studio.restart(PIXFLOW_FAL_SLOTS=str(slots))
    clicks = [_timed(lambda: _batch(studio, large, ENDLESS)) for _ in range(ROUNDS[scale])]
    stops = [_timed(lambda batch=batch: studio.program.post(f"batches/{batch}/cancel")) for _, batch in clicks]
    studio.wait_while(ACTIVE, [batch for _, batch in clicks])
    before = _batch(studio, ahead, ENDLESS)
    _until_full(studio, before, slots - slots // 4)
    own = [_begun(studio, studio.program, studio.session) for _ in range(ROUNDS[scale])]
    with _somebody_else(studio) as (program, session):
        others = [_begun(studio, program, session) for _ in range(ROUNDS[scale])]
    studio.program.post(f"batches/{before}/cancel")
    studio.wait_while(ACTIVE, [before])
    return [
        Figure("P11", f"batch of {large:,}: click to answer", statistics.median(took for took, _ in clicks), "s", 1),
        Figure("P11", "cancel it: click to answer", statistics.median(took for took, _ in stops), "s", 1),
        Figure("P11", f"one more picture behind a batch of {ahead}: click until it begins", max(own), "s", 2),
        Figure("P11", "the same for somebody else", max(others), "s", 2),
    ]


def _batch(studio: Studio, count: int, marks: str) -> int:
    prompts = [f"waves {number} {marks}" for number in range(count)]
    order = {"session": studio.session, "models": [MODEL], "prompts": prompts, "purpose": "assets"}
    return int(studio.program.post("generations", **order)["batch"]["id"])


def _timed(call: Any) -> tuple[float, Any]:
    begin = time.perf_counter()
    answer = call()
    return time.perf_counter() - begin, answer


def _until_full(studio: Studio, batch: int, count: int) -> None:
    running = "SELECT count(*) AS n FROM generations_generation WHERE batch_id = %s AND state = 'submitted'"
    end = time.monotonic() + PATIENCE
    while studio.rows(running, batch)[0]["n"] < count:
        if time.monotonic() > end:
            raise TimeoutError("the batch does not fill its slots")
        time.sleep(0.05)


def _begun(studio: Production, program: Program, session: int) -> float:
    """Seconds from the click until the provider has it; then it makes room for the next."""
    begin = time.time()
    batch = program.ask(session, ENDLESS, MODEL)["batch"]["id"]
    studio.wait_while(SENDING, [batch])
    taken = "SELECT submitted_at AS at FROM generations_generation WHERE batch_id = %s"
    seconds = seconds_of(studio.rows(taken, batch)[0]["at"]) - begin
    program.post(f"batches/{batch}/cancel")
    studio.wait_while(ACTIVE, [batch])
    return seconds


@contextmanager
def _somebody_else(studio: Production) -> Iterator[tuple[Program, int]]:
    studio.processes.run("manage.py", "create_user", SOMEBODY_ELSE, "--password", PASSWORD)
    with Program(studio.url, new_token(studio.processes, SOMEBODY_ELSE)) as program:
        yield program, program.new_session()
