"""P3: what hundreds of generations in flight cost, and whether a new one is still taken at once."""

import statistics
import time
from dataclasses import dataclass

from tests.bench.clicks import clicks
from tests.bench.figures import Figure, percentile
from tests.bench.studio import ACTIVE, ENDLESS, SENDING, Production
from tests.bench.usage import Usage

WAITS = {"small": 100, "full": 500}
CLICKS = {"small": 30, "full": 150}
WATCHED = {"small": 5.0, "full": 20.0}
SHORT = "waves [[sim:run=0.1]]"
AT_ONCE = 100
WARM = 80
# InvokeAI's time from the POST to the first event of the work, on a machine like this.
INVOKEAI_MS = 376.0
MEGABYTE, KILOBYTE = 1e6, 1e3


@dataclass(frozen=True, slots=True)
class Held:
    """What the worker holds at most while nothing but waiting goes on; `cpu` in percent of one core."""

    usage: Usage
    connections: int
    cpu: float


def measure(studio: Production, scale: str) -> list[Figure]:
    # Some short ones first: pools, arenas and modules have their size before anything is compared.
    warm = _ask(studio, WARM, SHORT)
    studio.wait_while(ACTIVE, warm)
    alone = clicks(studio, CLICKS[scale])
    before = _held(studio, WATCHED[scale])
    studio.wait_while(SENDING, _ask(studio, WAITS[scale], ENDLESS))
    during = _held(studio, WATCHED[scale])
    busy = clicks(studio, CLICKS[scale])
    waits = WAITS[scale]
    per_wait = (during.usage.shared - before.usage.shared) / waits / KILOBYTE
    told = statistics.median(click.told for click in alone)
    taken = [click.taken_after_commit for click in busy]
    return [
        Figure("P3", "generations in flight at once, worker with 64 threads", waits),
        Figure("P3", "threads more than with none in flight", during.usage.threads - before.usage.threads, aim=0),
        Figure("P3", "sockets more", during.usage.sockets - before.usage.sockets, aim=0),
        Figure("P3", "database connections more", during.connections - before.connections, aim=0),
        Figure("P3", "memory a wait", per_wait, "kB", 28),
        Figure("P3", "worker memory (RSS)", during.usage.resident / MEGABYTE, "MB", 200),
        Figure("P3", "worker CPU while all wait", during.cpu, "% of a core"),
        Figure("P3", "commit of a click until a worker has it, p50", statistics.median(taken), "ms"),
        Figure("P3", "commit of a click until a worker has it, p99", percentile(taken, 0.99), "ms", 20),
        Figure(
            "P3",
            "the same with none in flight, p99",
            percentile([click.taken_after_commit for click in alone], 0.99),
            "ms",
        ),
        Figure(
            "P3",
            "click until a worker has it, HTTP included, p50",
            statistics.median(click.taken for click in busy),
            "ms",
        ),
        Figure(
            "P3",
            "click until a worker has it, HTTP included, p99",
            percentile([click.taken for click in busy], 0.99),
            "ms",
        ),
        Figure("P3", "POST until the first work event on the socket, p50", told, "ms"),
        Figure("P3", "that as a share of InvokeAI's 376 ms", told / INVOKEAI_MS, "", 0.05),
    ]


def _ask(studio: Production, count: int, prompt: str) -> list[int]:
    return [studio.ask(prompt, variants=min(AT_ONCE, count - done))["batch"]["id"] for done in range(0, count, AT_ONCE)]


def _held(studio: Production, seconds: float) -> Held:
    end, seen, connections = time.monotonic() + seconds, [Usage.of(studio.worker.pid)], []
    while time.monotonic() < end:
        connections.append(
            studio.rows("SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database()")[0]["n"]
        )
        time.sleep(0.5)
    seen.append(Usage.of(studio.worker.pid))
    return Held(seen[-1], max(connections), 100 * (seen[-1].cpu - seen[0].cpu) / seconds)
