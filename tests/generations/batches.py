"""What becomes of the generations of a batch, for tests that look at it."""

from typing import Any

from generations.models import Batch, Generation
from generations.states import State
from tests.generations.rows import add_output


def ended(batch: Batch, *states: str) -> list[Generation]:
    """The first generations, each in one of these states."""
    rows = list(batch.generations.order_by("pk")[: len(states)])
    for row, state in zip(rows, states, strict=True):
        row.state = state
        row.save(update_fields=["state"])
        if state == State.SUCCEEDED:
            add_output(row)
    return rows


def text(response: Any, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()  # type: ignore[no-any-return]
