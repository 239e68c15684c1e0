"""What the runner and the actions tell the outside, as facts. Who hears it is decided by the topics' access rules."""

from collections.abc import Iterable
from typing import Literal

from generations.models import Batch, Generation, Output
from generations.states import ACTIVE
from live.publish import Change, publish, tick

ChangeName = Literal["new", "put", "del"]


def topics_of(generation: Generation) -> tuple[str, ...]:
    topics = (f"session:{generation.session_id}", f"batch:{generation.batch_id}")
    return (*topics, f"output:{generation.source_id}") if generation.source_id else topics


def generation_changed(generation: Generation, change: ChangeName = "put") -> None:
    generations_changed([generation], change)


def generations_changed(generations: Iterable[Generation], change: ChangeName = "put") -> None:
    publish(*(Change(topics_of(row), f"generation:{row.pk}", change, row.state) for row in generations))


def generation_ended(generation: Generation) -> None:
    """Call in the transaction that ends it. Exactly one of several models ending together also ends the batch:

    publishing locks the batch's topic until commit, so the next one counts only after this one is visible.
    """
    generation_changed(generation)
    if not Generation.objects.filter(batch=generation.batch_id, state__in=ACTIVE).exists():
        topics = (f"session:{generation.session_id}", f"batch:{generation.batch_id}")
        publish(Change(topics, f"batch:{generation.batch_id}", "put", "completed"))


def batch_made(batch: Batch, generations: Iterable[Generation], *, retried: Generation | None = None) -> None:
    """Also when generations are added. A generation that was `retried` makes room for its retry in the same moment."""
    session, project = f"session:{batch.session_id}", f"project:{batch.project_id}"
    made_room = [Change(topics_of(retried), f"generation:{retried.pk}", "del", retried.state)] if retried else []
    publish(
        *made_room,
        Change((f"batch:{batch.pk}", session), f"batch:{batch.pk}", "put", "active"),
        *(Change(topics_of(row), f"generation:{row.pk}", "new", row.state) for row in generations),
        Change((project,), session, "put"),
    )


def output_gone(output: Output) -> None:
    topics = (*topics_of(output.generation), f"output:{output.pk}")
    publish(Change(topics, f"output:{output.pk}", "del"))


def progressed(generation: Generation) -> None:
    """Fleeting: no revision, no row."""
    progress = generation.progress
    tick(
        topics_of(generation),
        f"generation:{generation.pk}",
        percent=progress.get("percent"),
        position=progress.get("position"),
        message=progress.get("message", ""),
    )
