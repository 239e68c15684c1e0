"""P2: a turn of four models in a conversation takes as long as its slowest model."""

import statistics
import time
from io import BytesIO

from PIL import Image

from tests.figures import Figure
from tests.studios import ACTIVE, Production

ROUNDS = {"small": 1, "full": 5}
# Each model, and how many seconds its provider needs.
MODELS = {"fal-flux-2-klein-9b": 2, "fal-seedream-5-lite": 3, "fal-flux-2-flex": 4, "fal-qwen-image-2": 5}
RUN = "klein:2 lite:3 flex:4 qwen:5"


def measure(studio: Production, scale: str) -> list[Figure]:
    slowest = max(MODELS, key=lambda model: MODELS[model])
    alone, together = [], []
    for _ in range(ROUNDS[scale]):
        alone.append(_seconds(studio, slowest))
        together.append(_seconds(studio, *MODELS))
    turn, model = statistics.median(together), statistics.median(alone)
    return [
        Figure("P2", "turn of four models of 2, 3, 4 and 5 s", turn, "s"),
        Figure("P2", "its slowest model alone", model, "s"),
        Figure("P2", "turn to slowest model", turn / model, "", 1.05),
    ]


def _seconds(studio: Production, *models: str) -> float:
    """The second turn of a conversation, from the click until it is complete, in the studio's own times."""
    source = studio.program.upload(studio.session, _still())["id"]
    started = studio.program.post("conversations", source=source, instruction="dawn [[sim:run=0]]", models=models)
    turns = f"conversations/{started['id']}/turns"
    studio.wait_while(ACTIVE, [studio.program.get(f"{turns}/")["results"][0]["id"]])
    begin = time.time()
    turn = studio.program.post(turns, instruction=f"waves [[sim:queue=0]] [[sim:run={RUN}]]")["id"]
    studio.wait_while(ACTIVE, [turn])
    ended = "SELECT extract(epoch FROM max(finished_at))::float AS at FROM generations_generation WHERE batch_id = %s"
    return float(studio.rows(ended, turn)[0]["at"]) - begin


def _still() -> bytes:
    data = BytesIO()
    Image.new("RGB", (1024, 768), "teal").save(data, "PNG")
    return data.getvalue()
