"""R5: hostile files, addresses, deliveries and texts. Nothing of them may get through, and none may end a process."""

import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from tests.figures import Figure, wrong
from tests.proof.hostile import samples
from tests.proof.hostile.addresses import Addresses
from tests.proof.hostile.contract import Contract
from tests.proof.hostile.deliveries import Deliveries
from tests.proof.hostile.place import Place
from tests.proof.hostile.provider import provider
from tests.proof.hostile.results import Results
from tests.proof.hostile.texts import Texts
from tests.proof.hostile.uploads import Uploads


@dataclass(frozen=True, slots=True)
class Scale:
    seed: int
    uploads: int
    results: int
    addresses: int
    deliveries: int
    repeats: int
    texts: int
    phases: str  # of schemathesis
    examples: int  # of each operation


SMALL = Scale(
    seed=20_261,
    uploads=90,
    results=60,
    addresses=48,
    deliveries=300,
    repeats=4,
    texts=110,
    phases="fuzzing",
    examples=1,
)
FULL = Scale(
    seed=random.SystemRandom().randrange(10**6),
    uploads=7000,
    results=3000,
    addresses=500,
    deliveries=100_000,
    repeats=100,
    texts=5000,
    phases="examples,coverage,fuzzing,stateful",
    examples=10,
)
# A decoder may compute for half a minute before it is ended.
SLOWEST = 60.0
MEMORY = 512


def measure(scale: str) -> Iterator[Figure]:
    size = SMALL if scale == "small" else FULL
    sys.stderr.write(f"R5 seed {size.seed}\n")
    few_or_many = samples.few if scale == "small" else samples.many
    with Place() as place, provider() as wire:
        uploads, results = Uploads(place), Results(place, wire)
        peak = uploads.send_all(few_or_many(random.Random(size.seed), size.uploads))
        largest = results.send_all(few_or_many(random.Random(size.seed + 1), size.results))
        Addresses(place, wire, size.seed).try_all(size.addresses)
        deliveries = Deliveries(place, wire, size.seed)
        deliveries.forge_all(size.deliveries)
        deliveries.repeat(size.repeats)
        Contract(place, size.seed).check(size.phases, size.examples)
        # At its end this one takes away whatever can be taken away.
        Texts(place, size.seed).try_all(size.texts)
        for kind, count in place.tried.items():
            yield Figure("R5", f"hostile {kind}", count)
        yield Figure("R5", "the web process and its decoder at most", peak, "MB", MEMORY, "peak_memory")
        yield Figure("R5", "a decoder of a worker at most", largest, "MB", MEMORY)
        yield Figure("R5", "the slowest file", max(uploads.slowest, results.slowest), "s", SLOWEST)
        if not (peak and largest):
            place.blame("errors", "nothing was seen of the memory of those who decode")
        for kind, what in WRONG.items():
            yield wrong("R5", what, place.wrong[kind], f"hostile_{kind}")


WRONG = {
    "through": "something hostile got through",
    "errors": "errors of the server",
    "deaths": "processes or workers that ended",
    "dials": "connections to addresses inside",
    "doubled": "deliveries with more than one effect",
    "lies": "answers that the API document does not know",
    "left": "files or rows left behind",
}
