"""Telling everybody who looks that something changed."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from django.db import connection, transaction

from live import transport
from live.models import Event

# Events that a topic keeps at least, and how many more before the old ones are removed in one go.
KEPT = 256
PRUNE_EVERY = 64


@dataclass(frozen=True, slots=True)
class Change:
    """`ref` ("generation:885") is new, was put into another state, or is gone."""

    topics: tuple[str, ...]
    ref: str
    change: Literal["new", "put", "del"]
    state: str = ""


def publish(*changes: Change) -> None:
    """Call it once, as the last write of a transaction: from here to its end other changes of these topics wait."""
    counts = Counter(topic for change in changes for topic in change.topics)
    if not counts:
        return
    with transaction.atomic(savepoint=False):
        after = _raise_revs(counts)
        revs = {topic: after[topic] - count for topic, count in counts.items()}
        events = []
        for change in changes:
            for topic in change.topics:
                revs[topic] += 1
                events.append(
                    Event(topic=topic, rev=revs[topic], ref=change.ref, change=change.change, state=change.state)
                )
        Event.objects.bulk_create(events)
        _prune(after, counts)
        transaction.on_commit(partial(transport.send, _payload(events)), robust=True)


def tick(
    topics: Iterable[str], ref: str, *, percent: int | None = None, position: int | None = None, message: str = ""
) -> None:
    """Progress: fleeting, so nothing is stored and nobody catches up on it."""
    facts = {"ref": ref, "percent": percent, "position": position, "message": message}
    transport.send("\n".join(transport.line(topic, 0, _json(op="tick", topic=topic, **facts)) for topic in topics))


def rights_changed(user_id: int) -> None:
    """The person's open sockets lose at once what may not be read any more."""
    transaction.on_commit(partial(transport.send, transport.line(transport.RIGHTS, user_id, "")), robust=True)


def _raise_revs(counts: Counter[str]) -> dict[str, int]:
    """One statement; sorted, so that two transactions with the same topics wait for each other and never deadlock."""
    rows = [value for topic in sorted(counts) for value in (topic, counts[topic])]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO live_topic (key, rev) VALUES {', '.join(['(%s, %s)'] * len(counts))} "  # noqa: S608
            "ON CONFLICT (key) DO UPDATE SET rev = live_topic.rev + excluded.rev RETURNING key, rev",
            rows,
        )
        return dict(cursor.fetchall())


def _prune(after: dict[str, int], counts: Counter[str]) -> None:
    for topic, rev in after.items():
        if rev // PRUNE_EVERY > (rev - counts[topic]) // PRUNE_EVERY:
            Event.objects.filter(topic=topic, rev__lte=rev - KEPT).delete()


def _payload(events: list[Event]) -> str:
    return "\n".join(
        transport.line(
            event.topic,
            event.rev,
            _json(op="ev", topic=event.topic, rev=event.rev, ref=event.ref, change=event.change, state=event.state),
        )
        for event in events
    )


def _json(**frame: Any) -> str:
    return json.dumps(frame, separators=(",", ":"))
