"""P7: how fast the studio is there, and what it costs when nobody uses it."""

import statistics
import time

from tests.bench.usage import Usage
from tests.figures import Figure
from tests.studios import Embedded

SETTLE = {"small": 1.0, "full": 10.0}
WATCHED = {"small": 2.0, "full": 60.0}


def measure(studio: Embedded, scale: str) -> list[Figure]:
    time.sleep(SETTLE[scale])
    before = Usage.of(studio.working.pid)
    time.sleep(WATCHED[scale])
    after = Usage.of(studio.working.pid)
    cpu = 100 * (after.cpu - before.cpu) / WATCHED[scale]
    return [
        Figure("P7", "second start until the first page", statistics.median(studio.starts), "s", 1.5),
        Figure("P7", "idle memory (PSS)", after.shared / 1e6, "MB", 150),
        Figure("P7", "idle memory (RSS)", after.resident / 1e6, "MB"),
        Figure("P7", "idle CPU", cpu, "% of a core", 1),
    ]
