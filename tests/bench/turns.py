"""P2: a turn of four models in a conversation takes as long as its slowest model."""

import statistics
import time
from io import BytesIO

from PIL import Image

from tests.figures import Figure
from tests.studios import ACTIVE, Studio, seconds_of

ROUNDS = {"small": 1, "full": 3}
MODELS = ("fal-flux-2-klein-9b", "fal-seedream-5-lite", "fal-flux-2-flex", "fal-qwen-image-2")
# How many seconds the provider of each needs, by a part of its name.
RUN = {"small": "klein:0.4 lite:0.6 flex:0.8 qwen:1", "full": "klein:2 lite:3 flex:4 qwen:5"}


def measure(studio: Studio, scale: str) -> list[Figure]:
    alone, together = [], []
    for _ in range(ROUNDS[scale]):
        alone.append(_seconds(studio, RUN[scale], MODELS[-1]))
        together.append(_seconds(studio, RUN[scale], *MODELS))
    turn, model = statistics.median(together), statistics.median(alone)
    return [
        Figure("P2", f"turn of four models with seconds of {RUN[scale]}", turn, "s"),
        Figure("P2", "its slowest model alone", model, "s"),
        Figure("P2", "turn to slowest model", turn / model, "", 1.05),
    ]


def _seconds(studio: Studio, run: str, *models: str) -> float:
    """The second turn of a conversation, from the click until it is complete, in the studio's own times.

    The double draws the same picture each time: what it would draw with would be missing to the studio here.
    """
    source = studio.program.upload(studio.session, _still())["id"]
    first = "dawn [[sim:run=0]] [[sim:same]]"
    started = studio.program.post("conversations", source=source, instruction=first, models=models)
    turns = f"conversations/{started['id']}/turns"
    studio.wait_while(ACTIVE, [studio.program.get(f"{turns}/")["results"][0]["id"]])
    begin = time.time()
    turn = studio.program.post(turns, instruction=f"waves [[sim:queue=0]] [[sim:run={run}]] [[sim:same]]")["id"]
    studio.wait_while(ACTIVE, [turn])
    ended = "SELECT max(finished_at) AS at FROM generations_generation WHERE batch_id = %s"
    return seconds_of(studio.rows(ended, turn)[0]["at"]) - begin


def _still() -> bytes:
    data = BytesIO()
    Image.new("RGB", (1024, 768), "teal").save(data, "PNG")
    return data.getvalue()
