"""Telling everybody who looks that something changed."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from django.db import connection, transaction

from live import transport
from live.models import Event
from live.topics import MISSED_MAX

# Events that a topic keeps at least, and how many more before the old ones are removed in one go.
KEPT = 256
PRUNE_EVERY = 64


@dataclass(frozen=True, slots=True)
class Change:
    """`ref` ("generation:885") is new, was put into another state, or is gone; "all" is for publish() to say."""

    topics: tuple[str, ...]
    ref: str
    change: Literal["new", "put", "del", "all"]
    state: str = ""


_gathered: ContextVar[tuple[list[Change], Counter[str]] | None] = ContextVar("gathered", default=None)


@contextmanager
def published_together() -> Iterator[None]:
    """In a transaction of several actions: what each of them publishes is published once, at the end."""
    changes: list[Change] = []
    skipped: Counter[str] = Counter()
    token = _gathered.set((changes, skipped))
    try:
        yield
    finally:
        _gathered.reset(token)
    publish(*changes, skipped=skipped)


def publish(*changes: Change, skipped: Mapping[str, int] | None = None) -> None:
    """Call it once, as the last write of a transaction: from here to its end other changes of these topics wait.

    A topic with more changes than a reader could catch up with gets a single event: all of it is to be read anew.
    So does one that has `skipped` revisions first.
    """
    if gathered := _gathered.get():
        gathered[0].extend(changes)
        gathered[1].update(skipped or {})
        return
    named = [(topic, change) for change in changes for topic in change.topics]
    counts = Counter(topic for topic, _ in named)
    many = {topic: Change((topic,), topic, "all") for topic, count in counts.items() if count > MISSED_MAX}
    facts = [fact for fact in named if fact[0] not in many] + list(many.items())
    if not facts:
        return
    counts = Counter(topic for topic, _ in facts)
    with transaction.atomic(savepoint=False):
        after = _raise_revs(counts + Counter(skipped))
        events = list(_numbered(facts, {topic: after[topic] - count for topic, count in counts.items()}))
        Event.objects.bulk_create(events)
        _prune(after, counts)
        transaction.on_commit(partial(transport.send, "\n".join(map(_line, events))), robust=True)


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


def _numbered(facts: Iterable[tuple[str, Change]], revs: dict[str, int]) -> Iterator[Event]:
    for topic, change in facts:
        revs[topic] += 1
        yield Event(topic=topic, rev=revs[topic], ref=change.ref, change=change.change, state=change.state)


def _prune(after: dict[str, int], counts: Counter[str]) -> None:
    for topic, rev in after.items():
        if rev // PRUNE_EVERY > (rev - counts[topic]) // PRUNE_EVERY:
            Event.objects.filter(topic=topic, rev__lte=rev - KEPT).delete()


def _line(event: Event) -> str:
    frame = _json(op="resync", topic=event.topic)  # whoever reads it subscribes again, and is told to read all anew
    if event.change != "all":
        facts = {"rev": event.rev, "ref": event.ref, "change": event.change, "state": event.state}
        frame = _json(op="ev", topic=event.topic, **facts)
    return transport.line(event.topic, event.rev, frame)


def _json(**frame: Any) -> str:
    return json.dumps(frame, separators=(",", ":"))
