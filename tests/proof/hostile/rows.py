"""Of each kind of row one, made through the API as a program would: without them nearly every answer is 404."""

from typing import Any

import httpx

from tests.generations.rows import png
from tests.proof.hostile.place import Place


def rows_of(place: Place, http: httpx.Client) -> dict[str, int]:
    """Their ids, by how addresses call their kind. `http` speaks to /api/ with a token."""
    project = _posted(http, "projects", name="Rows")["id"]
    session = _posted(http, "sessions", project=project, kind="image", name="Rows")["id"]
    output, deleted = (_uploaded(http, session) for _ in range(2))
    http.patch(f"outputs/{output}/", json={"tags": ["night"]}).raise_for_status()
    http.delete(f"outputs/{deleted}/").raise_for_status()
    order = {"session": session, "models": ["local-landscape"], "prompts": ["a lake"]}
    batch = _posted(http, "generations", **order)["batch"]["id"]
    edit = _posted(http, "conversations", source=output, models=["local-darkroom"], instruction="warmer")["id"]
    return {
        "projects": project,
        "sessions": session,
        "outputs": output,
        "trash": deleted,
        "batches": batch,
        "conversations": edit,
        "edit": edit,
        "generations": _first(http, "generations", batch=batch),
        "turns": _first(http, f"conversations/{edit}/turns"),
        "tags": _first(http, "tags", project=project),
        "user": place.user.pk,
    }


def _posted(http: httpx.Client, path: str, **body: Any) -> dict[str, Any]:
    answer: dict[str, Any] = http.post(f"{path}/", json=body).raise_for_status().json()
    return answer


def _first(http: httpx.Client, path: str, **query: Any) -> int:
    return int(http.get(f"{path}/", params=query).raise_for_status().json()["results"][0]["id"])


def _uploaded(http: httpx.Client, session: int) -> int:
    answer = http.post("uploads/", data={"session": str(session)}, files={"file": png()})
    return int(answer.raise_for_status().json()["id"])
