"""P3: what hundreds of generations in flight cost, and whether a new one is still taken at once."""

import statistics
import time
from dataclasses import dataclass

from tests.bench.clicks import Click, clicks
from tests.bench.usage import Usage
from tests.figures import Figure, percentile
from tests.studios import ACTIVE, ENDLESS, SENDING, Studio

WAITS = {"small": 16, "full": 500}
WARM = {"small": 20, "full": 200}
CLICKS = {"small": 4, "full": 100}
WATCHED = {"small": 1.0, "full": 20.0}
SHORT = "waves [[sim:queue=0]] [[sim:run=0]] [[sim:same]]"
AT_ONCE = 100
# InvokeAI's time from the POST to the first event of the work, on a machine like this.
INVOKEAI_MS = 376.0
# Of a worker; the embedded studio has pages and sockets in the same process.
MEMORY_MB = 200
# A pool of ten for five hundred is not held by each of them.
NONE = 0.1


@dataclass(frozen=True, slots=True)
class Held:
    """What the worker never lets go of while nothing but waiting goes on; `cpu` in percent of one core."""

    threads: int
    sockets: int
    connections: int
    memory: int
    cpu: float


def measure(studio: Studio, scale: str) -> list[Figure]:
    # Some short ones first: pools, arenas and modules have their size before anything is compared.
    studio.wait_while(ACTIVE, _ask(studio, WARM[scale], SHORT))
    alone = clicks(studio, CLICKS[scale])
    before = _held(studio, WATCHED[scale])
    batches = _ask(studio, WAITS[scale], ENDLESS)
    studio.wait_while(SENDING, batches)
    during = _held(studio, WATCHED[scale])
    busy = clicks(studio, CLICKS[scale])
    for batch in batches:
        studio.program.post(f"batches/{batch}/cancel")
    studio.wait_while(ACTIVE, batches)
    memory = MEMORY_MB if studio.topology == "production" else None
    return [*_costs(before, during, WAITS[scale], memory), *_latencies(alone, busy)]


def _costs(before: Held, during: Held, waits: int, memory: int | None) -> list[Figure]:
    return [
        Figure("P3", "generations in flight", waits),
        Figure("P3", "threads held by a wait", (during.threads - before.threads) / waits, aim=NONE),
        Figure("P3", "sockets held by a wait", (during.sockets - before.sockets) / waits, aim=NONE),
        Figure(
            "P3", "database connections held by a wait", (during.connections - before.connections) / waits, aim=NONE
        ),
        Figure("P3", "memory held by a wait", (during.memory - before.memory) / waits / 1e3, "kB", 28),
        Figure("P3", "memory of what works, with its decoders (PSS)", during.memory / 1e6, "MB", memory),
        Figure("P3", "its CPU while all wait", during.cpu, "% of a core"),
    ]


def _latencies(alone: list[Click], busy: list[Click]) -> list[Figure]:
    idle = percentile([click.taken_after_commit for click in alone], 0.99)
    taken = [click.taken_after_commit for click in busy]
    told = statistics.median(click.told for click in alone)
    return [
        Figure("P3", "new click while all wait: commit until a worker has it, p50", statistics.median(taken), "ms"),
        Figure("P3", "the same, p99", percentile(taken, 0.99), "ms", 20),
        Figure("P3", "the same with none in flight, p99", idle, "ms"),
        Figure("P3", "p99 with all in flight to p99 with none", percentile(taken, 0.99) / idle, "x", 5),
        Figure("P3", "with HTTP: POST until a worker has it, p50", statistics.median(c.taken for c in busy), "ms"),
        Figure("P3", "with HTTP: POST until a worker has it, p99", percentile([c.taken for c in busy], 0.99), "ms"),
        Figure("P3", "POST until the first work event on the socket, p50", told, "ms"),
        Figure("P3", "that to InvokeAI's 376 ms", told / INVOKEAI_MS, "x", 0.05),
    ]


def _ask(studio: Studio, count: int, prompt: str) -> list[int]:
    return [studio.ask(prompt, variants=min(AT_ONCE, count - done))["batch"]["id"] for done in range(0, count, AT_ONCE)]


def _held(studio: Studio, seconds: float) -> Held:
    """The least of each that was seen: what comes and goes with a look is not held."""
    end, seen, connections = time.monotonic() + seconds, [Usage.of(studio.working.pid)], [studio.connections()]
    while time.monotonic() < end:
        time.sleep(0.25)
        seen.append(Usage.of(studio.working.pid))
        connections.append(studio.connections())
    return Held(
        threads=min(usage.threads for usage in seen),
        sockets=min(usage.sockets for usage in seen),
        connections=min(connections),
        memory=seen[-1].shared,
        cpu=100 * (seen[-1].cpu - seen[0].cpu) / seconds,
    )
