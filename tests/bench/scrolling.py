"""P6: thousands of cards in a browser."""

import statistics

from tests.bench.chromium import opened, page_memory
from tests.figures import Figure
from tests.studios import ACTIVE, Studio

CARDS = {"small": 300, "full": 5000}
DRAWN = "waves [[sim:queue=0]] [[sim:run=0]]"
# Rows that share one stored file: the page cannot tell, and making them takes no time.
SEED = """
from generations.models import Batch, Generation, Output
from projects.models import Session
session = Session.objects.select_related("project").get(pk={session})
first = Output.objects.filter(deleted_at=None).order_by("pk").last()
batch = Batch.objects.create(project=session.project, session=session, title="many")
facts = dict(project=session.project, session=session, batch=batch, model="local-flow", provider="local", kind="image")
rows = Generation.objects.bulk_create(
    [Generation(**facts, prompt=f"number {{n}}", state="succeeded") for n in range({count})]
)
names = ("file", "preview", "bytes", "content_type", "sha256", "width", "height")
same = {{name: getattr(first, name) for name in names}}
Output.objects.bulk_create([Output(generation=row, project=session.project, kind="image", **same) for row in rows])
"""
# Until nothing more comes. A frame in which the page could not move any further is none of scrolling.
SCROLL = """async (step) => {
  const frames = [], tasks = [];
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map((task) => task.duration)))
    .observe({type: "longtask"});
  const frame = () => new Promise(requestAnimationFrame), end = performance.now() + 150000;
  let before = await frame(), still = 0;
  while (performance.now() < end && still < 150) {
    const top = scrollY;
    scrollBy(0, step);
    const now = await frame(), moved = scrollY > top;
    if (moved) frames.push(now - before);
    still = moved || document.querySelector(".more") ? 0 : still + 1;
    before = now;
  }
  return [frames, tasks, scrollY];
}"""
STEP = 240  # pixels a frame


def measure(studio: Studio, scale: str) -> list[Figure]:
    studio.wait_while(ACTIVE, [studio.ask(DRAWN)["batch"]["id"]])
    session = studio.program.new_session()
    studio.processes.run("manage.py", "shell", "-v", "0", "-c", SEED.format(session=session, count=CARDS[scale]))
    with opened(studio, f"/sessions/{session}/") as page:
        page.locator(".card .open").first.wait_for()
        frames, tasks, _ = page.evaluate(SCROLL, STEP)
        reached = page.get_by_role("link", name="number 0", exact=True).count()
        own, kept = page_memory()
    return [
        Figure(
            "P6", f"{CARDS[scale]:,} cards, scrolled to the end: frame, median", statistics.median(frames), "ms", 25
        ),
        Figure("P6", "longest task meanwhile", max(tasks, default=0), "ms", 200),
        Figure("P6", "memory of the page's process (PSS) without decoded pictures", own / 1e6, "MB", 300),
        Figure("P6", "pictures that it keeps decoded until the memory is wanted", kept / 1e6, "MB"),
        Figure("P6", "cards that were never reached", 1 - reached, aim=0),
    ]
