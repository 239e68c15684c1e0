"""P2: a turn of four models takes as long as its slowest model."""

import statistics
import time

from tests.bench.figures import Figure
from tests.bench.studio import ACTIVE, Production

ROUNDS = {"small": 1, "full": 5}
# Each model, and how many seconds its provider needs.
MODELS = {"fal-flux-2-klein-9b": 2, "fal-seedream-5-lite": 3, "fal-flux-2-pro": 4, "fal-z-image-turbo": 5}


def measure(studio: Production, scale: str) -> list[Figure]:
    slowest = max(MODELS, key=lambda model: MODELS[model])
    alone, together = [], []
    for _ in range(ROUNDS[scale]):
        alone.append(_seconds(studio, {slowest: MODELS[slowest]}))
        together.append(_seconds(studio, MODELS))
    turn, model = statistics.median(together), statistics.median(alone)
    return [
        Figure("P2", "turn of four models of 2, 3, 4 and 5 s", turn, "s"),
        Figure("P2", "its slowest model alone", model, "s"),
        Figure("P2", "turn to slowest model", turn / model, "", 1.05),
    ]


def _seconds(studio: Production, models: dict[str, int]) -> float:
    """From the first click until the batch is complete, in the studio's own times."""
    begin, batch = time.time(), 0
    order: dict[str, int] = {}
    for model, seconds in models.items():
        batch = studio.ask(f"waves [[sim:queue=0]] [[sim:run={seconds}]]", model=model, **order)["batch"]["id"]
        order = {"batch": batch}
    studio.wait_while(ACTIVE, [batch])
    ended = "SELECT extract(epoch FROM max(finished_at))::float AS at FROM generations_generation WHERE batch_id = %s"
    return float(studio.rows(ended, batch)[0]["at"]) - begin
