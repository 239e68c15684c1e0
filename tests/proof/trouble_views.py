"""What a page keeps of a topic: rows by their references, read over REST and kept up to date by what is told."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

Fetch = Callable[[str], Awaitable[Any]]

# Of each kind of row: where one of them is read.
PATHS = {
    "generation": "generations/{}/",
    "batch": "batches/{}/",
    "session": "sessions/{}/",
    "project": "projects/{}/",
}
GONE = None


@dataclass
class View:
    """`lists` are the addresses of the rows of each kind; `rows` is what the page shows of them."""

    topic: str
    lists: dict[str, str]
    rows: dict[str, str] = field(default_factory=dict)
    # What went away while something was read: an answer may be older than that.
    _dropped: set[str] = field(default_factory=set)

    async def read(self, fetch: Fetch) -> None:
        """All of it, as it is now."""
        self._dropped.clear()
        rows: dict[str, str] = {}
        for kind, path in self.lists.items():
            for row in await _every(fetch, path):
                rows |= _shown(kind, row)
        self.rows = {ref: fact for ref, fact in rows.items() if ref not in self._dropped}

    def concerns(self, ref: str) -> bool:
        return ref.partition(":")[0] in self.lists

    async def refresh(self, ref: str, fetch: Fetch) -> None:
        self._dropped.clear()
        kind, _, pk = ref.partition(":")
        row = await fetch(PATHS[kind].format(pk))
        shown = {} if row is GONE or ref in self._dropped else _shown(kind, row)
        kept = {key: fact for key, fact in shown.items() if key not in self._dropped}
        self.drop(ref)
        self.rows |= kept

    def drop(self, ref: str) -> None:
        """With what is shown inside of it."""
        self._dropped.add(ref)
        self.rows = {key: fact for key, fact in self.rows.items() if key != ref and not fact.endswith(f" of {ref}")}


def session_view(pk: int) -> View:
    return View(f"session:{pk}", {"generation": f"generations/?session={pk}&limit=200"})


def batch_view(pk: int) -> View:
    return View(f"batch:{pk}", {"generation": f"generations/?batch={pk}&limit=200", "batch": f"batches/{pk}/"})


def project_view(pk: int) -> View:
    return View(f"project:{pk}", {"session": f"sessions/?project={pk}&limit=200", "project": f"projects/{pk}/"})


def user_view(pk: int) -> View:
    return View(f"user:{pk}", {"project": "projects/?limit=200"})


async def _every(fetch: Fetch, path: str) -> list[Any]:
    answer = await fetch(path)
    if answer is GONE or "results" not in answer:
        return [] if answer is GONE else [answer]
    rows = list(answer["results"])
    while following := answer["next"]:
        answer = await fetch(following)
        rows += answer["results"]
    return rows


def _shown(kind: str, row: dict[str, Any]) -> dict[str, str]:
    ref = f"{kind}:{row['id']}"
    match kind:
        case "generation":
            outputs = {f"output:{output['id']}": f"of {ref}" for output in row["outputs"]}
            return {ref: f"{row['state']} {row['cost']}"} | {key: f"shown {fact}" for key, fact in outputs.items()}
        case "batch":
            return {ref: str(row["progress"])}
        case _:
            return {ref: row["name"]}
