"""P1, its last step: from the commit that says a picture is there until Chromium has painted it."""

import statistics

from tests.bench.chromium import opened
from tests.figures import Figure
from tests.studios import ACTIVE, Studio, seconds_of

ROUNDS = {"small": 3, "full": 20}
PAINTED_MS = 150
DRAWN = "waves [[sim:queue=0]] [[sim:run=0.2]]"
# When each card's picture was on the screen: two frames after it had been loaded.
WATCH = """() => {
  window.painted = {};
  const note = (image) => {
    const card = image.closest(".card").dataset.generation;
    requestAnimationFrame(() => requestAnimationFrame(() => { window.painted[card] ??= Date.now() / 1000; }));
  };
  document.addEventListener("load", (event) => { if (event.target.matches?.(".card img")) note(event.target); }, true);
}"""


def measure(studio: Studio, scale: str) -> list[Figure]:
    session = studio.program.new_session()
    with opened(studio, f"/sessions/{session}/") as page:
        page.get_by_role("status").filter(has_text="live").wait_for()
        page.evaluate(WATCH)
        seconds = []
        for _ in range(ROUNDS[scale]):
            made = studio.program.ask(session, DRAWN, "fal-z-image-turbo")
            studio.wait_while(ACTIVE, [made["batch"]["id"]])
            pk = made["generations"][0]["id"]
            page.wait_for_function("(pk) => window.painted[pk]", arg=pk)
            ended = studio.rows("SELECT finished_at AS at FROM generations_generation WHERE id = %s", pk)[0]["at"]
            seconds.append(page.evaluate("(pk) => window.painted[pk]", pk) - seconds_of(ended))
    aim = PAINTED_MS if studio.topology == "embedded" else None
    what = "a picture's commit until Chromium has painted it, p50"
    return [Figure("P1", what, 1000 * statistics.median(seconds), "ms", aim)]
