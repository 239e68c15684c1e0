"""What the runner and the actions tell the outside, as facts. Who hears it is decided by the topics' access rules."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from generations.models import Batch, Generation, Output
from generations.states import ACTIVE, State
from live.models import Topic
from live.publish import Change, publish, tick
from projects.models import Session

ChangeName = Literal["new", "put", "del"]


def topics_of(generation: Generation) -> tuple[str, ...]:
    topics = [f"session:{generation.session_id}", f"batch:{generation.batch_id}"]
    if generation.source_id:
        topics.append(f"output:{generation.source_id}")
    return tuple([*topics, generation.topic] if generation.topic else topics)


def of_project(generation: Generation) -> str:
    """The topic of all outputs of a project."""
    return f"outputs:{generation.project_id}"


def generation_changed(generation: Generation, change: ChangeName = "put") -> None:
    generations_changed([generation], change)


def generations_changed(generations: Iterable[Generation], change: ChangeName = "put") -> None:
    publish(*_changes(list(generations), change))


def _changes(generations: Sequence[Generation], change: ChangeName) -> Iterator[Change]:
    for row in generations:
        # Who looks at everything of a project hears of what can be looked at.
        everybody = (of_project(row),) if row.state == State.SUCCEEDED else ()
        yield Change(topics_of(row) + everybody, f"generation:{row.pk}", change, row.state)
    yield from _of_stills(generations)


def _of_stills(generations: Iterable[Generation]) -> Iterator[Change]:
    """A still shows the videos made from it, so whoever has the still before them hears of those, too."""
    states = {row.source_id: row.state for row in generations if row.kind == "video" and row.source_id}
    stills = Output.objects.select_related("generation").filter(pk__in=states).order_by("pk") if states else []
    for still in stills:
        topics = (f"session:{still.generation.session_id}", still.generation.topic)
        yield Change(tuple(filter(None, topics)), f"output:{still.pk}", "put", states[still.pk])


def generation_ended(generation: Generation) -> None:
    generations_ended([generation])


def generations_ended(generations: Sequence[Generation]) -> None:
    """Call in the transaction that ends them, all of one batch. Of several ending together exactly one ends the batch:

    publishing locks the batch's topic until commit, so the next one counts only after this one is visible.
    """
    generations_changed(generations)
    if not generations:
        return
    generation = generations[0]
    others = Generation.objects.filter(batch=generation.batch_id)
    if others.filter(state__in=ACTIVE).exists():
        return
    topics = (f"session:{generation.session_id}", f"batch:{generation.batch_id}")
    changes = [Change(topics, f"batch:{generation.batch_id}", "put", "completed")]
    if generation.topic:
        ended = "completed" if others.filter(state=State.SUCCEEDED).exists() else "failed"
        changes += _part_changed(generation.topic, generation.batch_id, "put", ended)
    # Only topics that the line above has locked: another one could wait for somebody who waits for us.
    publish(*changes)


def batch_made(
    batch: Batch,
    generations: Iterable[Generation],
    *,
    retried: Sequence[Generation] = (),
    also: tuple[Change, ...] = (),
) -> None:
    """Also when generations are added. Those that were `retried` make room for their retries in the same moment.

    `also` comes first: that the session has been made, of which the batch is the first.
    """
    session, project = f"session:{batch.session_id}", f"project:{batch.project_id}"
    publish(
        *also,
        *_changes(retried, "del"),
        *(_part_changed(batch.topic, batch.pk, "put" if retried else "new", "generating") if batch.topic else ()),
        Change((f"batch:{batch.pk}", session), f"batch:{batch.pk}", "put", "active"),
        *_changes(list(generations), "new"),
        Change((project,), session, "put"),
    )


def _part_changed(topic: str, batch: int, change: ChangeName, state: str) -> list[Change]:
    """For who looks at the whole of which the batch is a part, a conversation: a turn's id is its batch's."""
    whole = "active" if state in ("completed", "failed") else state
    return [Change((topic,), f"turn:{batch}", change, state), Change((topic,), topic, "put", whole)]


def discarded(generations: Iterable[Generation], outputs: Iterable[Output], *others: Change) -> None:
    """Deleted together. `others` are what they were parts of."""
    publish(
        *map(_gone, outputs),
        *_changes(list(generations), "del"),
        *others,
    )


def outputs_gone(outputs: Iterable[Output]) -> None:
    """Without its output a video is none of those that the still counts and lists."""
    of = {output.generation_id: output.generation for output in outputs}
    videos = [row for row in of.values() if row.kind == "video" and row.source_id]
    rows = [Change((f"output:{row.source_id}",), f"generation:{row.pk}", "put", row.state) for row in videos]
    publish(*map(_gone, outputs), *rows, *_of_stills(videos))


def outputs_restored(outputs: Iterable[Output]) -> None:
    restored({output.generation_id: output.generation for output in outputs}.values())


def restored(generations: Iterable[Generation], *others: Change) -> None:
    """They show what they have got back, and so do the turns that they are of, which do not end once more by it."""
    rows = list(generations)
    turns = {row.batch_id: row.topic for row in rows if row.topic}
    parts = [Change((topic,), f"turn:{batch}", "put") for batch, topic in turns.items()]
    publish(*_changes(rows, "put"), *parts, *others)


def outputs_changed(outputs: Iterable[Output], *others: Change) -> None:
    """What a card tells of them: ratings, tags. They come with their generations."""
    publish(*(_output_changed(output, "put") for output in outputs), *others)


def generations_moved(generations: Sequence[Generation], session: Session) -> None:
    """To `session`, from the sessions that the rows still name."""
    here, project = f"session:{session.pk}", f"project:{session.project_id}"
    sessions = {here, *(f"session:{row.session_id}" for row in generations)}
    changes = [Change((project,), topic, "put") for topic in sorted(sessions)] if generations else []
    for row in generations:
        ref = f"generation:{row.pk}"
        changes.append(Change((f"session:{row.session_id}",), ref, "del", row.state))
        changes.append(Change((here,), ref, "new", row.state))
        elsewhere = (topic for topic in topics_of(row) if not topic.startswith("session:"))
        changes.append(Change((*elsewhere, of_project(row)), ref, "put", row.state))
    publish(*changes, skipped=_to_overtake(here, sessions))


def _to_overtake(here: str, sessions: Iterable[str]) -> dict[str, int]:
    """Pages show rows with the revision of their session, and take none with a smaller one for newer."""
    revs = dict(Topic.objects.filter(key__in=sessions).values_list("key", "rev"))
    return {here: max(revs.values(), default=0) - revs.get(here, 0)}


def session_gone(session: Session) -> Iterator[Change]:
    """Stills elsewhere neither count nor list the videos that were in it."""
    yield from _of_session(session, "del")


def session_back(session: Session) -> Iterator[Change]:
    yield from _of_session(session, "new")


def _of_session(session: Session, change: ChangeName) -> Iterator[Change]:
    videos = list(Generation.objects.filter(session=session, kind="video", source__isnull=False, deleted_at=None))
    yield from (Change((f"output:{row.source_id}",), f"generation:{row.pk}", change, row.state) for row in videos)
    yield from _of_stills(videos)
    everything = f"outputs:{session.project_id}"
    yield Change((everything,), everything, "all")


def _gone(output: Output) -> Change:
    return _output_changed(output, "del")


def _output_changed(output: Output, change: ChangeName) -> Change:
    of = output.generation
    return Change((*topics_of(of), of_project(of), f"output:{output.pk}"), f"output:{output.pk}", change)


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
